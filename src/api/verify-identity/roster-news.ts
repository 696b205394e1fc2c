/**
 * What the member feed says since the night: a consent ticked a minute ago counts. Read on from where the night ended, only when somebody asks about
 * a person of whom the roster knows no member or no consent; whoever asks meanwhile shares the reading. On record before anything of it is used.
 * Kept in memory for the day; the night reads the same rows and stores them.
 */
import type { Context } from '../../context.ts';
import type { Member } from '../../domain/canonical.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import { standsOver } from '../../domain/membership.ts';
import { Fault } from '../../faults.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import { openMembersById } from '../../storage/open-member.ts';
import { lastComplete } from '../../storage/readings.ts';
import type { MemberNormalised } from '../../upstream/aid-system.ts';
import { dated, unnumberedAmong, withNumbers } from '../../upstream/roster-rows.ts';
import { orAbort } from './deadline.ts';
import { gather } from './gather.ts';

export interface RosterNews {
  /** Of what is already known of the day, without asking: what it says of each of their memberships. */
  readonly known: (idNumber: IdNumber) => readonly Member[];
  /** Reads the feed to its end first. Throws where that takes too long, or fails. */
  readonly readOn: (deadline: AbortSignal) => Promise<void>;
}

type Parts = Pick<Context, 'aidSystem' | 'clock' | 'pool' | 'lookup' | 'vault' | 'config' | 'ledger'>;

/** A day's changes of a city; were there more, the night has to come first. */
const MOST_NEWS = 200_000;

interface Position {
  /** Where the night ended. */
  readonly night: string | null;
  readonly cursor: string | null;
}

export const rosterNews = (context: Parts): RosterNews => {
  /** Of each person, by member id. */
  const news = new Map<string, Map<string, Member>>();
  /** By member id, whoever the member was then: the row that counts. */
  const latest = new Map<string, Member>();
  let at: Position | null = null;
  const keyOf = (idNumber: IdNumber): string => context.lookup.digest('identity-number', idNumber).toString('base64');

  const note = (member: Member): void => {
    const key = keyOf(member.sealed.idNumber as IdNumber);
    const memberships = news.get(key) ?? new Map<string, Member>();
    news.delete(key);
    const { memberId } = member.content;
    if (standsOver(member.content, memberships.get(memberId)?.content)) memberships.set(memberId, member);
    news.set(key, memberships);
    if (standsOver(member.content, latest.get(memberId)?.content)) latest.set(memberId, member);
    forgetOldest(news);
    forgetOldest(latest);
  };
  /** What was read before the latest night is in it. */
  const position = async (): Promise<Position> => {
    const night = await nightsEnd(context);
    if (at !== null && at.night === night) return at;
    news.clear();
    latest.clear();
    return { night, cursor: night };
  };
  const readToEnd = async (signal: AbortSignal): Promise<void> => {
    at = await position();
    for (;;) {
      const page = await readPage(context, { cursor: at.cursor, latest }, signal);
      for (const member of page.members) note(member);
      if (page.hasMore && page.cursor === at.cursor) throw standsStill();
      at = { ...at, cursor: page.cursor };
      if (!page.hasMore) return;
    }
  };
  // Read for as long as whoever began it would wait, also where they gave up: what was read by then is kept.
  const readShared = gather<null, null>(
    async (askers) => {
      await readToEnd(AbortSignal.timeout(context.config.liveDeadlineMs));
      return askers.map(() => null);
    },
    { most: Number.POSITIVE_INFINITY },
  );
  return {
    known: (idNumber) => (news.size === 0 ? [] : [...(news.get(keyOf(idNumber))?.values() ?? [])]),
    readOn: async (deadline) => void (await orAbort(readShared(null), deadline)),
  };
};

const forgetOldest = (kept: Map<string, unknown>): void => {
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_NEWS) return;
    kept.delete(oldest);
  }
};

/** From where a page is read, and what was read before it. */
interface SoFar {
  readonly cursor: string | null;
  readonly latest: ReadonlyMap<string, Member>;
}

interface Page {
  readonly members: readonly Member[];
  readonly cursor: string | null;
  readonly hasMore: boolean;
}

/**
 * A page, once it stands in the ledger whose rows came: a page is kept also where the next one fails. Who waits for it are several, each with an entry
 * of their own. A row that cannot be read is the night's to quarantine.
 */
const readPage = async (context: Parts, { cursor, latest }: SoFar, signal: AbortSignal): Promise<Page> => {
  const { members } = context.aidSystem;
  const asked = members.page({ cursor, limit: members.pageSize }, { priority: 'live', signal });
  const { rows, nextCursor, hasMore } = await orAbort(asked, signal).catch(async (fault: unknown) => {
    await context.ledger.record(queryOf({ subjects: [], outcome: 'failed', rows: 0 }));
    throw fault;
  });
  const readAt = context.clock();
  const stated = rows.map((row) => dated(members.normalise(row), readAt));
  const read = await numberedRows(stated, latest, context);
  const people = read.map((one) => (one.ok ? (one.member.sealed.idNumber as IdNumber) : one.broken.subject)).filter((one) => one !== null);
  const subjects = people.map((idNumber) => context.lookup.digest('identity-number', idNumber));
  await context.ledger.record(queryOf({ subjects, outcome: 'done', rows: rows.length }));
  return { members: read.filter((one) => one.ok).map(({ member }) => member), cursor: nextCursor ?? cursor, hasMore };
};

/** By what was read earlier in the day, and what the nights have stored. */
const numberedRows = async (
  stated: readonly MemberNormalised[],
  latest: SoFar['latest'],
  { pool, vault }: Parts,
): Promise<readonly MemberNormalised[]> => {
  const rows = stated.map((read) => ({ read }));
  const unnumbered = unnumberedAmong(rows);
  if (unnumbered.length === 0) return stated;
  const earlier = unnumbered.flatMap((memberId) => latest.get(memberId) ?? []).map((member) => ({ read: { ok: true, member } as const }));
  const known = await openMembersById(pool, unnumbered, vault);
  return withNumbers([...earlier, ...rows], known)
    .slice(earlier.length)
    .map(({ read }) => read);
};

const queryOf = ({ rows, ...look }: Pick<LedgerDraft, 'subjects' | 'outcome'> & { readonly rows: number }): LedgerDraft => ({
  ...look,
  caller: { kind: 'machine', id: 'live' },
  act: 'upstream-query',
  purpose: null,
  sources: ['aid-system'],
  trace: null,
  particulars: { dataset: 'members', rows },
});

const standsStill = (): Fault =>
  new Fault('broken', {
    code: 'feed-stands-still',
    detail: 'The member feed says that there is more, and its cursor does not move.',
    authority: { source: 'aid-system', operation: 'members' },
  });

/** Null: the roster has never been read whole; its feed starts at its beginning. */
const nightsEnd = async ({ pool }: Parts): Promise<string | null> => {
  const watermark = (await lastComplete(pool)).get('members')?.watermark ?? null;
  return watermark !== null && 'cursor' in watermark ? watermark.cursor : null;
};
