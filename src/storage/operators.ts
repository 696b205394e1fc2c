/** Operators, their roles and sessions. Secrets only as digests. */
import type { Instant } from '../domain/period.ts';
import type { Role } from '../security/caller.ts';
import type { Db, Tx } from './database.ts';
import { one } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

export interface StoredOperator {
  readonly operatorId: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly lastSeenAt: Instant;
}

const OPERATOR = `o.operator_id as "operatorId", o.name, o.roles, o.last_seen_at as "lastSeenAt"`;

/** Known from now on, under this name; `roles` only where they are new here. */
export const meetOperator = async (
  db: Db,
  met: {
    readonly operatorId: string;
    readonly issuer: string;
    readonly subject: string;
    readonly name: string;
    readonly roles: readonly Role[];
  },
): Promise<StoredOperator> => {
  const { rows } = await db.query<StoredOperator>(
    `insert into operator as o (operator_id, issuer, subject, name, roles) values ($1, $2, $3, $4, $5)
     on conflict (issuer, subject) do update set name = excluded.name, last_seen_at = now() returning ${OPERATOR}`,
    [met.operatorId, met.issuer, met.subject, met.name, met.roles],
  );
  return one(rows);
};

/** Held until the transaction ends: what is on record as changed is what was changed. */
export const holdOperator = async (tx: Tx, operatorId: string): Promise<StoredOperator | null> => {
  const { rows } = await tx.query<StoredOperator>(`select ${OPERATOR} from operator o where operator_id = $1 for update`, [operatorId]);
  return rows[0] ?? null;
};

export const listOperators = async (
  db: Db,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly StoredOperator[]> => {
  const { rows } = await db.query<StoredOperator>(
    `select ${OPERATOR} from operator o where $1::uuid is null or operator_id > $1 order by operator_id limit $2`,
    [after, limit],
  );
  return rows;
};

export const setOperatorRoles = async (tx: Tx, operatorId: string, roles: readonly Role[]): Promise<StoredOperator> => {
  const { rows } = await tx.query<StoredOperator>(`update operator o set roles = $2 where operator_id = $1 returning ${OPERATOR}`, [
    operatorId,
    roles,
  ]);
  return one(rows);
};

export const openSession = async (
  db: Db,
  session: { readonly digest: Buffer; readonly operatorId: string; readonly expiresAt: Instant },
): Promise<void> => {
  await db.query(`insert into session (session_digest, operator_id, expires_at) values ($1, $2, $3)`, [
    session.digest,
    session.operatorId,
    session.expiresAt,
  ]);
};

/** The operator of a session that has not expired and was used since `idleSince`; its use is noted once a minute. */
export const useSession = async (
  db: Db,
  { digest, now, idleSince }: { readonly digest: Buffer; readonly now: Instant; readonly idleSince: Instant },
): Promise<(StoredOperator & { readonly expiresAt: Instant }) | null> => {
  const { rows } = await db.query<StoredOperator & { readonly expiresAt: Instant }>(
    `with noted as (
       update session set used_at = $2 where session_digest = $1 and used_at >= $3 and used_at < $2::timestamptz - interval '1 minute')
     select ${OPERATOR}, s.expires_at as "expiresAt" from session s join operator o on o.operator_id = s.operator_id
      where s.session_digest = $1 and s.expires_at > $2 and s.used_at >= $3`,
    [digest, now, idleSince],
  );
  return rows[0] ?? null;
};

export const closeSession = async (db: Db, digest: Buffer): Promise<void> => {
  await db.query(`delete from session where session_digest = $1`, [digest]);
};

export interface SignInAttempt {
  readonly nonce: string;
  readonly verifier: string;
}

export const beginAttempt = async (
  db: Db,
  attempt: SignInAttempt & { readonly digest: Buffer; readonly expiresAt: Instant },
): Promise<void> => {
  await db.query(`insert into sign_in_attempt (state_digest, nonce, verifier, expires_at) values ($1, $2, $3, $4)`, [
    attempt.digest,
    attempt.nonce,
    attempt.verifier,
    attempt.expiresAt,
  ]);
};

/** Once: whoever comes back a second time begins anew. */
export const takeAttempt = async (db: Db, digest: Buffer, now: Instant): Promise<SignInAttempt | null> => {
  const { rows } = await db.query<SignInAttempt & { readonly good: boolean }>(
    `delete from sign_in_attempt where state_digest = $1 returning nonce, verifier, expires_at > $2 as good`,
    [digest, now],
  );
  const [found] = rows;
  return found?.good === true ? found : null;
};

/** Sessions and attempts that nobody can use any more. */
export const forgetSignIns = async (tx: Tx, { before, limit }: Batch): Promise<Taken> => {
  await tx.query(`delete from sign_in_attempt where expires_at < $1`, [before]);
  return taken(
    tx,
    `delete from session s using (select session_digest from session where expires_at < $1 limit $2) old where s.session_digest = old.session_digest`,
    [before, limit],
  );
};
