-- Why work failed, as one row a cause, and what jobs are listed by. A page of a list is found in an index alone, whatever is asked for.

-- Failures of one cause: the authority's own words without the numbers in them. Counted where an attempt ends, so that no list has to.
create table cause (
  fingerprint    text primary key,
  source         text,
  kind           text not null,
  code           text not null,
  authority_code text,
  message        text,                  -- normalised: src/jobs/fingerprint.ts
  detail         text not null,         -- as our side said it the last time
  failures       bigint not null,
  first_seen     timestamptz not null,
  last_seen      timestamptz not null
) with (fillfactor = 50);

create table cause_hour (
  fingerprint text not null,
  hour        timestamptz not null,
  failures    integer not null,
  primary key (fingerprint, hour)
) with (fillfactor = 50);

-- Stretches of random person keys: whose a shard, a batch or an application is.
create type person_span as range (subtype = uuid);

alter table work
  add column source      text,          -- who is asked: the dataset's, or the aid system
  add column kind        text not null generated always as (step || '/' || coalesce(dataset, '')) stored,
  add column about       integer,       -- members it is about, where that is known before it begins
  add column held        boolean not null default false,  -- waits in a batch of retries
  add column retry_id    uuid,          -- the last batch of retries it was part of
  add column fingerprint text,          -- of its last attempt that failed; stays when a later one is fine
  add column recovered   boolean not null generated always as (state = 'done' and fingerprint is not null) stored,
  -- What it had touched when it failed: a count that never changes while work is under way, and so costs no index anything.
  add column failed_members integer generated always as (case when state = 'failed' then members end) stored,
  add column people      person_span generated always as (case
    when params ? 'first' then person_span(rpad(params ->> 'first', 32, '0')::uuid, rpad(params ->> 'last', 32, 'f')::uuid, '[]')
    when params ? 'from' then person_span((params ->> 'from')::uuid, (params ->> 'to')::uuid, '[]')
    when params ? 'personKey' then person_span((params ->> 'personKey')::uuid, (params ->> 'personKey')::uuid, '[]') end) stored,
  drop constraint work_state_check,
  add constraint work_state_check check (state in ('ready', 'running', 'done', 'failed', 'overtaken', 'cancelled'));
alter table work_attempt add column fingerprint text;

update work set source = case
  when dataset = 'members' or step = 'deliver' then 'aid-system'
  when dataset in ('assistance', 'death', 'family') then 'civil-affairs'
  when dataset in ('person', 'settlement', 'registration') then 'medical-insurance'
  when dataset is not null then 'social-security' end;
update work set about = 1 where step = 'deliver';

-- What failed before there were causes, named as src/jobs/fingerprint.ts names it.
create function pg_temp.plain(said text) returns text language sql immutable as $$
  select regexp_replace(trim(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(normalize(said, nfkc),
    '(?=[A-Za-z0-9_*.:/+-]{6})[A-Za-z0-9_*]*[0-9][A-Za-z0-9_*]*(?:[.:/+-][A-Za-z0-9_*]+)*', '#', 'g'),
    '[0-9][A-Za-z0-9*]*', '#', 'g'),
    '#(?:[ \t,.:;/+-]*#)+', '#', 'g'),
    '\s+', ' ', 'g'),
    ' (?=[^ -~])|(?<=[^ -~]) ', '', 'g')), '[.。!]+$', '') $$;
create function pg_temp.fingerprint(source text, fault jsonb) returns text language sql immutable as $$
  select left(encode(sha256(convert_to(concat_ws(chr(10), coalesce(source, fault -> 'authority' ->> 'source', ''), fault ->> 'kind', fault ->> 'code',
    coalesce(fault -> 'authority' ->> 'code', ''), coalesce(pg_temp.plain(fault -> 'authority' ->> 'message'), '')), 'UTF8')), 'hex'), 8) $$;

update work_attempt a set fingerprint = pg_temp.fingerprint(w.source, a.fault) from work w where w.work_id = a.work_id and a.fault is not null;
update work w set fingerprint = a.fingerprint
  from (select distinct on (work_id) work_id, fingerprint from work_attempt where fingerprint is not null order by work_id, attempt desc) a where a.work_id = w.work_id;
insert into cause
  select distinct on (a.fingerprint) a.fingerprint, coalesce(w.source, a.fault -> 'authority' ->> 'source'), a.fault ->> 'kind', a.fault ->> 'code',
         a.fault -> 'authority' ->> 'code', pg_temp.plain(a.fault -> 'authority' ->> 'message'), a.fault ->> 'detail',
         count(*) over same, min(coalesce(a.ended_at, a.started_at)) over same, max(coalesce(a.ended_at, a.started_at)) over same
    from work_attempt a join work w on w.work_id = a.work_id where a.fingerprint is not null
  window same as (partition by a.fingerprint)
   order by a.fingerprint, a.started_at desc;
insert into cause_hour
  select fingerprint, date_trunc('hour', coalesce(ended_at, started_at)), count(*) from work_attempt where fingerprint is not null group by 1, 2;

-- Ways into the list: everything, a run, a kind of work, a unit; and the few that failed, healed, or are settled otherwise.
create index work_listed on work (created_at, work_id) include (run_id, kind, state, fingerprint, recovered);
create index work_of_run on work (run_id, created_at, work_id) include (kind, state, fingerprint, recovered);
create index work_of_kind on work (kind, created_at, work_id) include (run_id, state, fingerprint, recovered);
create index work_by_unit on work (unit text_pattern_ops, created_at, work_id) include (run_id, kind, state, fingerprint, recovered);
create index work_by_cause on work (fingerprint, created_at, work_id) include (run_id, kind, state, recovered) where fingerprint is not null;
create index work_recovered on work (created_at, work_id) include (run_id, kind, state, fingerprint, recovered) where recovered;
create index work_settled on work (state, created_at, work_id) include (run_id, kind, fingerprint, recovered) where state in ('overtaken', 'cancelled');
create index work_failed_listed on work (created_at, work_id) include (run_id, kind, state, fingerprint, recovered) where state = 'failed';
-- What is failed of each cause is counted here.
drop index work_failed;
create index work_failed on work (run_id, fingerprint, kind) include (failed_members, about) where state = 'failed';
create index work_people on work using gist (people) where people is not null;

drop index work_to_relay;
create index work_to_relay on work (created_at) where state = 'ready' and not enqueued and not held;
