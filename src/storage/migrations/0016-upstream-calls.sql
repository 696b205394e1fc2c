-- How the counterparts fare. Several processes call and another one is asked about it, so every process adds what it counted here.

-- Calls of one operation in one minute, by what came of them: `answered`, or the code of a fault. Not sent: turned away on our side.
create table upstream_call (
  source    text not null,
  minute    timestamptz not null,
  operation text not null,
  outcome   text not null,
  sent      boolean not null,
  calls     integer not null,
  total_ms  bigint not null,
  max_ms    integer not null,
  primary key (source, minute, operation, outcome, sent)
);
create index upstream_call_by_minute on upstream_call (minute);

-- As the process that called last knew it: every process has a circuit of its own.
create table upstream_standing (
  source          text primary key,
  called_at       timestamptz,
  answered_at     timestamptz,
  failed_at       timestamptz,
  fault           jsonb,
  circuit         text not null check (circuit in ('closed', 'open', 'probing')),
  circuit_of      text not null,
  circuit_at      timestamptz not null
);

-- Closures an operator has announced, besides the hours that are configured.
create table maintenance (
  maintenance_id uuid primary key,
  source         text not null,
  starts_at      timestamptz not null,
  ends_at        timestamptz not null,
  why            text not null,
  planned_by     text not null,
  planned_at     timestamptz not null,
  check (starts_at < ends_at)
);
create index maintenance_by_end on maintenance (ends_at);
