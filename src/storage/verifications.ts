/** Verifications as they were answered, for whoever asked. They hold grades and do not say whom they are about. */
import type { Day, Instant } from '../domain/period.ts';
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
  /** Of words that were told. */
  readonly answerDigest: Buffer;
}

/** Of an answer. */
export interface Words {
  readonly digest: Buffer;
  /** JSON. */
  readonly text: string;
}

/** Written once for however many are told the same. In one order everywhere, so that two processes never wait for each other. */
export const toldAnswers = (words: readonly Words[], on: Day): Clause => ({
  name: 'told_answers',
  text: ($) => `insert into told_answer as t (digest, answer, told_on)
     select digest, answer::json, ${$(3)}::date from unnest(${$(1)}::bytea[], ${$(2)}::text[]) as given (digest, answer) order by digest
     on conflict (digest) do update set told_on = excluded.told_on where t.told_on < excluded.told_on returning 1`,
  values: [byteaArray(words.map(({ digest }) => digest)), textArray(words.map(({ text }) => text)), on],
});

/** Keeps them as answered `at`, in words that are written (`toldAnswers`); where another of the same key was kept since then, that one stays. */
export const keptVerifications = (
  verifications: readonly StoredVerification[],
  { at, since }: { readonly at: Instant; readonly since: Instant },
): Clause => ({
  name: 'kept_verifications',
  text: ($) => `insert into verification (verification_id, client, idempotency_key, request_digest, answer_digest, answered_at)
     select verification_id::uuid, client, idempotency_key, request_digest, answer_digest, ${$(7)}::timestamptz
       from unnest(${$(1)}::text[], ${$(2)}::text[], ${$(3)}::text[], ${$(4)}::bytea[], ${$(5)}::bytea[])
         as given (verification_id, client, idempotency_key, request_digest, answer_digest)
     on conflict (client, idempotency_key) where idempotency_key is not null do update
       set verification_id = excluded.verification_id, request_digest = excluded.request_digest, answer = null, answer_digest = excluded.answer_digest, answered_at = excluded.answered_at
     where verification.answered_at < ${$(6)}::timestamptz
     returning 1`,
  values: [
    textArray(verifications.map(({ verificationId }) => verificationId)),
    textArray(verifications.map(({ client }) => client)),
    textArray(verifications.map(({ idempotencyKey }) => idempotencyKey)),
    byteaArray(verifications.map(({ requestDigest }) => requestDigest)),
    byteaArray(verifications.map(({ answerDigest }) => answerDigest)),
    since,
    at,
  ],
});

export interface FoundVerification extends Pick<StoredVerification, 'verificationId' | 'requestDigest'> {
  /** JSON. */
  readonly answer: string;
}

const FOUND = `select v.verification_id as "verificationId", v.request_digest as "requestDigest", coalesce(v.answer, t.answer)::text as answer
  from verification v left join told_answer t on t.digest = v.answer_digest`;

/** Only to whoever asked for it. */
export const findVerification = async (db: Db, client: string, verificationId: string): Promise<FoundVerification | null> => {
  const { rows } = await db.query<FoundVerification>(`${FOUND} where v.verification_id = $1 and v.client = $2`, [verificationId, client]);
  return rows[0] ?? null;
};

/** By the caller's key, while keys are remembered. */
export const findByKey = async (
  db: Db,
  client: string,
  { key, since }: { readonly key: string; readonly since: Instant },
): Promise<FoundVerification | null> => {
  const { rows } = await db.query<FoundVerification>(`${FOUND} where v.client = $1 and v.idempotency_key = $2 and v.answered_at >= $3`, [
    client,
    key,
    since,
  ]);
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

/** What nobody was told since that day: whatever was told then is forgotten by now. */
export const forgetToldAnswers = (tx: Tx, { before, limit }: Batch): Promise<Taken> =>
  taken(
    tx,
    `delete from told_answer t using (select digest from told_answer where told_on < $1 limit $2) old where t.digest = old.digest and t.told_on < $1`,
    [before, limit],
  );
