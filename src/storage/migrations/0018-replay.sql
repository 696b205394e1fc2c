-- Rows that could not be read, read once more after what reads them was mended: a reading of its own, with a line of its own in the books.
alter table reading drop constraint reading_kind_check;
alter table reading add constraint reading_kind_check check (kind in ('nightly', 'catch-up', 'replay'));

-- Who wanted it, and in which run it is done; why stands in the audit ledger.
create table replay (
  replay_id    uuid primary key,
  run_id       text not null references run,
  rows         integer not null,
  requested_by text not null,
  requested_at timestamptz not null
);
create index replay_of_run on replay (run_id);

-- Asked for and not done yet.
alter table quarantine add column replay_id uuid;
create index quarantine_to_replay on quarantine (replay_id) where replay_id is not null;

-- A page of the list is found in an index alone, whatever it is asked by.
create index quarantine_open_listed on quarantine (created_at, quarantine_id) include (dataset, reason) where state = 'open';
create index quarantine_listed on quarantine (created_at, quarantine_id) include (dataset, reason, state);
create index quarantine_of_dataset on quarantine (dataset, created_at, quarantine_id) include (reason, state);
create index quarantine_open_of_cause on quarantine (dataset, reason) where state = 'open';
