-- Nobody plans by what records, findings or sheets say: they are found by keys. To count their values leaves samples of them where whoever is erased is not
-- erased from (pg_statistic), and takes some of the server's time in a first night. Of what an index goes by statistics are kept.
do $$
declare
  content record;
  part regclass;
begin
  for content in
    select c.oid::regclass as owner, a.attname as name
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.atttypid in ('jsonb'::regtype, 'json'::regtype, 'bytea'::regtype)
       and not exists (select from pg_index i where i.indrelid = c.oid and a.attnum = any (i.indkey::smallint[]))
  loop
    -- Its partitions follow.
    execute format('alter table %s alter column %I set statistics 0', content.owner, content.name);
    for part in select relid from pg_partition_tree(content.owner) union select content.owner loop
      perform pg_clear_attribute_stats('public', (select relname from pg_class where oid = part), content.name, inherited)
         from (values (false), (true)) as of_kind (inherited);
    end loop;
  end loop;
end $$;
