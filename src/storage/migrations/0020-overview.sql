-- What the overview counts. District and moments are those of the event itself and never change afterwards, so that a figure of last month is next month
-- what it is today, whoever has moved since; and so that counting reads two narrow indexes and no roster.
alter table screening_case add column district text;
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

create index screening_case_overview on screening_case (opened_on) include (kind, district, programmes, rules, person_key);
create index application_overview on application (first_delivered_at)
  include (programme, district, state, remote_status, confirmed_at, decided_at, hold_reason) where first_delivered_at is not null;

-- Few, and looked at every morning.
create index application_waiting on application (state, hold_reason) where state in ('held', 'refused');
