-- What a lookup last told of a person, by keyed digest, and how many records it was (docs/decisions/0029-kept-answers.md): told the same again, nothing of
-- it has to be read. Null: nothing is known, and whatever is told is read. Both go with the row, which goes with the permission and with the person.
alter table coverage
  add column answer         bytea,
  add column answer_records integer;
