// The four services of civil affairs behind the exchange: what `biz_content` asks, and the rows it gets.

import { type Anatomy, damaged } from '../damage.ts';
import { isObject, type JsonObject, type Mood } from '../http/exchange.ts';
import type { Row } from '../quirks.ts';
import { diceFor } from '../random.ts';
import { shanghaiSecond } from '../shanghai-time.ts';
import type { Surroundings } from '../surroundings.ts';
import { assistanceChanges, assistanceRow } from './assistance.ts';
import { deathChanges, deathRow } from './deaths.ts';
import { type Change, LONGEST_PAGE, pageOf, parseWindow } from './feed.ts';
import { checkRows, familyRows, MOST_ITEMS } from './lookups.ts';

export type Sid = 's_civil_assistance' | 's_civil_death' | 's_civil_family' | 's_civil_check';

export interface Found {
  readonly rows: readonly Row[];
  readonly recordCount: number;
}

/** Answers a question, or says what is wrong with it. */
export type Service = (content: JsonObject, mood: Mood) => Found | string;

export interface CivilServices {
  readonly services: Readonly<Record<Sid, Service>>;
  /** Calls a reader of everything would make, sign-in included. */
  readonly expectedCalls: number;
}

interface Feed<T extends Change> {
  readonly changes: readonly T[];
  readonly rowOf: (change: T) => Row;
  readonly anatomy: Anatomy;
}

const NOTHING: Found = { rows: [], recordCount: 0 };
const FAMILY_ANATOMY: Anatomy = { key: 'HH', idNumber: 'GMSFHM', date: 'CSRQ' };

const castDamage = diceFor('family-damage');

const feedService =
  <T extends Change>({ city, clock, quirks, tally }: Surroundings, feed: Feed<T>): Service =>
  (content, mood) => {
    const window = parseWindow(content);
    if (typeof window === 'string') return window;
    if (window.length > LONGEST_PAGE) {
      tally.violated('civil-affairs', 'page-too-large', `length over ${LONGEST_PAGE}`);
      return `length 不得大于 ${LONGEST_PAGE}`;
    }
    if (mood === 'empty') return NOTHING;
    const { changes } = feed;
    const page = pageOf({ changes, window, seed: city.seed, now: shanghaiSecond(clock.now()), quirks });
    const rows = page.changes.map((change, at) => {
      const row = feed.rowOf(change);
      // Offsets leave no room for extra rows: those about people off the roster are spoiled in place.
      return mood === 'badrecord' && !change.ofMember && at % 3 === 0 ? damaged(row, feed.anatomy, page.dice) : row;
    });
    return { rows, recordCount: page.recordCount };
  };

const familyService =
  ({ city, quirks, tally }: Surroundings): Service =>
  ({ items }, mood) => {
    if (!Array.isArray(items) || items.length === 0) return 'items 不能为空';
    if (items.length > MOST_ITEMS) {
      tally.violated('civil-affairs', 'batch-too-large', `more than ${MOST_ITEMS} items`);
      return `items 不得超过 ${MOST_ITEMS} 条`;
    }
    if (mood === 'empty') return NOTHING;
    const idNumbers = items.map((item) => (isObject(item) && typeof item['GMSFHM'] === 'string' ? item['GMSFHM'] : ''));
    const good = familyRows(quirks, city, idNumbers);
    const dice = castDamage(city.seed, idNumbers.length);
    const spoiled = mood === 'badrecord' ? good.filter((_, at) => at % 7 === 0) : [];
    const rows = [...spoiled.map((row) => damaged(row, FAMILY_ANATOMY, dice)), ...good];
    return { rows, recordCount: rows.length };
  };

const checkService =
  ({ city, quirks }: Surroundings): Service =>
  ({ GMSFHM, XM }, mood) => {
    if (typeof GMSFHM !== 'string' || typeof XM !== 'string') return 'GMSFHM、XM 不能为空';
    const rows = mood === 'empty' ? [] : checkRows(quirks, city, { idNumber: GMSFHM, name: XM });
    return { rows, recordCount: rows.length };
  };

/** Builds the services; the feeds are sorted once, here. */
export const civilServices = (surroundings: Surroundings): CivilServices => {
  const { city, quirks } = surroundings;
  const assistance = assistanceChanges(city);
  const deaths = deathChanges(city);
  const services = {
    s_civil_assistance: feedService(surroundings, {
      changes: assistance,
      rowOf: (change) => assistanceRow(quirks, city, change),
      anatomy: { key: 'UUID', idNumber: 'GMSFHM', date: 'CD_TIME' },
    }),
    s_civil_death: feedService(surroundings, {
      changes: deaths,
      rowOf: (change) => deathRow(quirks, city, change),
      anatomy: { key: 'UUID', idNumber: 'ID_CARD', date: 'DEATH_TIME' },
    }),
    s_civil_family: familyService(surroundings),
    s_civil_check: checkService(surroundings),
  };
  const pages = [assistance, deaths].map(({ length }) => Math.max(1, Math.ceil(length / LONGEST_PAGE)));
  const families = Math.ceil(city.members.length / MOST_ITEMS);
  const signIns = Object.keys(services).length;
  return { services, expectedCalls: pages.reduce((sum, count) => sum + count, signIns + families) };
};
