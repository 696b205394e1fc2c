-- What verification leaves of a person for screening of the same night, which then need not read their records once more. A copy of what the records say:
-- not logged, and gone after a crash of the server, whereupon the records are read. `code`: the code that made it; no other reads it. Rows as long as
-- they may be within a page: packing and moving them would cost more than what they save.
create unlogged table briefing (
  person_key uuid not null,
  run_id     text not null,
  code       text not null,
  content    text not null,
  primary key (person_key, run_id)
) with (toast_tuple_target = 8160);
alter table briefing alter column content set storage external, alter column content set statistics 0;
