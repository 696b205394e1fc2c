/**
 * What the member feed says since the night: a consent ticked a minute ago counts. Read on from where the night ended, only when somebody asks about
 * a person of whom the roster knows no member or no consent; whoever asks meanwhile shares the reading. Kept in memory for the day; the night
 * reads the same rows and stores them.
 */
import type { Context } from '../../context.ts';
import type { Member } from '../../domain/canonical.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import { SECOND } from '../../domain/period.ts';
import { lastComplete } from '../../storage/readings.ts';
import { gather } from './gather.ts';

export interface RosterNews {
  /** Of what is already known of the day, without asking. */
  readonly known: (idNumber: IdNumber) => Member | null;
  /** Reads the feed to its end first. Throws where it cannot be read in time. */
  readonly readOn: () => Promise<void>;
}

type Parts = Pick<Context, 'aidSystem' | 'pool' | 'lookup'>;

const DEADLINE = 2 * SECOND;
/** A day's changes of a city; were there more, the night has to come first. */
const MOST_NEWS = 200_000;

interface Position {
  /** Where the night ended. */
  readonly night: string | null;
  readonly cursor: string | null;
}

export const rosterNews = (context: Parts): RosterNews => {
  const news = new Map<string, Member>();
  let at: Position | null = null;
  const keyOf = (idNumber: IdNumber): string => context.lookup.digest('identity-number', idNumber).toString('base64');

  const note = (member: Member): void => {
    const key = keyOf(member.sealed.idNumber as IdNumber);
    news.delete(key);
    news.set(key, member);
    for (const oldest of news.keys()) {
      if (news.size <= MOST_NEWS) break;
      news.delete(oldest);
    }
  };
  const readToEnd = async (signal: AbortSignal): Promise<void> => {
    const night = await nightsEnd(context);
    if (at === null || at.night !== night) {
      news.clear();
      at = { night, cursor: night };
    }
    const { members } = context.aidSystem;
    for (;;) {
      const page = await members.page({ cursor: at.cursor, limit: members.pageSize }, { priority: 'live', signal });
      for (const row of page.rows) {
        const read = members.normalise(row);
        if (read.ok) note(read.member);
      }
      at = { night, cursor: page.nextCursor ?? at.cursor };
      if (!page.hasMore) return;
    }
  };
  const readOn = gather<null, null>(
    async (askers) => {
      await readToEnd(AbortSignal.timeout(DEADLINE));
      return askers.map(() => null);
    },
    { most: Number.POSITIVE_INFINITY },
  );
  return {
    known: (idNumber) => (news.size === 0 ? null : (news.get(keyOf(idNumber)) ?? null)),
    readOn: async () => void (await readOn(null)),
  };
};

/** Null: the roster has never been read whole; its feed starts at its beginning. */
const nightsEnd = async ({ pool }: Parts): Promise<string | null> => {
  const watermark = (await lastComplete(pool)).get('members')?.watermark ?? null;
  return watermark !== null && 'cursor' in watermark ? watermark.cursor : null;
};
