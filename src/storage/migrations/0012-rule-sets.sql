-- Rule sets as they were checked, and which is active from when: what a night was judged by can be read again, whatever became of its files.

-- Files by name, each as text: the digest is over exactly these. One edition has one content.
create table rule_set (
  digest    text primary key,
  id        text not null,
  version   text not null,
  region    text not null,
  files     jsonb not null,
  stored_at timestamptz not null,
  unique (id, version)
);

-- On a date the activation with the latest day up to it rules: two are never active at once for a region and a date.
create table rule_set_activation (
  region           text not null,
  effective_from   date not null,
  digest           text not null references rule_set,
  activated_by     text not null,        -- as the ledger names them; the configuration supplies the first of a region
  why              text not null,
  backtest         jsonb,                -- the report that was looked at before
  without_backtest text,                 -- else why there is none
  activated_at     timestamptz not null,
  primary key (region, effective_from),
  check ((backtest is null) <> (without_backtest is null))
);

-- From here on run.rule_set holds the digest. An earlier run holds the id or folder it was configured with, which no statement can turn into the
-- content it had that night: such a run opens by reading that folder, as it did.
comment on column run.rule_set is 'digest of the rule set it is judged by; of a run opened before rule sets were stored, its id or folder';
