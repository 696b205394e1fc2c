/** Verifications as they were answered, for whoever asked. They hold grades; whom they are about, only as the audit ledger calls them. */
import type { Day, Instant } from '../domain/period.ts';
import type { Purpose } from '../domain/sources.ts';
import { byteaArray, hexArray, textArray } from './arrays.ts';
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
  /** Whom it is about, as the audit ledger calls them, in hex: whoever is told again looks at them again. Null: nobody is told of it. */
  readonly subject: string | null;
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
  text: ($) => `insert into verification
       (verification_id, client, idempotency_key, request_digest, answer_digest, answered_at, subject, subject_of)
     select verification_id::uuid, client, idempotency_key, request_digest, answer_digest, ${$(7)}::timestamptz, subject, verification_id::uuid
       from unnest(${$(1)}::text[], ${$(2)}::text[], ${$(3)}::text[], ${$(4)}::bytea[], ${$(5)}::bytea[], ${$(8)}::bytea[])
         as given (verification_id, client, idempotency_key, request_digest, answer_digest, subject)
     on conflict (client, idempotency_key) where idempotency_key is not null do update
       set verification_id = excluded.verification_id, request_digest = excluded.request_digest, answer = null, answer_digest = excluded.answer_digest, answered_at = excluded.answered_at,
           subject = excluded.subject, subject_of = excluded.subject_of
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
    hexArray(verifications.map(({ subject }) => subject)),
  ],
});

export interface FoundVerification extends Pick<StoredVerification, 'verificationId' | 'requestDigest' | 'subject'> {
  /** JSON. */
  readonly answer: string;
}

/** A process of the version before keeps another answer under a key without saying whom it is about: then what stands there is of the answer before it. */
const FOUND = `select v.verification_id as "verificationId", v.request_digest as "requestDigest", coalesce(v.answer, t.answer)::text as answer,
    case when v.subject_of = v.verification_id then encode(v.subject, 'hex') end as subject
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

/** Somebody, as the audit ledger calls them. */
export interface AnsweredAbout {
  readonly subject: Buffer;
  /** Null: for any. */
  readonly purpose: Purpose | null;
}

/**
 * What was answered about these people and kept for whoever had asked: found by way of the audit ledger, which goes by subject, also where the version before kept them. `since`:
 * nothing that was answered before is kept; null: perhaps it is. Answers how many there were.
 */
export const forgetAnswersAbout = async (tx: Tx, about: readonly AnsweredAbout[], since: Instant | null): Promise<number> => {
  const { rowCount } = await tx.query(
    `delete from verification v using unnest($1::bytea[], $2::text[]) as n (subject, purpose)
       join ledger_subject s on s.subject = n.subject and s.at >= $3
       join ledger_entry e on e.seq = s.seq and e.at = s.at and e.act = 'verify-identity' and (n.purpose is null or e.purpose = n.purpose)
      where v.verification_id = (e.particulars ->> 'verificationId')::uuid`,
    [about.map(({ subject }) => subject), about.map(({ purpose }) => purpose), since ?? '-infinity'],
  );
  return rowCount ?? 0;
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
