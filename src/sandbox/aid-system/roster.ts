// `GET /v1/members`: the roster as a change feed, by the moment an entry changed.

import type { City } from '../city/city.ts';
import type { Person } from '../city/people.ts';
import { withDamagedCopies } from '../damage.ts';
import type { Mood } from '../http/exchange.ts';
import type { Quirks, Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { ROSTER_RATES } from '../rates.ts';
import { DAY_SECONDS, type Second } from '../shanghai-time.ts';
import { memberRow, momentsOf, SUPERSEDED_AFTER_DAYS } from './members.ts';

const castSuperseded = diceFor('roster-superseded');
const castPage = diceFor('roster-page');

interface Entry {
  readonly person: Person;
  readonly at: Second;
  readonly isLater?: true;
}

export interface Roster {
  /** As whoever reads from the beginning finds it. */
  readonly entries: readonly Entry[];
  /** What test persons do after the roster was read: told, once it has happened, to whoever reads on from the end. */
  readonly later: readonly Entry[];
  /** Whether it has happened. */
  readonly isLater: boolean;
}

const entriesOf = (city: City, person: Person): Entry[] => {
  const moments = momentsOf(city, person);
  const latest = moments.at(-1) ?? 0;
  const superseded = castSuperseded(city.seed, person.index).chance(ROSTER_RATES.superseded);
  return superseded
    ? [
        { person, at: latest - SUPERSEDED_AFTER_DAYS * DAY_SECONDS },
        { person, at: latest },
      ]
    : [{ person, at: latest }];
};

const byTime = (one: Entry, other: Entry): number =>
  one.at - other.at || (String(one.person.memberId) < String(other.person.memberId) ? -1 : 1);

/** The roster before the city's date, in the order of the feed. */
export const rosterOf = (city: City): Roster => ({
  entries: city.members
    .filter(({ script }) => !script?.joinsLater)
    .flatMap((person) => entriesOf(city, person))
    .sort(byTime),
  later: city.members.filter(({ script }) => script?.joinsLater || script?.agreesLater).map((person, at) => laterEntry(city, person, at)),
  isLater: false,
});

/** In the city's last minute, one after the other. */
const laterEntry = ({ end }: City, person: Person, at: number): Entry => ({ person, at: end - 60 + at, isLater: true });

/** A cursor is the last entry read. */
const writeCursor = ({ person, at }: Entry): string => Buffer.from(`${at} ${person.memberId}`).toString('base64url');

const placeAfter = ({ entries, later }: Roster, cursor: string): number | undefined => {
  const [time, memberId] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^\d{1,12}$/.test(time ?? '') || memberId === undefined) return undefined;
  const at = Number(time);
  const all = [...entries, ...later];
  const place = all.findIndex((entry) => entry.at > at || (entry.at === at && String(entry.person.memberId) > memberId));
  return place < 0 ? all.length : place;
};

export interface RosterRequest {
  readonly roster: Roster;
  readonly city: City;
  readonly quirks: Quirks;
  readonly mood: Mood;
  /** Empty: from the beginning. */
  readonly cursor: string;
  readonly limit: number;
}

/** A page of the roster; undefined if the cursor is none of ours. */
export const rosterPage = ({ roster, city, quirks, mood, cursor, limit }: RosterRequest): Row | undefined => {
  const from = cursor === '' ? 0 : placeAfter(roster, cursor);
  if (from === undefined) return undefined;
  if (mood === 'empty') return { items: [], nextCursor: cursor === '' ? null : cursor, hasMore: false };
  const toLater = roster.isLater && from >= roster.entries.length;
  const end = roster.entries.length + (toLater ? roster.later.length : 0);
  // Damaged copies need room within the limit.
  const room = mood === 'badrecord' ? Math.max(1, Math.floor(limit / 2)) : limit;
  const entries = [...roster.entries, ...roster.later].slice(from, Math.min(from + room, end));
  const items = entries.map((entry) => memberRow(quirks, city, entry));
  const dice = castPage(city.seed, from);
  const anatomy = { key: 'memberId', idNumber: 'idNumber', date: 'joinedOn' };
  const last = entries.at(-1);
  return {
    items: mood === 'badrecord' ? withDamagedCopies(items, anatomy, dice, limit) : items,
    nextCursor: last ? writeCursor(last) : cursor === '' ? null : cursor,
    hasMore: from + entries.length < end,
  };
};
