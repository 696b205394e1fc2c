-- What a question about one person needs of the last night, in one place: otherwise it is joined from three tables of eight partitions each, which costs
-- as much as all the rest of the look-up. A row is written when somebody is verified, and is gone as soon as anything it was made of changes, whoever
-- changes it, a process of the version before included: without one, the person is looked up as whoever was never verified.
create table night_grade (
  person_key  uuid primary key,
  consents    jsonb,
  name_digest text,            -- of the roster's name
  grades      jsonb not null   -- {purpose: digest of finding.grades as written}
);

create function forget_night_grade() returns trigger language plpgsql as $$
begin
  delete from night_grade where person_key in (old.person_key, new.person_key);
  return null;
end $$;

create trigger night_grade_found after insert or delete or update of current, grades on finding for each row execute function forget_night_grade();
create trigger night_grade_joined after insert or delete on member for each row execute function forget_night_grade();
create trigger night_grade_moved after update of person_key, left_on on member for each row
  when (old.person_key is distinct from new.person_key or old.left_on is distinct from new.left_on) execute function forget_night_grade();
create trigger night_grade_stated after insert on record for each row when (new.dataset = 'members') execute function forget_night_grade();
create trigger night_grade_withdrawn after delete or update of current, content, digests on record for each row
  when (old.dataset = 'members') execute function forget_night_grade();

-- What was told, written once for however many were told the same: grades and dates, nobody's. `told_on`: the last day anybody was.
create table told_answer (
  digest  bytea primary key,
  answer  json not null,
  told_on date not null
);
create index told_answer_by_time on told_answer using brin (told_on);

-- `answer`: of the version before, which wrote it each time.
alter table verification alter column answer drop not null;
alter table verification add column answer_digest bytea;
