-- Whose an application is: its id is by member, and the roster may correct who a member is. Null: made by a version before this, for somebody with several ids.
alter table application add column member_id text;

update application a set member_id = m.member_id from member m
 where m.person_key = a.person_key and not exists (select from member o where o.person_key = m.person_key and o.member_id <> m.member_id);
