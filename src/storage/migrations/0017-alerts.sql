-- What operators are told of (src/alerts/): one row an alert, from the moment something is not as it should be until it is again. Says nothing of a
-- person: subjects are sources, datasets, dates, causes, documents.
create table alert (
  alert_id   uuid primary key,
  rule       text not null,
  subject    text not null,
  source     text,
  state      text not null check (state in ('pending', 'firing', 'final', 'recovered')),
  since      timestamptz not null,
  changed_at timestamptz not null,
  clear_from timestamptz,              -- firing, and all is well again from then on: recovered once that has lasted
  fail_told  boolean not null default false,
  round      text,                     -- the run, or the stage before an end, that `final` was last told of: once for each
  value      float8,
  threshold  float8,
  facts      jsonb not null,           -- what its words are made of, as of the last change
  -- Not yet told of, nobody hears of it; told of as final without a failure before, nobody waits to hear of its recovery.
  check (state <> 'pending' or not fail_told)
);
create unique index alert_open on alert (rule, subject) where state <> 'recovered';
create index alert_listed on alert (since desc, alert_id) where state <> 'pending';

-- The outbox: written with the change it tells of, sent afterwards, at least once, always under the same id.
create table alert_message (
  message_id uuid not null,
  channel    text not null check (channel in ('webhook', 'mail')),
  alert_id   uuid not null references alert on delete cascade,
  kind       text not null check (kind in ('fail', 'recovered', 'final')),
  content    jsonb not null,
  written_at timestamptz not null,
  outcome    text not null default 'waiting' check (outcome in ('waiting', 'delivered', 'given-up')),
  attempts   integer not null default 0,
  next_at    timestamptz not null,     -- of a message that is being sent: when somebody else may send it, should its sender die
  ended_at   timestamptz,
  fault      text,                     -- code of what kept it from arriving the last time
  ordinal    bigint generated always as identity,
  primary key (message_id, channel)
);
create index alert_message_waiting on alert_message (channel, alert_id, ordinal) where outcome = 'waiting';
create index alert_message_of_alert on alert_message (alert_id, ordinal);

-- How often a source has failed of late. Attempts end in about the order they stand in: ranges of blocks say enough, and cost an ending attempt nothing.
create index work_attempt_ended on work_attempt using brin (ended_at) with (pages_per_range = 16, autosummarize = on);

-- How much of each dataset cannot be read, by the index alone.
create index quarantine_open_of_run on quarantine (dataset, first_run) where state = 'open';
