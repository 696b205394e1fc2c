-- What the overview counts. District and moments are those of the event itself and never change afterwards, so that a figure of last month is next month
-- what it is today, whoever has moved since; and so that counting reads two narrow indexes and no roster.
-- Months are counted from the year 0 and in Shanghai, kept as they are written: to work them out costs more than all the counting.
alter table screening_case
  add column district text,
  add column opened_month integer generated always as ((extract(year from opened_on) * 12 + extract(month from opened_on) - 1)::integer) stored,
  -- As text: lists that are only held to be the same.
  add column offered text generated always as (jsonb_path_query_array(content, '$.offers[*].programme')::text) stored,
  add column grounds text generated always as (
    (jsonb_path_query_array(content, '$.reasons[*].code') || jsonb_path_query_array(content, '$.nearMiss[*].code'))::text) stored;
alter table application
  add column district text,
  add column first_delivered_at timestamptz,
  -- The worker's own moment; where the union has decided and nobody ever told of the confirmation, that of the decision.
  add column confirmed_at timestamptz;

-- Of what was there before: the district as it is now, the night of the first version that may have been taken, and what events told.
update screening_case c set district = m.district from member m where m.person_key = c.person_key and m.district is not null;
update application a set district = m.district from member m where m.person_key = a.person_key and m.district is not null;
update application a
   set first_delivered_at = (select min(k.started_at) from application_version v join run k on k.run_id = v.known_run
                              where v.person_key = a.person_key and v.application_id = a.application_id and v.version <= a.delivered_version)
 where a.delivered_version is not null;
update application a
   set confirmed_at = coalesce((select min(e.decided_at) from callback_event e
                                 where e.application_id = a.application_id::text and e.status = 'confirmed'), a.decided_at)
 where a.remote_status in ('confirmed', 'granted', 'refused');

alter table application
  add column delivered_month integer generated always as (
    (extract(year from timezone('Asia/Shanghai', first_delivered_at)) * 12 + extract(month from timezone('Asia/Shanghai', first_delivered_at)) - 1)::integer) stored,
  add column confirmed_month integer generated always as (
    (extract(year from timezone('Asia/Shanghai', confirmed_at)) * 12 + extract(month from timezone('Asia/Shanghai', confirmed_at)) - 1)::integer) stored,
  add column decided_month integer generated always as (
    (extract(year from timezone('Asia/Shanghai', decided_at)) * 12 + extract(month from timezone('Asia/Shanghai', decided_at)) - 1)::integer) stored;

create index screening_case_overview on screening_case (opened_month) include (kind, district, offered, grounds, person_key);
create index application_delivered on application (delivered_month) include (programme, district, state, remote_status)
  where delivered_month is not null and hold_reason is distinct from 'erased';
create index application_confirmed on application (confirmed_month) include (programme, district)
  where confirmed_month is not null and hold_reason is distinct from 'erased';
create index application_decided on application (decided_month) include (programme, district, remote_status)
  where decided_month is not null and hold_reason is distinct from 'erased';

-- Few, and looked at every morning.
create index application_waiting on application (state, hold_reason) where state in ('held', 'refused');
