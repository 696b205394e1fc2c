-- How much each caller has used of a window of time, taken in shares by every process (src/api/limits.ts). Lanes name nobody: an address is digested.
create table allowance (
  lane         text not null,
  window_start timestamptz not null,
  used         integer not null,
  primary key (lane, window_start)
);
create index allowance_by_time on allowance (window_start);

-- Systems that may ask. Secrets only as keyed digests: the present one, and the one before for as long as both are good.
create table client (
  client_id      text primary key,
  name           text not null,
  scopes         text[] not null,
  secret         bytea not null,
  previous       bytea,
  previous_until timestamptz,
  created_at     timestamptz not null default now(),
  rotated_at     timestamptz,
  revoked_at     timestamptz
);

-- Verifications as they were answered: grades, never whom they are about. Fetched again by their caller, and by the caller's own key.
create table verification (
  verification_id uuid primary key,
  client          text not null,
  idempotency_key text,
  request_digest  bytea not null,
  answer          jsonb not null,
  answered_at     timestamptz not null default now()
);
create unique index verification_idempotency on verification (client, idempotency_key) where idempotency_key is not null;
create index verification_by_time on verification (answered_at);
