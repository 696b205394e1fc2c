-- Erasing people, storage that is only storage, and what a night deletes.

-- Every erasure, in order; its number tells units of work under way that people are gone. Says whom only by keyed digest.
create table erasure (
  erasure_no    bigint generated always as identity primary key,
  member_digest bytea not null,
  cause         text not null check (cause in ('asked', 'left')),
  reason        text,
  erased_at     timestamptz not null,
  deleted       jsonb not null
);

-- Who is not to come back with the next row of the roster: digests of identity numbers and of member ids, under uses of their own.
create table tombstone (
  digest    bytea primary key,
  cause     text not null check (cause in ('asked', 'left')),
  erased_at timestamptz not null
);

-- PIPL art. 47: what a retention duty forbids to erase is stored and nothing else. No step and no door reads these two.
create table restriction (
  person_key     uuid primary key,
  member_digests bytea[] not null,
  restricted_at  timestamptz not null,
  until          date not null,
  duties         jsonb not null
);
create table retained (
  person_key uuid not null,
  item       text not null,
  until      date not null,
  sealed     bytea not null,
  primary key (person_key, item)
);

-- Permissions that ended: what was derived from their records goes once tonight's results have taken its place.
create table ended_permission (
  person_key uuid not null,
  dataset    text not null,
  primary key (person_key, dataset)
);

-- What a night deleted, by rule.
create table deletion (
  run_id  text not null references run,
  rule    text not null,
  deleted bigint not null,
  primary key (run_id, rule)
);

-- Retention finds what is old without reading what is not.
create index record_past on record (dataset, known_run) where not current or ended;
create index finding_past on finding (known_run) where not current;
create index screening_past on screening (known_run) where not current;
create index discrepancy_past on discrepancy (closed_run) where closed_run is not null;
create index screening_case_past on screening_case (closed_run) where closed_run is not null;
create index application_version_of_run on application_version (known_run);
create index quarantine_person on quarantine (person_key) where person_key is not null;
create index member_left on member (left_on) where left_on is not null;
create index restriction_until on restriction (until);
create index retained_until on retained (until);

-- Until now records stayed when their permission ended; a permitted dataset always has its coverage.
delete from record r
 where r.dataset <> 'members' and not exists (select from coverage c where c.person_key = r.person_key and c.dataset = r.dataset);
