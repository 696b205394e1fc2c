/** Registered systems: who they are, what they may, and the digests of their secrets. */
import type { Instant } from '../domain/period.ts';
import type { Scope } from '../security/caller.ts';
import type { RegisteredClient } from '../security/sign-in/clients.ts';
import type { Db } from './database.ts';

export interface StoredClient {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Instant;
  readonly rotatedAt: Instant | null;
  readonly revokedAt: Instant | null;
}

/** With the secrets that are good now; null: unknown or revoked. */
export const findClient = async (db: Db, clientId: string): Promise<RegisteredClient | null> => {
  const { rows } = await db.query<RegisteredClient>(
    `select client_id as "clientId", scopes, array[secret] || case when previous_until > now() then array[previous] else '{}' end as secrets
       from client where client_id = $1 and revoked_at is null`,
    [clientId],
  );
  return rows[0] ?? null;
};

/** False: the id is taken. */
export const addClient = async (
  db: Db,
  client: { readonly clientId: string; readonly name: string; readonly scopes: readonly Scope[]; readonly secret: Buffer },
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `insert into client (client_id, name, scopes, secret) values ($1, $2, $3, $4) on conflict (client_id) do nothing`,
    [client.clientId, client.name, client.scopes, client.secret],
  );
  return rowCount === 1;
};

/** The old secret stays good for so long. False: unknown or revoked. */
export const rotateClient = async (
  db: Db,
  { clientId, secret, overlapMs }: { readonly clientId: string; readonly secret: Buffer; readonly overlapMs: number },
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update client set previous = secret, previous_until = now() + $3 * interval '1 millisecond', secret = $2, rotated_at = now()
      where client_id = $1 and revoked_at is null`,
    [clientId, secret, overlapMs],
  );
  return rowCount === 1;
};

/** False: unknown, or revoked before. */
export const revokeClient = async (db: Db, clientId: string): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update client set revoked_at = now(), previous = null, previous_until = null where client_id = $1 and revoked_at is null`,
    [clientId],
  );
  return rowCount === 1;
};

export const listClients = async (db: Db): Promise<readonly StoredClient[]> => {
  const { rows } = await db.query<StoredClient>(
    `select client_id as "clientId", name, scopes, created_at as "createdAt", rotated_at as "rotatedAt", revoked_at as "revokedAt"
       from client order by client_id`,
  );
  return rows;
};
