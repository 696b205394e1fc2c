-- What the nights after the one that made a sheet are told of the nights before, as long as the sheet stands; null: what its own was told (content ->
-- 'before'). The fingerprint is of the sheet as it stands. Nobody is judged again for being told of their own night, and no process notes any more whom that
-- concerns; those of the version before still do.
alter table fact_sheet add column afterwards jsonb;
alter table fact_sheet alter column afterwards set statistics 0;
alter table due alter column again set default false;
