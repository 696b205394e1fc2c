-- Drops 骤减: what readings have ended is counted against what was held, and beyond a set share a person is asked (docs/decisions/0026-drop-guard.md).
-- New tables only: nobody who reads or writes waits for this.

-- Since the last complete reading of a dataset, a night at a time. What a person has accepted is counted no more.
create table ending_count (
  dataset    text not null,
  run_id     text not null,
  started_at timestamptz not null,       -- of the run
  ended      bigint not null default 0,
  held       bigint not null default 0,  -- at least so many were held; counted no further than it took to know that these are few
  primary key (dataset, run_id)
) with (fillfactor = 50);

-- What a unit of work would have ended at its last attempt, were it believed or allowed. Written beside its transaction, which ends in a fault.
create table ending_refused (
  work_id uuid primary key,
  dataset text not null,
  run_id  text not null,
  records bigint not null,
  held    bigint                         -- exactly, where it was counted
);
create index ending_refused_of_run on ending_refused (dataset, run_id) include (records, held);

-- Drops that a person has accepted, each of one dataset and one night.
create table drop_accepted (
  dataset     text not null,
  run_id      text not null,
  accepted_by text not null,
  accepted_at timestamptz not null,
  why         text not null,
  primary key (dataset, run_id)
);
