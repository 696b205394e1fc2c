-- What operators do about failures: sources that are left alone for a time, runs that are given up, and failed work that is tried again in batches.

-- A source that nobody is to ask: one row while it lasts, or until it ends by itself. Who paused and resumed it stands in the ledger.
create table source_pause (
  source    text primary key,
  paused_by text not null,              -- as the ledger names them
  why       text not null,
  since     timestamptz not null,
  until     timestamptz                 -- null: until somebody resumes it
);

-- Failed units tried again together.
create table retry_batch (
  retry_id     uuid primary key,
  requested_by text not null,           -- as the ledger names them
  requested_at timestamptz not null,
  why          text,
  stopped_by   text,                    -- by hand, and by whom; null: not by hand
  ended_at     timestamptz
);
create index retry_batch_listed on retry_batch (requested_at, retry_id);
create index retry_batch_open on retry_batch (requested_at) where ended_at is null;

-- Those of a batch that failed of one cause: their canary goes first, and what returns stops them and nobody else.
create table retry_cause (
  retry_id        uuid not null references retry_batch on delete cascade,
  fingerprint     text not null,
  canary          uuid not null,
  state           text not null check (state in ('canary', 'running', 'done', 'stopped')),
  wave            integer not null default 1,  -- units in the wave released last; the canary is the first
  stopped_because jsonb,                -- the fault that stopped it, with its fingerprint; null: none, or by hand
  primary key (retry_id, fingerprint)
);

-- Each unit of a batch, with what it failed of before: what was never tried gets it back.
create table retry_job (
  retry_id    uuid not null references retry_batch on delete cascade,
  work_id     uuid not null references work on delete cascade,
  run_id      text not null,
  fingerprint text not null,
  fault       jsonb,
  failed_at   timestamptz,
  attempt     integer not null,         -- the first of this batch; never one that was made before
  members     integer not null,         -- that it had touched before
  wave        integer,                  -- that it was released with; null: it waits behind its canary
  outcome     text check (outcome in ('succeeded', 'failed', 'untried', 'overtaken', 'cancelled')),  -- null: still waiting or under way
  primary key (retry_id, work_id)
);
-- Runs that a batch opened once more, and where: one that nothing came of is closed again as it was.
create table retry_run (
  retry_id    uuid not null references retry_batch on delete cascade,
  run_id      text not null references run,
  pass        integer not null,
  reopened_at timestamptz not null default now(),
  primary key (run_id, pass)
);
create index retry_job_of_work on retry_job (work_id);
create index retry_job_open on retry_job (retry_id, fingerprint, wave, work_id) where outcome is null;
