-- What the aid system says of applications after they were delivered, and what follows from it.
alter table application add column decided_at timestamptz, add column reason_code text;

-- By which edition of which rule set a version was offered, and for which of its rules: outcomes return to them. Null: made before this was kept.
alter table application_version add column offered_by jsonb;

-- Every event once, with what it did when it came. Says nothing of a person: it goes with its application. The id is as it was stated, because it
-- may be none of ours.
create table callback_event (
  event_id       text primary key,
  application_id text not null,
  version        integer not null,
  status         text not null,
  reason_code    text,
  decided_at     timestamptz not null,
  received_at    timestamptz not null,
  effect         text not null
);
create index callback_event_application on callback_event (application_id);
create index callback_event_by_time on callback_event using brin (received_at);

-- What a worker confirmed and tonight's evidence no longer says: nothing is done to it, an operator looks.
create table concern (
  person_key     uuid not null,
  application_id uuid not null,
  kind           text not null check (kind in ('ground-gone', 'evidence-changed')),
  opened_run     text not null,
  opened_on      date not null,
  closed_run     text,
  primary key (person_key, application_id, kind, opened_run)
) partition by hash (person_key);
create index concern_open on concern (person_key, application_id) where closed_run is null;
create index concern_past on concern (closed_run) where closed_run is not null;

do $$
begin
  for remainder in 0..7 loop
    execute format('create table %I partition of concern for values with (modulus 8, remainder %s)', 'concern_' || remainder, remainder);
  end loop;
end $$;
