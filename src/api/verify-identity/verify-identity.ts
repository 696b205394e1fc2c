/**
 * One person verified on request: the same normalise and verify as the night's, from what is stored, or with the authorities' live answers in place
 * of it. Counted before it is looked up, on record before it is answered.
 */
import type { Context } from '../../context.ts';
import { idTypeOf } from '../../domain/id-number.ts';
import { dayAt, instantOf } from '../../domain/period.ts';
import { normaliseName } from '../../domain/person-name.ts';
import type { Authority } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { MemberFile } from '../../pipeline/2-normalise/member-file/job.ts';
import { actorOf, type Caller } from '../../security/caller.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { verificationRead } from '../../security/ledger/verification-read.ts';
import { statementOf } from '../../storage/clause.ts';
import { findByKey, keptVerifications, toldAnswers, type Words } from '../../storage/verifications.ts';
import { together } from '../../together.ts';
import { turnsByName } from '../../turns.ts';
import type { Subject } from '../../upstream/connector.ts';
import type { components } from '../contract.ts';
import { readAnswer, textOf, unavailableAnswer, type VerificationAnswer, withheldAnswer } from './answer.ts';
import { type Asking, askingLanes, isMiss, type Lane, missLanes, overBudget } from './budget.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import { type Desk, type Done, KEYS_REMEMBERED_FOR, openDesk } from './desk.ts';
import { findPerson } from './find-person.ts';
import { graded } from './graded.ts';
import { type Asked, permittedSources } from './live.ts';
import type { Question } from './question.ts';

export type Verification = components['schemas']['Verification'];

/** An answer, and the id it is kept under. */
export interface Told {
  readonly verificationId: string;
  readonly answer: VerificationAnswer;
}

export const verificationOf = ({ verificationId, answer }: Told): Verification => ({ verificationId, ...answer });

/** JSON of `verificationOf`. */
export const textOfTold = ({ verificationId, answer }: Told): string =>
  `{"verificationId":${JSON.stringify(verificationId)},${textOf(answer).slice(1)}`;

export interface Asker {
  readonly caller: Caller;
  readonly trace: string | null;
  /** The same key with the same question is answered as it was before, for a day. */
  readonly idempotencyKey: string | null;
}

export interface VerificationDesk {
  readonly verify: (question: Question, asker: Asker) => Promise<Told>;
  /** A key stands for one batch as a whole. Throws `conflict` where it was used for anything else. */
  readonly hold: (batch: unknown, asker: Asker) => Promise<void>;
}

/** Built once a process: callers at the same moment share its round trips. */
export const verificationDesk = (context: Context): VerificationDesk => {
  const desk = openDesk(context);
  // Under one key, so that the second finds what the first kept.
  const inTurn = turnsByName();
  return {
    verify: (question, asker) =>
      asker.idempotencyKey === null
        ? verifyOnce(question, asker, desk)
        : inTurn(`${actorOf(asker.caller)} ${asker.idempotencyKey}`, () => verifyOnce(question, asker, desk)),
    hold: (batch, asker) => holdKey(batch, asker, context),
  };
};

/** Kept where answers are, under the bare key; those of the batch are kept under the key and their place. */
const holdKey = async (batch: unknown, asker: Asker, context: Context): Promise<void> => {
  const { pool, lookup, uuid, now } = context;
  const { caller, idempotencyKey } = asker;
  if (idempotencyKey === null) return;
  const requestDigest = lookup.digest('request', JSON.stringify(batch));
  const at = instantOf(now());
  const unanswered = { digest: lookup.digest('told-answer', 'null'), text: 'null' };
  const of = { verificationId: uuid(), client: actorOf(caller), subject: null };
  const held = { ...of, idempotencyKey, requestDigest, answerDigest: unanswered.digest };
  await pool.query(statementOf(toldAnswers([unanswered], dayAt(at))));
  await pool.query(statementOf(keptVerifications([held], { at, since: instantOf(now() - KEYS_REMEMBERED_FOR) })));
  await answeredBefore(asker, requestDigest, context);
};

/** Without a key nobody asks whether it was the same question. */
const NO_DIGEST = Buffer.alloc(0);

const verifyOnce = async (question: Question, asker: Asker, desk: Desk): Promise<Told> => {
  const { context } = desk;
  const requestDigest = asker.idempotencyKey === null ? NO_DIGEST : context.lookup.digest('request', JSON.stringify(question));
  const before = await answeredBefore(asker, requestDigest, context);
  if (before !== null) {
    const { verificationId } = before;
    const subject = context.ledger.subjectOf(context.lookup.digest('identity-number', question.idNumber));
    await context.ledger.record(verificationRead({ caller: asker.caller, trace: asker.trace, verificationId, subject, outcome: 'told' }));
    return before;
  }
  const verificationId = context.uuid();
  const answer = await answerOnRecord({ question, asker, verificationId, requestDigest }, desk);
  // Another process may have answered under the same key meanwhile: then both say what it said.
  return (await answeredBefore(asker, requestDigest, context)) ?? { verificationId, answer };
};

interface Entry {
  readonly question: Question;
  readonly asker: Asker;
  readonly verificationId: string;
  readonly requestDigest: Buffer;
}

/** Throws `busy` where more was asked than anybody needs to ask. */
const answerOnRecord = (entry: Entry, desk: Desk): Promise<VerificationAnswer> => {
  const { context } = desk;
  const { question, asker } = entry;
  const idDigest = context.lookup.digest('identity-number', question.idNumber);
  const nameDigest = context.lookup.digest('name', normaliseName(question.name));
  const client = actorOf(asker.caller);
  const asking: Asking = { client, numberDigest: idDigest.toString('base64url'), nameDigest: nameDigest.toString('base64url') };
  const misses = missLanes(asking);
  // Worked out once: it stands in the ledger and beside the answer.
  const subject = context.ledger.subjectOf(idDigest);
  const recorded = {
    caller: asker.caller,
    act: 'verify-identity',
    purpose: question.purpose,
    subjects: [],
    ledgerSubjects: [subject],
    trace: asker.trace,
  } as const;
  const done = (answer: VerificationAnswer): Done =>
    doneWith(answer, { ...entry, client, subject, misses, recorded }, desk.wordsOf(answer));
  return desk.meanwhile(misses, async (withOthers) => {
    const hex = nameDigest.toString('hex');
    const entering = { question, idDigest, nameDigest: hex, asking: askingLanes(asking), misses: withOthers, done };
    // No night answers a live question: who it is about is read while it is counted, and used by nobody who is refused.
    const isLive = question.freshness === 'live';
    const [told, readMeanwhile] = await together([desk.enter(entering), isLive ? desk.load(idDigest) : null]);
    if (told === 'refused') {
      await context.ledger.record({ ...recorded, sources: [], outcome: 'refused' });
      throw overBudget(context.now());
    }
    if (told !== 'charged') return told;
    const file = isLive ? readMeanwhile : await desk.load(idDigest);
    const answer = await answered({ question, asker, idDigest, file }, desk);
    await desk.keep(done(answer));
    return answer;
  });
};

interface Recorded extends Entry {
  readonly client: string;
  readonly subject: string;
  readonly misses: readonly Lane[];
  readonly recorded: Pick<LedgerDraft, 'caller' | 'act' | 'purpose' | 'subjects' | 'ledgerSubjects' | 'trace'>;
}

const doneWith = (
  answer: VerificationAnswer,
  { question, asker, client, subject, verificationId, requestDigest, misses, recorded }: Recorded,
  words: Words,
): Done => {
  const sources = answer.sources.filter(({ status }) => status !== 'withheld').map(({ source }) => source);
  return {
    words,
    kept: { verificationId, client, subject, idempotencyKey: asker.idempotencyKey, requestDigest, answerDigest: words.digest },
    spent: isMiss(answer.outcome, sources.length > 0) ? misses : [],
    look: { ...recorded, sources, outcome: answer.outcome, particulars: { verificationId, freshness: question.freshness } },
  };
};

const answeredBefore = async ({ caller, idempotencyKey }: Asker, requestDigest: Buffer, { pool, now }: Context): Promise<Told | null> => {
  if (idempotencyKey === null) return null;
  const since = instantOf(now() - KEYS_REMEMBERED_FOR);
  const found = await findByKey(pool, actorOf(caller), { key: idempotencyKey, since });
  if (found === null) return null;
  if (!found.requestDigest.equals(requestDigest))
    throw new Fault('conflict', {
      code: 'key-used-before',
      detail: 'This Idempotency-Key was used for another request; take a new one.',
      fields: ['Idempotency-Key'],
    });
  return { verificationId: found.verificationId, answer: readAnswer(found.answer) };
};

interface Charged {
  readonly question: Question;
  readonly asker: Asker;
  readonly idDigest: Buffer;
  /** As the night left it; null: the roster knew no such member. */
  readonly file: MemberFile | null;
}

const answered = async ({ question, asker, idDigest, file }: Charged, desk: Desk): Promise<VerificationAnswer> => {
  const { context } = desk;
  const deadline = deadlineIn(context.config.liveDeadlineMs, context.now);
  const known = await findPerson({ question, file, deadline }, desk);
  if (known === 'unread') return unavailableAnswer(question.checks);
  const dossier = known?.byPurpose[question.purpose] ?? null;
  const sources = dossier === null ? [] : permittedSources(dossier);
  if (known === null || dossier === null || sources.length === 0) return withheldAnswer(question.checks);
  const subject = { idNumber: question.idNumber, idType: idTypeOf(question.idNumber), name: known.roster.name };
  const why = { purpose: question.purpose, trace: asker.trace };
  const live = question.freshness === 'live' ? await askLive({ subject, sources, idDigest, why, deadline }, desk) : [];
  return graded(question, { known, dossier, live }, context);
};

interface LiveQuestion {
  readonly subject: Subject;
  readonly sources: readonly Authority[];
  readonly idDigest: Buffer;
  readonly why: Pick<LedgerDraft, 'purpose' | 'trace'>;
  readonly deadline: Deadline;
}

/**
 * That they are asked stands in the ledger before anything is said of what they answered; what came of it says the entry of the question, which has
 * the same trace. Who shares what another asked has an entry of their own: it was asked for them too.
 */
const askLive = async ({ subject, sources, idDigest, why, deadline }: LiveQuestion, { context, live }: Desk): Promise<readonly Asked[]> => {
  const query = { ...why, act: 'upstream-query', subjects: [idDigest], sources, outcome: 'asked' } as const;
  const recorded = context.ledger.record({ caller: { kind: 'machine', id: 'live' }, ...query });
  const [answers] = await Promise.all([live.askAll(subject, sources, deadline.signal()), recorded]);
  return answers;
};
