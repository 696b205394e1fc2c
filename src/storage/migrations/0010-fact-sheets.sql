-- What screening was told of each member, so that any night can be judged again as it was known. A version only where something changed.
-- `household`: the key that members judged together share, the keyed digest of their household's number or else their own key.
create table fact_sheet (
  person_key uuid not null,
  version    integer not null,
  current    boolean not null,
  known_run  text not null,
  household  text not null collate "C",
  fingerprint text not null,
  content    jsonb not null,
  primary key (person_key, version)
) partition by hash (person_key);
create index fact_sheet_household on fact_sheet (household);
create index fact_sheet_past on fact_sheet (known_run) where not current;

do $$
begin
  for remainder in 0..7 loop
    execute format('create table fact_sheet_%s partition of fact_sheet for values with (modulus 8, remainder %s)', remainder, remainder);
  end loop;
end $$;
