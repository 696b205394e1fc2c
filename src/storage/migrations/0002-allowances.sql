-- How much each caller has used of a window of time, taken in shares by every process (src/api/limits.ts). Lanes name nobody: an address is digested.
create table allowance (
  lane         text not null,
  window_start timestamptz not null,
  used         integer not null,
  primary key (lane, window_start)
);
create index allowance_by_time on allowance (window_start);
