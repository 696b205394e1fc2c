/**
 * One person verified on request: the same normalise and verify as the night's, from what is stored, or with the authorities' live answers in place
 * of it. Counted before it is looked up, on record before it is answered.
 */
import type { Context } from '../../context.ts';
import { idTypeOf } from '../../domain/id-number.ts';
import { instantOf } from '../../domain/period.ts';
import { normaliseName } from '../../domain/person-name.ts';
import type { Authority } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import { actorOf, type Caller } from '../../security/caller.ts';
import { findByKey } from '../../storage/verifications.ts';
import type { Subject } from '../../upstream/connector.ts';
import type { components } from '../contract.ts';
import { unavailableAnswer, type VerificationAnswer, withheldAnswer } from './answer.ts';
import { type Asking, askingLanes, isMiss, missLanes, overBudget } from './budget.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import { type Desk, KEYS_REMEMBERED_FOR, openDesk } from './desk.ts';
import { findPerson } from './find-person.ts';
import { graded } from './graded.ts';
import { type Asked, permittedSources } from './live.ts';
import type { Question } from './question.ts';

export type Verification = components['schemas']['Verification'];

export interface Asker {
  readonly caller: Caller;
  readonly trace: string | null;
  /** The same key with the same question is answered as it was before, for a day. */
  readonly idempotencyKey: string | null;
}

export interface VerificationDesk {
  readonly verify: (question: Question, asker: Asker) => Promise<Verification>;
}

/** Built once a process: callers at the same moment share its round trips. */
export const verificationDesk = (context: Context): VerificationDesk => {
  const desk = openDesk(context);
  const inTurn = oneAfterTheOther();
  return {
    verify: (question, asker) =>
      asker.idempotencyKey === null
        ? verifyOnce(question, asker, desk)
        : inTurn(`${actorOf(asker.caller)} ${asker.idempotencyKey}`, () => verifyOnce(question, asker, desk)),
  };
};

/** Under one key, so that the second finds what the first kept. */
const oneAfterTheOther = () => {
  const last = new Map<string, Promise<Verification>>();
  return (key: string, act: () => Promise<Verification>): Promise<Verification> => {
    const after = (last.get(key) ?? Promise.resolve()).then(act, act);
    last.set(key, after);
    return after.finally(() => {
      if (last.get(key) === after) last.delete(key);
    });
  };
};

const verifyOnce = async (question: Question, asker: Asker, desk: Desk): Promise<Verification> => {
  const { context } = desk;
  const client = actorOf(asker.caller);
  const requestDigest = context.lookup.digest('request', JSON.stringify(question));
  const before = await answeredBefore(asker, requestDigest, context);
  if (before !== null) return before;
  const idDigest = context.lookup.digest('identity-number', question.idNumber);
  const subject = subjectOf(question, { client, idDigest, context });
  const recorded = {
    caller: asker.caller,
    act: 'verify-identity',
    purpose: question.purpose,
    subjects: [idDigest],
    trace: asker.trace,
  } as const;
  const verificationId = context.uuid();
  const misses = missLanes(subject);
  const answer = await desk.meanwhile(misses, async (withOthers) => {
    if (!(await desk.charge({ asking: askingLanes(subject), misses: withOthers }))) {
      await context.ledger.record({ ...recorded, sources: [], outcome: 'refused' });
      throw overBudget(context.now());
    }
    const told = await answered(question, idDigest, desk);
    const kept = { verificationId, client, idempotencyKey: asker.idempotencyKey, requestDigest, answer: told.answer };
    const particulars = { verificationId, freshness: question.freshness };
    const look = { ...recorded, sources: told.sources, outcome: told.answer.outcome, particulars };
    await desk.keep({ kept, spent: isMiss(told.answer.outcome, told.sources.length > 0) ? misses : [], look });
    return told.answer;
  });
  // Another process may have answered under the same key meanwhile: then both say what it said.
  return (await answeredBefore(asker, requestDigest, context)) ?? { verificationId, ...answer };
};

const subjectOf = (
  { name }: Question,
  { client, idDigest, context }: { readonly client: string; readonly idDigest: Buffer; readonly context: Context },
): Asking => ({
  client,
  numberDigest: idDigest.toString('base64url'),
  nameDigest: context.lookup.digest('name', normaliseName(name)).toString('base64url'),
});

const answeredBefore = async (
  { caller, idempotencyKey }: Asker,
  requestDigest: Buffer,
  { pool, now }: Context,
): Promise<Verification | null> => {
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
  return { verificationId: found.verificationId, ...(found.answer as VerificationAnswer) };
};

interface Answered {
  readonly answer: VerificationAnswer;
  /** Whose records, or live answers, it rests on. */
  readonly sources: readonly Authority[];
}

const answered = async (question: Question, idDigest: Buffer, desk: Desk): Promise<Answered> => {
  const { context } = desk;
  const deadline = deadlineIn(context.config.liveDeadlineMs, context.now);
  const known = await findPerson({ question, idDigest, deadline }, desk);
  if (known === 'unread') return { answer: unavailableAnswer(question.checks), sources: [] };
  const dossier = known?.byPurpose[question.purpose] ?? null;
  const sources = dossier === null ? [] : permittedSources(dossier);
  if (known === null || dossier === null || sources.length === 0) return { answer: withheldAnswer(question.checks), sources: [] };
  const subject = { idNumber: question.idNumber, idType: idTypeOf(question.idNumber), name: known.roster.name };
  const live = question.freshness === 'live' ? await askLive({ subject, sources, idDigest, deadline }, desk) : [];
  return { answer: graded(question, { known, dossier, live }, context), sources };
};

interface LiveQuestion {
  readonly subject: Subject;
  readonly sources: readonly Authority[];
  readonly idDigest: Buffer;
  readonly deadline: Deadline;
}

/** That they are asked stands in the ledger before anything is said of what they answered. */
const askLive = async ({ subject, sources, idDigest, deadline }: LiveQuestion, { context, live }: Desk): Promise<readonly Asked[]> => {
  const query = { act: 'upstream-query', purpose: null, subjects: [idDigest], sources, outcome: 'asked', trace: null } as const;
  const recorded = context.ledger.record({ caller: { kind: 'machine', id: 'live' }, ...query });
  const [answers] = await Promise.all([live.askAll(subject, sources, deadline.signal()), recorded]);
  return answers;
};
