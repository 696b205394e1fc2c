-- The audit ledger (docs/decisions/0012-audit-ledger.md): every look at a person and every act, hash-chained. Logs go by date: a partition
-- is a month of `at` in UTC, made by the append that enters it; no time is earlier than that of the entry before, so a month is a stretch of
-- the chain, and it ends at a signed checkpoint.

-- The way back from a person to the digest of their number: by it the ledger finds its subjects.
create index person_lookup_person on person_lookup (person_key);

create table ledger_entry (
  seq           bigint not null,        -- from 1, without gaps: the head row is held while it is given
  at            timestamptz not null,
  actor         text not null,          -- kind:id of who looked or acted
  act           text not null,
  purpose       text,
  sources       text[] not null,
  outcome       text not null,
  trace         text,
  particulars   jsonb not null,
  subjects      integer not null,       -- how many
  subjects_hash bytea not null,
  previous      bytea not null,         -- hash of entry seq - 1; zeros before the first
  hash          bytea not null,         -- of previous ‖ canonical bytes of this entry (src/security/ledger/chain.ts)
  primary key (seq, at)
) partition by range (at);
create index ledger_entry_actor on ledger_entry (actor, seq);
create index ledger_entry_act on ledger_entry (act, seq);

-- Whom an entry is about: the look-up digest of their number, digested again under the ledger's own key, 16 bytes of it. `at` is the
-- entry's. The subject comes first: who looked at me is a key look-up.
create table ledger_subject (
  subject bytea not null,
  seq     bigint not null,
  at      timestamptz not null,
  primary key (subject, seq, at)
) partition by range (at);
-- In the order of the chain, for those who verify it.
create index ledger_subject_entry on ledger_subject (seq);

-- Where the chain stands. Whoever appends holds this row from here to their commit.
create table ledger_head (
  is_head boolean primary key default true check (is_head),
  seq     bigint not null,
  at      timestamptz not null,
  hash    bytea not null
) with (fillfactor = 10);
insert into ledger_head (seq, at, hash) values (0, '-infinity', decode(repeat('00', 32), 'hex'));

-- Signed: at `at`, the chain stood at `seq` with this hash.
create table ledger_checkpoint (
  seq       bigint primary key,
  hash      bytea not null,
  at        timestamptz not null,
  key_id    text not null,
  signature bytea not null
);

-- What is written stays. This stops our own mistakes and everybody who is not the owner of these tables; the owner can lift it, and then it
-- is the chain and the checkpoints that tell.
create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the audit ledger is append-only: % on % is refused', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete on ledger_entry for each row execute function ledger_is_append_only();
create trigger append_only before update or delete on ledger_subject for each row execute function ledger_is_append_only();
create trigger append_only before update or delete on ledger_checkpoint for each row execute function ledger_is_append_only();
create trigger never_emptied before truncate on ledger_entry for each statement execute function ledger_is_append_only();
create trigger never_emptied before truncate on ledger_subject for each statement execute function ledger_is_append_only();
create trigger never_emptied before truncate on ledger_checkpoint for each statement execute function ledger_is_append_only();
create trigger never_undone before delete on ledger_head for each row execute function ledger_is_append_only();

-- Makes the partitions of a month. Attached rather than created in place: that keeps nobody who reads waiting.
create function ledger_enter_month(entered timestamptz) returns void language plpgsql as $$
declare
  first_instant timestamptz := date_trunc('month', entered, 'UTC');
  next_instant  timestamptz := date_trunc('month', first_instant + interval '32 days', 'UTC');
  parent text;
  part   text;
begin
  foreach parent in array array['ledger_entry', 'ledger_subject'] loop
    part := parent || to_char(first_instant at time zone 'UTC', '"_"YYYY"_"MM');
    continue when to_regclass(part) is not null;
    execute format('create table %I (like %I including all)', part, parent);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)', parent, part, first_instant, next_instant);
    execute format('create trigger never_emptied before truncate on %I for each statement execute function ledger_is_append_only()', part);
  end loop;
end $$;

-- Retention: drops months that ended before `kept_from`, oldest first, and answers how many. Never one of the last six months (网络安全法
-- art. 21: logs are kept at least six months), and never beyond a checkpoint: what is left is verified from there.
create function ledger_drop_before(kept_from timestamptz) returns integer language plpgsql as $$
declare
  dropped integer := 0;
  part    text;
  ended   timestamptz;
  last    bigint;
begin
  if kept_from > now() - interval '6 months' then
    raise exception 'the audit ledger is kept for at least six months' using errcode = 'invalid_parameter_value';
  end if;
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'ledger_entry'::regclass order by c.relname
  loop
    ended := date_trunc('month', make_timestamptz(left(right(part, 7), 4)::int, right(part, 2)::int, 1, 0, 0, 0, 'UTC') + interval '32 days', 'UTC');
    exit when ended > kept_from;
    execute format('select max(seq) from %I', part) into last;
    exit when last is not null and not exists (select from ledger_checkpoint where seq = last);
    execute format('drop table %I, %I', part, replace(part, 'entry', 'subject'));
    dropped := dropped + 1;
  end loop;
  return dropped;
end $$;
