-- Where a night's trace hangs together across processes: W3C traceparents, which name nobody. Null where nothing was traced.
alter table run add column trace text;
-- When each phase was entered, of every pass: what the spans of phases are drawn from when the run is over.
alter table run add column phases jsonb not null default '[]';
-- Of the attempt that a unit followed from; null: its phase opened with it.
alter table work add column trace text;
