-- The run that last judged a person anew: a run that is opened again counts whom it has looked at once. Null: before this was noted.
alter table due add column judged_run text;
