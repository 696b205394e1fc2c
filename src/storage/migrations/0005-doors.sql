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
  answer          json not null,
  answered_at     timestamptz not null default now()
);
create unique index verification_idempotency on verification (client, idempotency_key) where idempotency_key is not null;
create index verification_by_time on verification (answered_at);

-- Operators who have ever signed in. Nobody has a role until somebody else gives it. The name is the account's, as the identity provider calls it.
create table operator (
  operator_id  uuid primary key,
  issuer       text not null,
  subject      text not null,
  name         text not null,
  roles        text[] not null default '{}',
  last_seen_at timestamptz not null default now(),
  unique (issuer, subject),
  -- Nobody both acts and audits.
  check (not 'auditor' = any (roles) or cardinality(roles) = 1)
);

-- Sessions by the digest of their secret.
create table session (
  session_digest bytea primary key,
  operator_id    uuid not null references operator,
  expires_at     timestamptz not null,
  used_at        timestamptz not null default now()
);
create index session_by_time on session (expires_at);

-- A sign-in under way at the identity provider, by the digest of its state.
create table sign_in_attempt (
  state_digest bytea primary key,
  nonce        text not null,
  verifier     text not null,
  expires_at   timestamptz not null
);
