-- When somebody last looked at how everything stands: alerts are as of then.
create table alert_look (
  is_last boolean primary key default true check (is_last),
  at timestamptz not null
);
