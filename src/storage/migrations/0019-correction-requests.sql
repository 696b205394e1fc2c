-- Discrepancies as people work with them, and the correction requests 校核申请 that are sent back to the authorities.

-- A name for one that says nothing of anybody. Never part of a night's results.
alter table discrepancy
  add column discrepancy_id uuid not null default gen_random_uuid(),
  add column sources jsonb generated always as (jsonb_path_query_array(content, '$.statements[*].source')) stored,
  -- Of its live requests, kept with every change of one: open before answered; null: none.
  add column requested text check (requested in ('open', 'answered'));

create index discrepancy_by_id on discrepancy (discrepancy_id);
create index discrepancy_open_listed on discrepancy (opened_on, discrepancy_id) include (person_key, kind, sources, requested) where closed_run is null;
create index discrepancy_open_of_kind on discrepancy (kind, opened_on, discrepancy_id) include (person_key, sources, requested) where closed_run is null;
create index discrepancy_requested_listed on discrepancy (requested, opened_on, discrepancy_id) include (person_key, kind, sources)
  where closed_run is null and requested is not null;
create index discrepancy_listed on discrepancy (opened_on, discrepancy_id) include (person_key, kind, sources, closed_run);

create table correction_request (
  person_key     uuid not null,
  request_id     uuid not null,
  discrepancy_id uuid not null,
  addressee      text not null,
  due_on         date not null,
  requested_by   text not null,
  requested_at   timestamptz not null,
  why            text,
  state          text not null check (state in ('open', 'answered', 'withdrawn', 'closed')),
  answer         text,
  answered_by    text,
  answered_at    timestamptz,
  closed_run     text,                 -- the night in which the corrected row closed it
  primary key (person_key, request_id)
) partition by hash (person_key);
create unique index correction_request_live on correction_request (person_key, discrepancy_id, addressee) where state in ('open', 'answered');
create index correction_request_due on correction_request (addressee, due_on, person_key) where state = 'open';

do $$
begin
  for remainder in 0..7 loop
    execute format('create table %I partition of correction_request for values with (modulus 8, remainder %s)', 'correction_request_' || remainder, remainder);
  end loop;
end $$;
