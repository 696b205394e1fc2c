/**
 * One person verified on request: the same normalise and verify as the night's, from what is stored, or with the authorities' live answers in place
 * of it. Counted before it is looked up, on record before it is answered.
 */
import type { Context } from '../../context.ts';
import { idTypeOf } from '../../domain/id-number.ts';
import { DAY, dayAt, endOf, instantOf } from '../../domain/period.ts';
import { compareNames, normaliseName } from '../../domain/person-name.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import type { Dossier } from '../../pipeline/2-normalise/types.ts';
import { verify } from '../../pipeline/3-verify/verify.ts';
import { actorOf, type Caller } from '../../security/caller.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { countUses, usesOf } from '../../storage/allowances.ts';
import { inTransaction } from '../../storage/database.ts';
import { type MemberFile, memberFiles } from '../../storage/dossiers.ts';
import { rosterHits } from '../../storage/people.ts';
import { findByKey, keepVerifications, type StoredVerification } from '../../storage/verifications.ts';
import type { components } from '../contract.ts';
import { answerOf, sourceAnswer, unavailableAnswer, type VerificationAnswer, withheldAnswer } from './answer.ts';
import { askingLanes, isMiss, type Lane, missLanes, overBudget, type Subject, windowOf } from './budget.ts';
import { underCalledName } from './called-name.ts';
import { gather } from './gather.ts';
import { type KnownPerson, notOlderThan, withNews } from './known-person.ts';
import { type Asked, liveDesk, liveHolders, permittedSources, renewed } from './live.ts';
import type { Question } from './question.ts';
import { rosterNews } from './roster-news.ts';

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

const KEYS_REMEMBERED_FOR = DAY;
const MOST_TOGETHER = 250;

/** Built once a process: callers at the same moment share its round trips. */
export const verificationDesk = (context: Context): VerificationDesk => {
  const underWay: UnderWay = new Map();
  const desk: Desk = {
    context,
    charge: gather((charges) => chargeAll(charges, context), { most: MOST_TOGETHER }),
    underWay,
    load: gather((digests) => loadAll(digests, context), { most: MOST_TOGETHER }),
    keep: gather((done) => keepAll(done, context), { most: MOST_TOGETHER }),
    live: liveDesk(context),
    news: rosterNews(context),
  };
  const underKey = new Map<string, Promise<Verification>>();
  return {
    verify: (question, asker) => {
      if (asker.idempotencyKey === null) return verifyOnce(question, asker, desk);
      const key = `${actorOf(asker.caller)} ${asker.idempotencyKey}`;
      const before = underKey.get(key) ?? Promise.resolve();
      // One after the other, so that the second finds what the first kept.
      const after = before.catch(() => undefined).then(() => verifyOnce(question, asker, desk));
      underKey.set(key, after);
      return after.finally(() => {
        if (underKey.get(key) === after) underKey.delete(key);
      });
    },
  };
};

interface Desk {
  readonly context: Context;
  readonly charge: (charge: Charge) => Promise<boolean>;
  readonly underWay: UnderWay;
  readonly load: (idDigest: Buffer) => Promise<MemberFile | null>;
  readonly keep: (done: Done) => Promise<null>;
  readonly live: ReturnType<typeof liveDesk>;
  readonly news: ReturnType<typeof rosterNews>;
}

interface Charge {
  readonly asking: readonly Lane[];
  /** With what is under way in each already: any of it may become a miss. */
  readonly misses: readonly (Lane & { readonly underWay: number })[];
}

interface Done {
  readonly kept: StoredVerification;
  readonly spent: readonly Lane[];
  readonly look: LedgerDraft;
}

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
  const answer = await meanwhile(desk.underWay, misses, async (withOthers) => {
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

/** How many questions of a lane this process is answering. */
type UnderWay = Map<string, number>;

/** Those asked at the same moment count before they are answered: a thousand guesses at once are a thousand guesses. */
const meanwhile = async <T>(underWay: UnderWay, lanes: readonly Lane[], act: (counted: Charge['misses']) => Promise<T>): Promise<T> => {
  const add = (lane: string, by: number): number => {
    const many = (underWay.get(lane) ?? 0) + by;
    if (many === 0) underWay.delete(lane);
    else underWay.set(lane, many);
    return many;
  };
  const counted = lanes.map((one) => ({ ...one, underWay: add(one.lane, 1) }));
  try {
    return await act(counted);
  } finally {
    for (const { lane } of lanes) add(lane, -1);
  }
};

const subjectOf = (
  { name }: Question,
  { client, idDigest, context }: { readonly client: string; readonly idDigest: Buffer; readonly context: Context },
): Subject => ({
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
  const known = await knownPerson(question, idDigest, desk);
  if (known === 'unread') return { answer: unavailableAnswer(question.checks), sources: [] };
  const dossier = known?.byPurpose[question.purpose] ?? null;
  const sources = dossier === null ? [] : permittedSources(dossier);
  if (known === null || dossier === null || sources.length === 0) return { answer: withheldAnswer(question.checks), sources: [] };
  const subject = { idNumber: question.idNumber, idType: idTypeOf(question.idNumber), name: known.roster.name };
  const live = question.freshness === 'live' ? await desk.live.askAll(subject, sources) : [];
  return { answer: graded(question, { known, dossier, live }, desk.context), sources };
};

interface Heard {
  readonly known: KnownPerson;
  readonly dossier: Dossier;
  readonly live: readonly Asked[];
}

const graded = (question: Question, { known, dossier, live }: Heard, { clock, now, lookup }: Context): VerificationAnswer => {
  const at = clock();
  const notBefore = question.maxAgeMs === null ? null : instantOf(now() - question.maxAgeMs);
  const usable = renewed(notOlderThan(dossier, notBefore), live, { roster: known.roster, now: at });
  const nameDigest = lookup.digest('name', normaliseName(question.name)).toString('hex');
  const heldBy = new Set([...holdersOf(dossier, nameDigest), ...liveHolders(live, question.name)]);
  const called = { againstRoster: compareNames(question.name, known.roster.name), heldBy };
  const findings = verify(usable).findings.map((finding) => (finding.check === 'identity' ? underCalledName(finding, called) : finding));
  const endOfDay = endOf(dayAt(at));
  const sources = AUTHORITIES.map((source) =>
    sourceAnswer(source, usable, { live: live.find((one) => one.source === source) ?? null, endOfDay, notBefore }),
  );
  return answerOf({ findings, sources, asked: question.checks });
};

/** Authorities with a record whose own name is this one. */
const holdersOf = ({ records }: Dossier, nameDigest: string): readonly Authority[] =>
  TESTIMONIES.filter((dataset) => records[dataset].some(({ digests }) => digests?.['name'] === nameDigest)).map(
    (dataset) => sourceOf(dataset) as Authority,
  );

/** `unread`: the roster knows no such member or no consent, and whether its feed does could not be found out. Null: neither does. */
const knownPerson = async (
  { idNumber, purpose }: Question,
  idDigest: Buffer,
  { context, load, news }: Desk,
): Promise<KnownPerson | 'unread' | null> => {
  const circumstances = { bases: context.writtenBases, now: context.clock() };
  const stored = knownAs(await load(idDigest));
  const today = withNews(stored, news.known(idNumber), circumstances);
  const dossier = today?.byPurpose[purpose] ?? null;
  if (dossier !== null && permittedSources(dossier).length > 0) return today;
  try {
    await news.readOn();
  } catch (fault) {
    context.log.failed({ doing: 'read-roster-news', fault });
    return 'unread';
  }
  return withNews(stored, news.known(idNumber), circumstances);
};

const knownAs = (file: MemberFile | null): KnownPerson | null =>
  file === null ? null : { roster: file.roster, content: file.stored.content, byPurpose: file.byPurpose };

const loadAll = async (digests: readonly Buffer[], { pool, vault, clock }: Context): Promise<readonly (MemberFile | null)[]> => {
  const on = dayAt(clock());
  const hits = await rosterHits(pool, digests, on);
  const files = hits.length === 0 ? [] : await memberFiles(pool, hits, { vault, on, opened: false });
  const byPerson = new Map(files.map((file) => [file.stored.personKey, file]));
  const byDigest = new Map(hits.map(({ idDigest, personKey }) => [idDigest.toString('hex'), byPerson.get(personKey)]));
  return digests.map((digest) => byDigest.get(digest.toString('hex')) ?? null);
};

/** Whether each may be asked; whoever asks too much has asked all the same. */
const chargeAll = (charges: readonly Charge[], { pool, now }: Context): Promise<readonly boolean[]> => {
  const window = windowOf(now());
  return inTransaction(pool, async (tx) => {
    const asking = charges.flatMap((charge) => charge.asking.map(({ lane }) => lane));
    const misses = [...new Set(charges.flatMap((charge) => charge.misses.map(({ lane }) => lane)))];
    const [used, missed] = [new Map(await countUses(tx, window, asking)), await usesOf(tx, window, misses)];
    const next = ({ lane, limit }: Lane): boolean => {
      const before = used.get(lane) ?? 0;
      used.set(lane, before + 1);
      return before < limit;
    };
    return charges.map((charge) => {
      const mayAsk = charge.asking.map(next).every(Boolean);
      return mayAsk && charge.misses.every(({ lane, limit, underWay }) => (missed.get(lane) ?? 0) + underWay <= limit);
    });
  });
};

/** What was answered, what it cost and that it was looked at, in one transaction: nobody is told before it is on record. */
const keepAll = async (done: readonly Done[], { pool, ledger, now }: Context): Promise<readonly null[]> => {
  const at = now();
  await inTransaction(pool, async (tx) => {
    await keepVerifications(
      tx,
      done.map(({ kept }) => kept),
      instantOf(at - KEYS_REMEMBERED_FOR),
    );
    const spent = done.flatMap((one) => one.spent.map(({ lane }) => lane));
    if (spent.length > 0) await countUses(tx, windowOf(at), spent);
    await ledger.append(
      tx,
      done.map(({ look }) => look),
    );
  });
  return done.map(() => null);
};
