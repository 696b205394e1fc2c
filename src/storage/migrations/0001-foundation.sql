-- The system of record. Person tables lead with the random person_key and are hash-partitioned by it; what identifies or tells of
-- health is sealed (bytea) under the person's own key; what is clear says nothing without the key's owner.

-- Small secrets and marks of this installation: the wrapped look-up key.
create table setting (
  name  text primary key,
  value bytea not null
);

-- People ------------------------------------------------------------------------------------------------------------------

create table person (
  person_key  uuid primary key,
  wrapped_key bytea not null
) partition by hash (person_key);

-- The only way from an identity number to a person: its keyed digest.
create table person_lookup (
  id_digest  bytea primary key,
  person_key uuid not null
);

-- Which member of the aid system is which person. `left_on`: no longer a member from that day.
create table member (
  member_id  text primary key,
  person_key uuid not null,
  left_on    date
);
create index member_person on member (person_key);

-- What may be used about a person tonight: purposes is {purpose: [dataset, …]}, datasets their union.
create table permission (
  person_key uuid primary key,
  purposes   jsonb not null,
  datasets   text[] not null
) partition by hash (person_key);

-- Whether a dataset has been read whole for a person since it might be kept (interfaces.md: "not yet read", never not-held).
create table coverage (
  person_key     uuid not null,
  dataset        text not null,
  eligible_since timestamptz not null,
  covered_at     timestamptz,
  primary key (person_key, dataset)
) partition by hash (person_key);

-- Records -----------------------------------------------------------------------------------------------------------------

-- Every version of every record ever accepted: what was known when. `current` marks the newest by the source's own change time.
create table record (
  person_key uuid not null,
  dataset    text not null,
  record_key text not null,
  version    integer not null,
  current    boolean not null,
  ended      boolean not null,
  changed_at timestamptz,
  known_run  text not null,
  seen_run   text not null,
  fingerprint bytea not null,          -- keyed digest of the unsealed row: equality without opening anything
  content    jsonb,
  sealed     bytea,
  grades     jsonb,
  digests    jsonb not null default '{}',
  primary key (person_key, dataset, record_key, version)
) partition by hash (person_key);
-- A later row with the same key replaces the earlier even when it names another person, or none (a bare D row).
create index record_by_key on record (dataset, record_key) where current;
-- Households by the keyed digest of their number: screening takes them by ranges of it.
create index record_household on record ((digests ->> 'household') collate "C") where current and not ended and digests ? 'household';

-- Rows that could not be read. Content is kept, sealed, only for people on the roster; otherwise replay fetches the row again.
create table quarantine (
  quarantine_id uuid primary key,
  fingerprint   bytea not null unique,
  dataset       text not null,
  record_key    text,
  position      jsonb not null,
  reason        text not null,
  path          text not null,
  shape         text not null,
  person_key    uuid,
  sealed        bytea,
  state         text not null default 'open' check (state in ('open', 'replayed')),
  first_run     text not null,
  last_run      text not null,
  created_at    timestamptz not null
);

-- Runs and work -----------------------------------------------------------------------------------------------------------

create table run (
  run_id      text primary key,
  date        date not null,
  ordinal     integer not null,
  pass        integer not null default 1,
  status      text not null check (status in ('running', 'completed', 'incomplete', 'unbalanced', 'cancelled')),
  phase       text not null,
  business_at timestamptz not null,     -- the end of date D, or the start of the run if D is today; survives resume
  window_to   timestamptz not null,     -- where every offset window of this run ends; survives resume
  wait_until  timestamptz not null,     -- until then a source that is down is waited for
  options     jsonb not null,
  rule_set    text not null,
  started_at  timestamptz not null,
  finished_at timestamptz,
  summary     jsonb,
  unique (date, ordinal)
);

-- One reading of one dataset in one run, and its line in the books.
create table reading (
  run_id         text not null references run,
  dataset        text not null,
  kind           text not null check (kind in ('nightly', 'catch-up')),
  state          text not null check (state in ('open', 'complete', 'failed')),
  started_at     timestamptz not null,
  from_beginning boolean not null,
  watermark      jsonb,                 -- where the next reading starts, once complete
  as_of          timestamptz,
  fetched        bigint not null default 0,
  accepted       bigint not null default 0,
  unchanged      bigint not null default 0,
  off_roster     bigint not null default 0,
  withheld       bigint not null default 0,
  quarantined    bigint not null default 0,
  duplicate      bigint not null default 0,
  primary key (run_id, dataset, kind)
);
create index reading_latest on reading (dataset, as_of desc) where state = 'complete';

-- A unit of work: a page range, a batch, a shard, an application. The truth the queue only points at; carries no personal data.
create table work (
  work_id      uuid primary key,
  run_id       text not null references run,
  pass         integer not null,
  step         text not null,
  dataset      text,
  unit         text not null,
  params       jsonb not null,
  checkpoint   jsonb,
  state        text not null check (state in ('ready', 'running', 'done', 'failed')),
  attempt      integer not null default 1,
  not_before   timestamptz,
  enqueued     boolean not null default false,
  heartbeat_at timestamptz,
  fault        jsonb,
  members      integer not null default 0,
  created_at   timestamptz not null default now(),
  finished_at  timestamptz,
  unique (run_id, pass, step, unit)
);
create index work_open on work (run_id, step) where state in ('ready', 'running');
create index work_to_relay on work (created_at) where state = 'ready' and not enqueued;
create index work_failed on work (run_id) where state = 'failed';

create table work_attempt (
  work_id    uuid not null references work,
  attempt    integer not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  outcome    text check (outcome in ('done', 'retry', 'failed', 'lost')),
  fault      jsonb,
  primary key (work_id, attempt)
);

-- Results -----------------------------------------------------------------------------------------------------------------

-- What verification found, per purpose; a version only when it changed. As-of belongs to the reading and is not part of it.
create table finding (
  person_key uuid not null,
  purpose    text not null,
  version    integer not null,
  current    boolean not null,
  known_run  text not null,
  fingerprint text not null,           -- of the content: equality without reading it
  content    jsonb not null,
  primary key (person_key, purpose, version)
) partition by hash (person_key);

create table discrepancy (
  person_key  uuid not null,
  kind        text not null,
  opened_run  text not null,
  opened_on   date not null,
  closed_run  text,
  fingerprint text not null,
  content     jsonb not null,
  primary key (person_key, kind, opened_run)
) partition by hash (person_key);
create index discrepancy_open on discrepancy (person_key, kind) where closed_run is null;

-- What screening said of a member; a version only when it changed.
create table screening (
  person_key uuid not null,
  version    integer not null,
  current    boolean not null,
  known_run  text not null,
  fingerprint text not null,
  content    jsonb not null,
  primary key (person_key, version)
) partition by hash (person_key);

create table screening_case (
  person_key uuid not null,
  case_id    uuid not null,
  episode    text not null,
  opened_on  date not null,
  opened_run text not null,
  closed_run text,
  fingerprint text not null,
  content    jsonb not null,
  primary key (person_key, case_id)
) partition by hash (person_key);

create table application (
  person_key        uuid not null,
  application_id    uuid not null,
  case_id           uuid not null,
  programme         text not null,
  state             text not null check (state in ('held', 'ready', 'delivered', 'refused', 'withdrawing', 'withdrawn', 'decided')),
  hold_reason       text,
  version           integer not null default 0,   -- newest version made
  delivered_version integer,
  remote_status     text,
  primary key (person_key, application_id)
) partition by hash (person_key);

create table application_version (
  person_key     uuid not null,
  application_id uuid not null,
  version        integer not null,
  known_run      text not null,
  sealed         bytea not null,      -- the document
  primary key (person_key, application_id, version)
) partition by hash (person_key);

-- Quota kept on our side, shared by every process.
create table quota (
  lane    text primary key,
  next_at timestamptz not null
);

do $$
declare
  parent text;
begin
  foreach parent in array array['person', 'permission', 'coverage', 'record', 'finding', 'discrepancy', 'screening', 'screening_case', 'application', 'application_version'] loop
    for remainder in 0..7 loop
      execute format('create table %I partition of %I for values with (modulus 8, remainder %s)', parent || '_' || remainder, parent, remainder);
    end loop;
  end loop;
end $$;
