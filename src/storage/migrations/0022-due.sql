-- Who is judged again: an ordinary night looks at those of whom something changed, and at those whose day has come.

-- What holds for the whole city and changes what is found of everybody: rules, how fresh each dataset is, the month, our own code.
create table circumstance (
  circumstance_id integer generated always as identity primary key,
  digest          text not null unique,
  stated          jsonb not null
);

-- As whoever last judged a person left it. No row: nobody has. `due_on`: the first day on which they have to be judged again though nothing changed;
-- `again`: what the next night is told of the nights before is not what this one was told. Every column is overwritten in place, none is indexed.
create table due (
  person_key      uuid primary key,
  looked_on       date not null,
  due_on          date not null,
  again           boolean not null,
  circumstance_id integer not null
) partition by hash (person_key);

-- That something about a person changed since: written with the change, taken by the night that looks. `judge`: what is known of them; `permit`: what
-- may be used; `apply`: what became of an application.
create table person_news (
  person_key uuid not null,
  news_no    bigint generated always as identity,
  kind       text not null check (kind in ('permit', 'judge', 'apply')),
  run_id     text,
  primary key (person_key, news_no)
) partition by hash (person_key);

-- Whom a night looks at, until it has: `verify`, `screen` and `apply` say what is still to be done. `anew`: by what is known of them now; of the others
-- nothing has changed, and what was told of them stands. `together`: those judged together fall into one unit by it.
create table agenda (
  person_key uuid not null,
  run_id     text not null,
  verify     boolean not null,
  screen     boolean not null,
  apply      boolean not null,
  anew       boolean not null,
  together   text not null collate "C",
  primary key (person_key, run_id)
) partition by hash (person_key);
create index agenda_together on agenda (run_id, together);

-- Under which circumstances a run looks, at how many people, and why at everybody where it does.
create table agenda_opening (
  run_id          text primary key references run,
  circumstance_id integer not null references circumstance,
  people          integer not null,
  everybody       text[] not null
);

-- Applications that are seen to every night: few, among all there ever were.
create index application_undelivered on application (person_key) where state in ('ready', 'withdrawing') or hold_reason = 'unknown-member';

-- How many of its checks came to which verdict, in the order of the code; null: found before this was kept, and counted from the content.
alter table finding add column verdicts smallint[];
create index finding_current on finding (person_key, purpose) include (verdicts) where current;

-- Until when a permission stands without a change, and by which written bases it was given.
alter table permission
  add column given_at timestamptz,
  add column stands_until timestamptz not null default '-infinity',
  add column bases text;

do $$
declare
  remainder integer;
begin
  for remainder in 0..7 loop
    execute format('create table due_%s partition of due for values with (modulus 8, remainder %s) with (fillfactor = 60)', remainder, remainder);
    execute format('create table person_news_%s partition of person_news for values with (modulus 8, remainder %s)', remainder, remainder);
    execute format('create table agenda_%s partition of agenda for values with (modulus 8, remainder %s) with (fillfactor = 60)', remainder, remainder);
  end loop;
end $$;

-- A run that was past its readings has no agenda: it makes one, in a pass of its own, and verifies, screens and applies by that.
update work w set state = 'overtaken', enqueued = false from run r
 where r.run_id = w.run_id and r.status = 'running' and r.phase in ('verification', 'screening', 'applications')
   and w.step in ('verify', 'screen', 'apply') and w.state in ('ready', 'running');
update run set phase = 'readings', pass = pass + 1 where status = 'running' and phase in ('verification', 'screening', 'applications');
