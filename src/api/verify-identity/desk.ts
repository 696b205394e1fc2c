/** What a question asks of storage, gathered: callers at the same moment share their round trips. */
import type { Context } from '../../context.ts';
import { DAY, dayAt, instantOf } from '../../domain/period.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { countUses, returnUses, usesOf } from '../../storage/allowances.ts';
import { inTransaction } from '../../storage/database.ts';
import { type MemberFile, memberFiles } from '../../storage/dossiers.ts';
import { rosterHits } from '../../storage/people.ts';
import { keepVerifications, type StoredVerification } from '../../storage/verifications.ts';
import { type Lane, windowOf } from './budget.ts';
import { gather } from './gather.ts';
import { type LiveDesk, liveDesk } from './live.ts';
import { type RosterNews, rosterNews } from './roster-news.ts';

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
  readonly kept: StoredVerification;
  readonly spent: readonly Lane[];
  readonly look: LedgerDraft;
}

export interface Desk {
  readonly context: Context;
  /** Whether it may be asked. */
  readonly charge: (charge: Charge) => Promise<boolean>;
  /** Null: the roster, as the night left it, knows no such member. */
  readonly load: (idDigest: Buffer) => Promise<MemberFile | null>;
  readonly keep: (done: Done) => Promise<null>;
  /** Those asked at the same moment count before they are answered: a thousand guesses at once are a thousand guesses. */
  readonly meanwhile: <T>(lanes: readonly Lane[], act: (counted: readonly CountedLane[]) => Promise<T>) => Promise<T>;
  readonly live: LiveDesk;
  readonly news: RosterNews;
}

export const KEYS_REMEMBERED_FOR = DAY;
const MOST_TOGETHER = 250;

export const openDesk = (context: Context): Desk => ({
  context,
  charge: gather((charges) => chargeAll(charges, context), { most: MOST_TOGETHER }),
  load: gather((digests) => loadAll(digests, context), { most: MOST_TOGETHER }),
  keep: gather((done) => keepAll(done, context), { most: MOST_TOGETHER }),
  meanwhile: countingUnderWay(),
  live: liveDesk(context),
  news: rosterNews(context),
});

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

/** As many statements for whoever is on no roster as for a member: how long it takes says nothing. */
const loadAll = async (digests: readonly Buffer[], { pool, vault, clock }: Context): Promise<readonly (MemberFile | null)[]> => {
  const on = dayAt(clock());
  const hits = await rosterHits(pool, digests);
  const files = await memberFiles(pool, hits, { vault, on, opened: false });
  const byPerson = new Map(files.map((file) => [file.stored.personKey, file]));
  const byDigest = new Map(hits.map(({ idDigest, personKey }) => [idDigest.toString('hex'), byPerson.get(personKey)]));
  return digests.map((digest) => byDigest.get(digest.toString('hex')) ?? null);
};

/** Whether each may be asked. What one client asked too much of counts for that client, and is taken from nobody else. */
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
    const unspent: string[] = [];
    const answers = charges.map((charge) => {
      const isOpen = charge.misses.every(({ lane, limit, underWay }) => (missed.get(lane) ?? 0) + underWay <= limit);
      const refused = isOpen ? charge.asking.findIndex((one) => !next(one)) : 0;
      if (refused < 0) return true;
      unspent.push(...charge.asking.slice(refused + 1).map(({ lane }) => lane));
      return false;
    });
    if (unspent.length > 0) await returnUses(tx, window, unspent);
    return answers;
  });
};

/** What was answered, what it cost and that it was looked at, in one transaction: nobody is told before it is on record. */
const keepAll = async (done: readonly Done[], { pool, ledger, now }: Context): Promise<readonly null[]> => {
  const at = now();
  await inTransaction(pool, async (tx) => {
    const kept = done.map((one) => one.kept);
    await keepVerifications(tx, kept, { at: instantOf(at), since: instantOf(at - KEYS_REMEMBERED_FOR) });
    const spent = done.flatMap((one) => one.spent.map(({ lane }) => lane));
    if (spent.length > 0) await countUses(tx, windowOf(at), spent);
    await ledger.append(
      tx,
      done.map(({ look }) => look),
    );
  });
  return done.map(() => null);
};
