// `participation`: a row per person, insurance and employer, in the versions it went through: engaged, base adjusted,
// assistance flagged, cover ended. Which versions exist never depends on the city's date, only which have happened.

import { assistanceAtSocialSecurity, assistanceOf } from '../city/assistance.ts';
import type { City } from '../city/city.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf } from '../city/employment.ts';
import type { Person } from '../city/people.ts';
import type { AssistanceCategory, Employment, Post } from '../city/script.ts';
import { brokenTwin } from '../damage.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { VOLUMES } from '../rates.ts';
import { compactDay, DAY_SECONDS, type Day, dayOfSecond, type Second } from '../shanghai-time.ts';
import { ChangeIndex, type Position } from './change-index.ts';
import { HARDSHIP_CODES } from './dictionary.ts';
import type { SocialFeed } from './feed.ts';
import { baseOn, hasTwin, identityFields, lastAdjustment, type Worker, workersOf } from './persons.ts';

const POSTS = 2;
const MOMENTS = 8;
const KINDS = VOLUMES.participationInsurances;
/** Of rows since adjusted, how many the feed still has as first entered. */
const FIRST_VERSION_KEPT = 0.1;

const castMoments = diceFor('participation-moments');
const castRow = diceFor('participation-row');
const castFlag = diceFor('participation-flag');

interface Version {
  readonly worker: Worker;
  readonly post: Post;
  readonly postOrdinal: number;
  readonly kind: number;
  readonly at: Second;
}

/** When a post's rows changed, oldest first; a place keeps its meaning whatever the city's date. */
const momentsOf = (city: City, { person }: Worker, employment: Employment, post: Post): (Second | null)[] => {
  const dice = castMoments(city.seed, `${person.index} ${post.from}`);
  const second = (day: Day): Second => day * DAY_SECONDS + dice.whole({ from: 9 * 3600, to: 17 * 3600 });
  const engaged = second(post.from + dice.whole({ from: 3, to: 9 }));
  const july = lastAdjustment(city);
  const adjusted = second(july + dice.whole({ from: 2, to: 28 }));
  const ended = second((post.until ?? 0) + dice.whole({ from: 5, to: 25 }));
  const keepsFirst = dice.chance(FIRST_VERSION_KEPT);
  const wasAdjusted = post.from + 10 < july && (post.until === null || post.until > july + 30);
  const flag = employment.posts.at(-1) === post ? assistanceAtSocialSecurity(city, person) : null;
  // What was granted after a row was last written is told in a version of its own, or it would never be.
  const flagged = ({ from }: { readonly from: Day }): Second => from * DAY_SECONDS + 36_000;
  return [
    !wasAdjusted || keepsFirst ? engaged : null,
    wasAdjusted ? adjusted : null,
    flag && flagged(flag) > (wasAdjusted ? adjusted : engaged) ? flagged(flag) : null,
    flag && flag.until !== null ? flag.until * DAY_SECONDS + 36_000 : null,
    post.until === null ? null : ended,
  ];
};

const kindsOf = ({ cover }: Employment): number => (cover === 'pension-only' ? 1 : KINDS.length);

/** The entries of one row, by ascending reference. */
const entriesOf = (city: City, person: Person, row: number, moments: readonly (Second | null)[]): [Second, number][] => {
  // A second for each insurance, so that no two rows of a person change at once.
  const kind = row % KINDS.length;
  const entries = moments.flatMap((time, moment): [Second, number][] =>
    time === null ? [] : [[time + kind, (row * MOMENTS + moment) * 2]],
  );
  const latest = entries.at(-1)?.[0] ?? 0;
  return hasTwin(city, person, row * MOMENTS) ? [...entries, [latest, (row * MOMENTS + MOMENTS - 1) * 2 + 1]] : entries;
};

const indexOf = (city: City, workers: readonly Worker[]): ChangeIndex =>
  ChangeIndex.of(city.end, (add) => {
    for (const [place, worker] of workers.entries()) {
      const employment = employmentOf(city, worker.person);
      for (const [postOrdinal, post] of employment.posts.entries()) {
        const moments = momentsOf(city, worker, employment, post);
        const first = (place * POSTS + postOrdinal) * KINDS.length;
        const rows = Array.from({ length: kindsOf(employment) }, (_, kind) => first + kind);
        for (const entry of rows.flatMap((row) => entriesOf(city, worker.person, row, moments))) add(...entry);
      }
    }
  });

const versionAt = (city: City, workers: readonly Worker[], { time, ref }: Position): Version => {
  const row = Math.floor(ref / 2 / MOMENTS);
  const kind = row % KINDS.length;
  const postOrdinal = Math.floor(row / KINDS.length) % POSTS;
  const worker = workers[Math.floor(row / KINDS.length / POSTS)];
  const post = worker && employmentOf(city, worker.person).posts[postOrdinal];
  if (!worker || !post) throw new RangeError('no such row of participation');
  return { worker, post, postOrdinal, kind, at: time };
};

interface Flags {
  /** Null: left blank. */
  readonly AAC148: string | null;
  readonly AAC158: string | null;
}

const DENIED: Flags = { AAC148: '0', AAC158: '0' };

/** Of people nobody asked about: nothing, or 0. */
const plainFlags = ({ seed }: City, { index, script }: Person): Flags => {
  if (script) return { AAC148: null, AAC158: null };
  const dice = castFlag(seed, index);
  return { AAC148: dice.chance(0.5) ? '0' : null, AAC158: dice.chance(0.7) ? '0' : null };
};

/** AAC158 knows only 低保; AAC148 has it too, where both are kept. */
const categoryFlags = ({ seed }: City, { idNumber }: Person, category: AssistanceCategory): Flags => {
  if (category !== 'dibao') return { AAC148: HARDSHIP_CODES[category], AAC158: null };
  return { AAC148: castFlag(seed, idNumber).chance(0.6) ? HARDSHIP_CODES.dibao : null, AAC158: '1' };
};

/** What social security flags of a person as of a day. */
const flagsOf = (city: City, person: Person, day: Day): Flags => {
  const flag = assistanceAtSocialSecurity(city, person);
  const truth = assistanceOf(city, person.household);
  if (!flag && truth && truth.from <= day) return { AAC148: null, AAC158: null };
  if (!flag || flag.from > day) return plainFlags(city, person);
  return flag.until !== null && flag.until <= day ? DENIED : categoryFlags(city, person, flag.category);
};

const flagFields = (quirks: Quirks, dice: Dice, flags: Flags): Row => {
  const row: Row = {};
  for (const [field, code] of Object.entries<string | null>({ ...flags })) {
    if (code === null) quirks.unstated(dice, row, field);
    else row[field] = quirks.code(dice, code);
  }
  return row;
};

/** AAC148 of a deployment that pays travel allowances from that field. */
const travelAllowance = (dice: Dice): Row => ({ AAC148: dice.chance(0.1) ? '120.50' : '0.00' });

const standing = (quirks: Quirks, dice: Dice, { post, at }: Version): Row => {
  const over = post.until !== null && post.until * DAY_SECONDS + 4 * DAY_SECONDS < at;
  const row: Row = {
    AAC008: quirks.code(dice, over && post.leaves === 'ended' ? '2' : '1'),
    AAC031: quirks.code(dice, !over ? '1' : post.leaves === 'paused' ? '2' : '3'),
    AAC030: quirks.date(dice, post.from),
  };
  if (over && post.until !== null) row['AAE031'] = quirks.date(dice, post.until);
  else quirks.unstatedDate(dice, row, 'AAE031');
  return row;
};

const rowOf = (quirks: Quirks, city: City, version: Version, withHardship: boolean): Row => {
  const { worker, post, postOrdinal, kind, at } = version;
  const { person, work } = worker;
  const dice = castRow(city.seed, person.index * POSTS * KINDS.length + postOrdinal * KINDS.length + kind);
  const employer = employerOf(post.employer);
  const row: Row = {
    AAZ159: `1${String(person.index + 1).padStart(9, '0')}${postOrdinal}${kind}`,
    ...identityFields(quirks, dice, city, person),
    AAC004: quirks.code(dice, person.male ? '1' : '2'),
    AAC006: compactDay(person.birth),
    AAB001: employer.code,
    AAB004: employer.name,
    BAB010: employer.uscc,
    AAE140: quirks.code(dice, KINDS[kind] ?? ''),
    ...standing(quirks, dice, version),
    AAE180: quirks.amount(dice, baseOn(city, work, dayOfSecond(at))),
    ...flagFields(quirks, dice, flagsOf(city, person, dayOfSecond(at))),
    ...(!withHardship && travelAllowance(dice)),
    AAE418: quirks.stamp(dice, at),
  };
  quirks.unknownFields(dice, row);
  return row;
};

/** The feed; `withHardship` false is a deployment that uses AAC148 for something else. */
export const participationFeed = (quirks: Quirks, city: City, withHardship: boolean): SocialFeed => {
  const workers = workersOf(city);
  const anatomy = { key: 'AAZ159', idNumber: 'AAC002', date: 'AAC030' };
  return {
    index: indexOf(city, workers),
    anatomy,
    rowOf: (position) => {
      const version = versionAt(city, workers, position);
      const row = rowOf(quirks, city, version, withHardship);
      return position.ref % 2 === 1 ? (brokenTwin(row, anatomy, version.worker.person.idNumber) ?? row) : row;
    },
  };
};
