-- The head moves only from where it was believed to stand (docs/decisions/0012-audit-ledger.md): whoever remembers it from their own last append
-- need not ask for it first, and whoever is wrong has nothing of their transaction committed.
create function ledger_advance(from_seq bigint, from_hash bytea, to_seq bigint, to_at timestamptz, to_hash bytea) returns bigint language plpgsql as $$
begin
  update ledger_head set seq = to_seq, at = to_at, hash = to_hash where seq = from_seq and hash = from_hash;
  if not found then
    raise exception 'the audit ledger does not stand at entry %', from_seq using errcode = 'HZ001';
  end if;
  return to_seq;
end $$;
