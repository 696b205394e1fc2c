-- What a finding comes to without its evidence (src/pipeline/3-verify/grades.ts): a question about one person reads this alone.
alter table finding add column grades jsonb;
