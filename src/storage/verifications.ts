/** Verifications as they were answered, for whoever asked. They hold grades and do not say whom they are about. */
import type { Instant } from '../domain/period.ts';
import { byteaArray, textArray } from './arrays.ts';
import type { Clause } from './clause.ts';
import type { Db, Tx } from './database.ts';
import { type Batch, type Taken, taken } from './retention.ts';

export interface StoredVerification {
  readonly verificationId: string;
  readonly client: string;
  readonly idempotencyKey: string | null;
  /** Keyed digest of the request: the same key with another request is a mistake. */
  readonly requestDigest: Buffer;
  /** JSON. */
  readonly answer: string;
}

const COLUMNS = `verification_id as "verificationId", client, idempotency_key as "idempotencyKey", request_digest as "requestDigest", answer::text`;

/** Keeps them as answered `at`; where another of the same key was kept since then, that one stays. */
export const keptVerifications = (
  verifications: readonly StoredVerification[],
  { at, since }: { readonly at: Instant; readonly since: Instant },
): Clause => ({
  name: 'kept_verifications',
  text: ($) => `insert into verification (verification_id, client, idempotency_key, request_digest, answer, answered_at)
     select verification_id::uuid, client, idempotency_key, request_digest, answer::json, ${$(7)}::timestamptz
       from unnest(${$(1)}::text[], ${$(2)}::text[], ${$(3)}::text[], ${$(4)}::bytea[], ${$(5)}::text[])
         as given (verification_id, client, idempotency_key, request_digest, answer)
     on conflict (client, idempotency_key) where idempotency_key is not null do update
       set verification_id = excluded.verification_id, request_digest = excluded.request_digest, answer = excluded.answer, answered_at = excluded.answered_at
     where verification.answered_at < ${$(6)}::timestamptz
     returning 1`,
  values: [
    textArray(verifications.map(({ verificationId }) => verificationId)),
    textArray(verifications.map(({ client }) => client)),
    textArray(verifications.map(({ idempotencyKey }) => idempotencyKey)),
    byteaArray(verifications.map(({ requestDigest }) => requestDigest)),
    textArray(verifications.map(({ answer }) => answer)),
    since,
    at,
  ],
});

/** Only to whoever asked for it. */
export const findVerification = async (db: Db, client: string, verificationId: string): Promise<StoredVerification | null> => {
  const { rows } = await db.query<StoredVerification>(`select ${COLUMNS} from verification where verification_id = $1 and client = $2`, [
    verificationId,
    client,
  ]);
  return rows[0] ?? null;
};

/** By the caller's key, while keys are remembered. */
export const findByKey = async (
  db: Db,
  client: string,
  { key, since }: { readonly key: string; readonly since: Instant },
): Promise<StoredVerification | null> => {
  const { rows } = await db.query<StoredVerification>(
    `select ${COLUMNS} from verification where client = $1 and idempotency_key = $2 and answered_at >= $3`,
    [client, key, since],
  );
  return rows[0] ?? null;
};

/** Those answered before that. */
export const forgetVerifications = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `delete from verification v using (select verification_id from verification where answered_at < $1 limit $2) old
      where v.verification_id = old.verification_id`,
    [before, limit],
  );
