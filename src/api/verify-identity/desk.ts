/** What a question asks of storage, gathered: callers at the same moment share their round trips. */
import type { Context } from '../../context.ts';
import { DAY, dayAt, instantOf, SECOND } from '../../domain/period.ts';
import { type MemberFile, memberFiles } from '../../pipeline/2-normalise/member-file/job.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { countedUses, countUsesBeside, returnUses } from '../../storage/allowances.ts';
import { type Db, onOneConnection } from '../../storage/database.ts';
import { type AskedAbout, gradesDigest, gradesOf, lastNight, type NightGrades, nightGradesOf } from '../../storage/night-grades.ts';
import { rosterHits } from '../../storage/people.ts';
import { keptVerifications, type StoredVerification, toldAnswers, type Words } from '../../storage/verifications.ts';
import { together } from '../../together.ts';
import type { VerificationAnswer } from './answer.ts';
import { asOfNight, type Night, openNight } from './as-of-night.ts';
import { isMiss, type Lane, windowOf } from './budget.ts';
import { gather } from './gather.ts';
import { type LiveDesk, liveDesk } from './live.ts';
import type { Question } from './question.ts';
import { type RosterNews, rosterNews } from './roster-news.ts';
import { type WrittenWords, wordsUnder, writtenWords } from './words.ts';

interface CountedLane extends Lane {
  /** This question among them. */
  readonly underWay: number;
}

export interface Charge {
  readonly asking: readonly Lane[];
  /** With what is under way in each already: any of it may become a miss. */
  readonly misses: readonly CountedLane[];
}

export interface Done {
  readonly words: Words;
  readonly kept: StoredVerification;
  readonly spent: readonly Lane[];
  readonly look: LedgerDraft;
}

/** A question at the door: what it costs, whom it is about, and how it is put on record once it is answered. */
export interface Entering extends Charge {
  readonly question: Question;
  readonly idDigest: Buffer;
  readonly nameDigest: string;
  readonly done: (answer: VerificationAnswer) => Done;
}

export interface Desk {
  readonly context: Context;
  /**
   * Counted, and where the night has answered it already, answered and on record. `charged`: it may be asked, and has to be looked into.
   */
  readonly enter: (entering: Entering) => Promise<VerificationAnswer | 'charged' | 'refused'>;
  /** Null: the roster, as the night left it, knows no such member. */
  readonly load: (idDigest: Buffer) => Promise<MemberFile | null>;
  readonly keep: (done: Done) => Promise<null>;
  readonly wordsOf: (answer: VerificationAnswer) => Words;
  /** Those asked at the same moment count before they are answered: a thousand guesses at once are a thousand guesses. */
  readonly meanwhile: <T>(lanes: readonly Lane[], act: (counted: readonly CountedLane[]) => Promise<T>) => Promise<T>;
  readonly live: LiveDesk;
  readonly news: RosterNews;
}

export const KEYS_REMEMBERED_FOR = DAY;
const MOST_TOGETHER = 250;

export const openDesk = (context: Context): Desk => {
  const news = rosterNews(context);
  const written = writtenWords();
  const night = nightNow(context);
  return {
    context,
    enter: gather(async (entering) => enterAll(entering, await night(), { context, news, written }), { most: MOST_TOGETHER, atOnce: 2 }),
    load: gather((digests) => loadAll(digests, context), { most: MOST_TOGETHER }),
    keep: gather(
      async (done) => {
        await keepAll(done, context, written);
        return done.map(() => null);
      },
      { most: MOST_TOGETHER },
    ),
    wordsOf: wordsUnder(context.lookup),
    meanwhile: countingUnderWay(),
    live: liveDesk(context),
    news,
  };
};

/** A night lasts for minutes before it judges anybody: that one has begun is noticed soon enough. */
const NOTICED_WITHIN = SECOND;

/** Null: no night has ended yet, or one is under way. */
const nightNow = ({ pool, now }: Context): (() => Promise<Night | null>) => {
  let held: { readonly key: string; readonly night: Night | null; readonly until: number } | null = null;
  return async () => {
    if (held !== null && held.until > now()) return held.night;
    const last = await lastNight(pool);
    const key = JSON.stringify(last === null ? null : [last.date, ...last.asOf]);
    const night = held?.key === key ? held.night : last === null ? null : openNight(last);
    held = { key, night, until: now() + NOTICED_WITHIN };
    return night;
  };
};

const countingUnderWay = (): Desk['meanwhile'] => {
  const underWay = new Map<string, number>();
  const add = (lane: string, by: number): number => {
    const many = (underWay.get(lane) ?? 0) + by;
    if (many === 0) underWay.delete(lane);
    else underWay.set(lane, many);
    return many;
  };
  return async (lanes, act) => {
    const counted = lanes.map((one) => ({ ...one, underWay: add(one.lane, 1) }));
    try {
      return await act(counted);
    } finally {
      for (const { lane } of lanes) add(lane, -1);
    }
  };
};

interface Doorway {
  readonly context: Context;
  readonly news: RosterNews;
  readonly written: WrittenWords;
}

const enterAll = async (
  entering: readonly Entering[],
  night: Night | null,
  { context, news, written }: Doorway,
): Promise<readonly (VerificationAnswer | 'charged' | 'refused')[]> => {
  if (night === null || entering.every(({ question }) => question.freshness === 'live')) {
    const admitted = await chargeAll(context.pool, entering, context.now());
    return admitted.map((isAdmitted) => (isAdmitted ? 'charged' : 'refused'));
  }
  const [admitted, answers] = await onOneConnection(context.pool, (db) =>
    together([chargeAll(db, entering, context.now()), answersOfNight(db, entering, { night, context, news })]),
  );
  const told = entering.map((_, index) => (admitted[index] === true ? (answers[index] ?? 'charged') : 'refused'));
  const done = told.flatMap((answer, index) => (typeof answer === 'string' ? [] : (entering[index]?.done(answer) ?? [])));
  if (done.length > 0) await keepAll(done, context, written);
  return told;
};

/** Null where it has to be looked into. As many statements whoever is asked about, once what was found is known: how long it takes says nothing. */
const answersOfNight = async (
  db: Db,
  entering: readonly Entering[],
  { night, context, news }: Omit<Doorway, 'written'> & { readonly night: Night },
): Promise<readonly (VerificationAnswer | null)[]> => {
  const asked = entering.map(({ idDigest, question: { purpose } }) => ({ idDigest, purpose }));
  const found = await nightGradesOf(db, asked);
  await learnGrades(
    db,
    asked.map((one, index) => ({ ...one, found: found[index] ?? null })),
    { night, context },
  );
  const circumstances = { night, now: context.clock(), bases: context.writtenBases };
  return entering.map((one, index) => {
    const grades = found[index] ?? null;
    if (grades === null || one.question.freshness === 'live' || news.known(one.question.idNumber).length > 0) return null;
    const answer = asOfNight(one, grades, circumstances);
    // A miss is looked into once more, by way of the feed.
    return answer === null || isMiss(answer.outcome, true) ? null : answer;
  });
};

/** What was found of some as of nobody asked about before: read once, and known for everybody else of whom the same was found. */
const learnGrades = async (
  db: Db,
  asked: readonly (AskedAbout & { readonly found: NightGrades | null })[],
  { night, context: { lookup } }: { readonly night: Night; readonly context: Context },
): Promise<void> => {
  const unknown = asked.filter(({ found }) => typeof found?.gradesDigest === 'string' && !night.knows(found.gradesDigest));
  if (unknown.length === 0) return;
  for (const grades of await gradesOf(db, unknown)) if (grades !== null) night.learn(gradesDigest(grades, lookup), grades);
};

/** As many statements for whoever is on no roster as for a member: how long it takes says nothing. */
const loadAll = async (digests: readonly Buffer[], { pool, vault, clock }: Context): Promise<readonly (MemberFile | null)[]> => {
  const on = dayAt(clock());
  const { hits, files } = await onOneConnection(pool, async (db) => {
    const found = await rosterHits(db, digests);
    return { hits: found, files: await memberFiles(db, found, { vault, on, opened: false }) };
  });
  const byPerson = new Map(files.map((file) => [file.stored.personKey, file]));
  const byDigest = new Map(hits.map(({ idDigest, personKey }) => [idDigest.toString('hex'), byPerson.get(personKey)]));
  return digests.map((digest) => byDigest.get(digest.toString('hex')) ?? null);
};

/** Whether each may be asked. What one client asked too much of counts for that client, and is taken from nobody else. */
const chargeAll = async (db: Db, charges: readonly Charge[], now: number): Promise<readonly boolean[]> => {
  const window = windowOf(now);
  const asking = charges.flatMap((charge) => charge.asking.map(({ lane }) => lane));
  const misses = [...new Set(charges.flatMap((charge) => charge.misses.map(({ lane }) => lane)))];
  const before = await countUsesBeside(db, window, { counted: asking, looked: misses });
  const used = new Map(before);
  const next = ({ lane, limit }: Lane): boolean => {
    const already = used.get(lane) ?? 0;
    used.set(lane, already + 1);
    return already < limit;
  };
  const unspent: string[] = [];
  const answers = charges.map((charge) => {
    const isOpen = charge.misses.every(({ lane, limit, underWay }) => (before.get(lane) ?? 0) + underWay <= limit);
    const refused = isOpen ? charge.asking.findIndex((one) => !next(one)) : 0;
    if (refused < 0) return true;
    unspent.push(...charge.asking.slice(refused + 1).map(({ lane }) => lane));
    return false;
  });
  if (unspent.length > 0) await returnUses(db, window, unspent);
  return answers;
};

/** What was answered, what it cost and that it was looked at, in one statement: nobody is told before it is on record. */
const keepAll = async (done: readonly Done[], { ledger, now }: Context, written: WrittenWords): Promise<void> => {
  const at = now();
  const instant = instantOf(at);
  const words = written.missing(
    done.map((one) => one.words),
    at,
  );
  const kept = done.map((one) => one.kept);
  const spent = done.flatMap((one) => one.spent.map(({ lane }) => lane));
  const changes = [
    ...(words.length > 0 ? [toldAnswers(words, dayAt(instant))] : []),
    keptVerifications(kept, { at: instant, since: instantOf(at - KEYS_REMEMBERED_FOR) }),
    ...(spent.length > 0 ? [countedUses(windowOf(at), spent)] : []),
  ];
  try {
    await ledger.recordWith(
      done.map(({ look }) => look),
      changes,
    );
    written.note(words);
  } catch (thrown) {
    written.forget();
    throw thrown;
  }
};
