// `GET /v1/members`: the roster as a change feed, with what each member consented to.

import type { City } from '../city/city.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf } from '../city/employment.ts';
import { categoryOf, isPrincipal, type Person, type Story, storyOf } from '../city/people.ts';
import { withDamagedCopies } from '../damage.ts';
import type { Mood } from '../http/exchange.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { ROSTER_RATES } from '../rates.ts';
import { DAY_SECONDS, type Day, dashedDay, isoStamp, type Second } from '../shanghai-time.ts';

const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security'];
const PURPOSES = ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'];
const LEAVING: readonly Story[] = ['left-union', 'moved'];
const GONE: readonly Story[] = ['retired', 'moved', 'left-union', 'deceased'];
const LAPSED_POLICY_SHARE = 0.05;
/** Every entry was gone over in the weeks before the quarter; what it says is older. */
const LAST_TOUCHED_DAYS = 55;
const SUPERSEDED_AFTER_DAYS = 40;

const castMember = diceFor('roster-member');
const castConsent = diceFor('roster-consent');
const castFile = diceFor('roster-aid-file');
const castRow = diceFor('roster-row');

interface Entry {
  readonly person: Person;
  readonly at: Second;
}

export interface Roster {
  readonly entries: readonly Entry[];
}

interface AidFile {
  readonly openedOn: Day;
  readonly class: 'deep' | 'relative' | 'accident';
}

const fileShare = (person: Person): number => {
  if (categoryOf(person.household)) return ROSTER_RATES.aidFileOfAssisted;
  if (person.household.hardship) return ROSTER_RATES.aidFileOfOthersInHardship;
  return GONE.includes(person.household.story) ? ROSTER_RATES.aidFileOfLeaving : 0;
};

/** One hardship file a household, in the principal's name. */
const aidFileOf = ({ seed, day }: City, person: Person): AidFile | null => {
  if (!isPrincipal(person)) return null;
  const dice = castFile(seed, person.index);
  const { turnedOn, hardship, story } = person.household;
  if (story === 'out-of-hardship') return { openedOn: turnedOn - 300, class: 'deep' };
  if (!dice.chance(fileShare(person))) return null;
  const openedOn = hardship ? turnedOn + 30 : turnedOn - 400;
  return openedOn < day ? { openedOn, class: hardship ?? 'relative' } : null;
};

const leftOn = ({ day }: City, person: Person): Day | null => {
  const left = person.household.turnedOn + 5;
  return LEAVING.includes(storyOf(person)) && left < day ? left : null;
};

/** When the member's entry changed; the last is how it stands. */
const momentsOf = (city: City, person: Person): Second[] => {
  const dice = castMember(city.seed, person.index);
  const second = (day: Day): Second => day * DAY_SECONDS + dice.whole({ from: 8 * 3600, to: 20 * 3600 });
  const entered = second(city.anchor - dice.whole({ from: 1, to: LAST_TOUCHED_DAYS }));
  const left = leftOn(city, person);
  const opened = aidFileOf(city, person)?.openedOn;
  const later = [left, opened].flatMap((day) => (day === null || day === undefined ? [] : [second(day)]));
  return [entered, ...later].filter((at) => at < city.end).sort((one, other) => one - other);
};

const entriesOf = (city: City, person: Person): Entry[] => {
  const moments = momentsOf(city, person);
  const latest = moments.at(-1) ?? 0;
  const superseded = castMember(city.seed, `superseded ${person.index}`).chance(ROSTER_RATES.superseded);
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
  entries: city.members.flatMap((person) => entriesOf(city, person)).sort(byTime),
});

const consentsOf = ({ seed, anchor }: City, person: Person): Row[] => {
  const dice = castConsent(seed, person.index);
  const kind = dice.weighted(ROSTER_RATES.consent);
  if (kind === 'none') return [];
  const granted = anchor - LAST_TOUCHED_DAYS - SUPERSEDED_AFTER_DAYS - dice.whole({ from: 1, to: 400 });
  const expires = kind === 'expired' ? anchor - dice.whole({ from: 1, to: 29 }) : granted + 3 * 365;
  const sources =
    kind === 'someSources'
      ? dice
          .shuffled(SOURCES)
          .slice(0, dice.whole({ from: 1, to: 2 }))
          .sort()
      : SOURCES;
  return PURPOSES.map((purpose) => ({
    purpose,
    sources,
    includesHealth: kind !== 'withoutHealth',
    grantedAt: isoStamp(granted * DAY_SECONDS + 36_000),
    expiresAt: isoStamp(expires * DAY_SECONDS + 36_000),
  }));
};

const mutualAidOf = (dice: Dice, { anchor }: City): Row | null => {
  const [insured, lapsed] = [dice.chance(ROSTER_RATES.mutualAid), dice.chance(LAPSED_POLICY_SHARE)];
  const from = anchor - LAST_TOUCHED_DAYS - SUPERSEDED_AFTER_DAYS - dice.whole({ from: 1, to: 160 }) - (lapsed ? 300 : 0);
  const policyNo = `HZ${String(dice.whole({ from: 0, to: 99_999_999 })).padStart(8, '0')}`;
  return insured ? { policyNo, from: dashedDay(from), to: dashedDay(from + 364) } : null;
};

const householdOf = (dice: Dice, { people }: Person['household']): Row | null => {
  const [stated, wrong] = [dice.chance(ROSTER_RATES.householdStated), dice.chance(ROSTER_RATES.householdSizeWrong)];
  return stated ? { size: people.length + (wrong ? 1 : 0) } : null;
};

/** Members who changed their employer have often not told the union. */
const employerIn = (dice: Dice, city: City, person: Person): Row => {
  const { posts } = employmentOf(city, person);
  const known = dice.chance(0.5) ? posts.at(0) : posts.at(-1);
  const { name, uscc } = employerOf(known?.employer ?? person.work?.employer ?? 0);
  return { name, uscc };
};

const memberRow = (quirks: Quirks, city: City, { person, at }: Entry): Row => {
  const dice = castRow(city.seed, person.index);
  const file = aidFileOf(city, person);
  const left = leftOn(city, person);
  const row: Row = {
    memberId: person.memberId,
    idType: person.idType,
    idNumber: quirks.idNumber(dice, person.idNumber),
    name: quirks.name(dice, person.name),
    mobile: `1400${String(dice.whole({ from: 0, to: 9_999_999 })).padStart(7, '0')}`,
    district: person.household.district,
    employer: employerIn(dice, city, person),
    employmentForm: person.work?.form ?? 'standard',
    joinedOn: dashedDay(city.anchor - dice.whole({ from: 420, to: 4000 })),
    leftOn: left === null ? null : dashedDay(left),
    consents: consentsOf(city, person),
    mutualAid: mutualAidOf(dice, city),
    aidFile: file && {
      fileNo: `K4403${String(person.household.index).padStart(7, '0')}`,
      class: file.class,
      openedOn: dashedDay(file.openedOn),
      memberCount: person.household.people.length,
    },
    household: householdOf(dice, person.household),
    updatedAt: isoStamp(at),
  };
  quirks.unknownFields(dice, row);
  return row;
};

/** A cursor is the last entry read. */
const writeCursor = ({ person, at }: Entry): string => Buffer.from(`${at} ${person.memberId}`).toString('base64url');

const placeAfter = ({ entries }: Roster, cursor: string): number | undefined => {
  const [time, memberId] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^\d{1,12}$/.test(time ?? '') || memberId === undefined) return undefined;
  const at = Number(time);
  const place = entries.findIndex((entry) => entry.at > at || (entry.at === at && String(entry.person.memberId) > memberId));
  return place < 0 ? entries.length : place;
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
  // Damaged copies need room within the limit.
  const entries = roster.entries.slice(from, from + (mood === 'badrecord' ? Math.max(1, Math.floor(limit / 2)) : limit));
  const items = entries.map((entry) => memberRow(quirks, city, entry));
  const dice = castRow(city.seed, `page ${from}`);
  const anatomy = { key: 'memberId', idNumber: 'idNumber', date: 'joinedOn' };
  const last = entries.at(-1);
  return {
    items: mood === 'badrecord' ? withDamagedCopies(items, anatomy, dice, limit) : items,
    nextCursor: last ? writeCursor(last) : cursor === '' ? null : cursor,
    hasMore: from + entries.length < roster.entries.length,
  };
};
