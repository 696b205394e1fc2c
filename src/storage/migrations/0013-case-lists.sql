-- What cases and applications are listed by. A page is found in an index alone, whatever is asked for: contents are read only for what is shown.
alter table screening_case
  add column kind text generated always as (content ->> 'kind') stored,
  add column class text generated always as (content ->> 'class') stored,
  add column purpose text generated always as (content ->> 'purpose') stored,
  add column programmes jsonb generated always as (jsonb_path_query_array(content, '$.offers[*].programme')) stored,
  add column rules jsonb generated always as (
    jsonb_path_query_array(content, '$.reasons[*].code') || jsonb_path_query_array(content, '$.nearMiss[*].code')
      || jsonb_path_query_array(content, '$.leaving.reason.code')) stored,
  add column cannot_judge boolean generated always as (jsonb_path_exists(content, '$.cannotJudge[0]')) stored;

create index screening_case_open on screening_case (opened_on, case_id)
  include (person_key, kind, class, purpose, programmes, rules, cannot_judge) where closed_run is null;
create index screening_case_listed on screening_case (opened_on, case_id)
  include (person_key, closed_run, kind, class, purpose, programmes, rules, cannot_judge);
create index screening_case_by_id on screening_case (case_id);

-- A callback names the application and not whose it is, and so does a list.
create index application_by_id on application (application_id) include (person_key, programme, state, hold_reason, remote_status);

-- Whoever something could not be judged of: few, and looked up for every case of a list.
alter table screening add column unjudged boolean generated always as (jsonb_path_exists(content, '$.standing.* ? (@.state == "cannot-judge")')) stored;
create index screening_unjudged on screening (person_key) where current and unjudged;

-- As the member's current record has it: a list of one district goes by a narrow table.
alter table member add column district text;
update member m set district = r.content ->> 'district' from record r
 where r.person_key = m.person_key and r.dataset = 'members' and r.record_key = m.member_id and r.current;
create index member_district on member (district, person_key) where district is not null;
