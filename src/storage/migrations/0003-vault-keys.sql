-- Keys that the master key wraps: version 2 of the wrapped form names the key that wrapped it, so that old and new can stand side by side
-- while keys are rotated. Form: 2, length of the id, id, what that key made; before: 1, eight bytes of id, what that key made.

-- Kept under their names, which are also what they are bound to (up to a slash, where there are several of a kind).
create table wrapped_key (
  name    text primary key,
  wrapped bytea not null
);
insert into wrapped_key
  select 'look-up', '\x0210'::bytea || convert_to(encode(substring(value from 2 for 8), 'hex'), 'UTF8') || substring(value from 10)
    from setting where name = 'look-up-key';

-- Keys that wrap people's own: one, and two while people are re-wrapped. One that is not in use is announced: processes take it up.
create table vault_key (
  version integer primary key check (version between 1 and 65535),
  wrapped bytea not null,
  in_use  boolean not null
);
insert into vault_key
  select 1, '\x0210'::bytea || convert_to(encode(substring(value from 2 for 8), 'hex'), 'UTF8') || substring(value from 10), true
    from setting where name = 'vault-key';

-- A database that has keys was born before there was a choice of suite.
insert into setting select 'crypto-suite', 'standard' where exists (select from vault_key);
delete from setting where name in ('look-up-key', 'vault-key');

-- A person's wrapped key begins with the version of the vault key. The reference keeps a vault key from being destroyed under anybody, and
-- a process that has not heard of its end from using it.
update person set wrapped_key = '\x0001'::bytea || wrapped_key;
alter table person add column vault_key integer
  generated always as (case when length(wrapped_key) > 2 then get_byte(wrapped_key, 0) * 256 + get_byte(wrapped_key, 1) end) stored
  references vault_key;
