-- Purposes that lost, of a person, all or some of what they might use: what was derived for them goes once tonight's results have taken its place, whatever
-- other purposes may still use the same records for. Takes the place of `ended_permission`, which is read as long as the version before may write it.
create table ended_purpose (
  person_key uuid not null,
  purpose    text not null,
  primary key (person_key, purpose)
);

-- Until now it stayed where another purpose held the same datasets. Whoever may be used for a purpose has a finding for it.
insert into ended_purpose (person_key, purpose)
select distinct f.person_key, f.purpose from finding f
 where not f.current and not exists (select from permission p where p.person_key = f.person_key and p.purposes ? f.purpose);
