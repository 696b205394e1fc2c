/** Rows of the four feeds of social security (`interfaces.md` §3), of the first night and of what a later night brings. */
import { firstDayOf, type Month, monthOf, type Second } from '../../../src/sandbox/shanghai-time.ts';
import {
  assistanceOf,
  type Category,
  type City,
  employedBy,
  hasHeard,
  hiredDaysAgo,
  registeredNameOf,
  storyOf,
  turnedDaysAgo,
  wageOf,
} from './city.ts';
import { identityOf } from './identity.ts';
import { changedOn, everybody } from './order.ts';
import { compact, compactStamp, month as monthText } from './written.ts';

const AUTHORITY = 3;
const INSURANCES = ['110', '210', '310', '410', '510'];
/** Insurances and months of contributions that the feed keeps of everybody. */
const PAID_INSURANCES = ['110', '210'];
const MONTHS = 12;
const SHARES: readonly (readonly [number, number])[] = [
  [0.16, 0.08],
  [0.008, 0.002],
];
const [FLOOR, CAP] = [4500, 26_000];
const HARDSHIP: Record<Category, string> = { dibao: '1', tekun: '2', margin: '3', rigid: '4' };

const ordinal = (person: number): string => String(person + 1).padStart(9, '0');
const baseOf = (person: number, raises: number): number => Math.min(CAP, Math.max(FLOOR, wageOf(person) + 100 * raises));

const flags = (person: number): string => {
  const category = hasHeard(person, AUTHORITY) ? assistanceOf(person) : null;
  if (category === null) return '"AAC148":"0","AAC158":""';
  return `"AAC148":"${HARDSHIP[category]}","AAC158":"${category === 'dibao' ? '1' : ''}"`;
};

/** What is the same in each of the person's rows comes first, and once. */
function* participationOf(city: City, person: number, { at, raises }: { readonly at: Second; readonly raises: number }): Generator<string> {
  const { idNumber, birth, isMale } = identityOf(person);
  const { code, name, uscc } = employedBy(city, person);
  const story = storyOf(person);
  const until = story === 'dismissed' || story === 'deceased' ? compact(city.firstNight - turnedDaysAgo(person)) : '';
  const standing =
    until === ''
      ? '"AAC008":"1","AAC031":"1"'
      : `"AAC008":"${story === 'deceased' ? '2' : '1'}","AAC031":"${story === 'deceased' ? '3' : '2'}"`;
  const who = `"AAC001":"3${ordinal(person)}","AAC002":"${idNumber}","AAC003":"${registeredNameOf(person, AUTHORITY)}","AAC004":"${isMale ? '1' : '2'}","AAC006":"${birth}","AAB001":"${code}","AAB004":"${name}","BAB010":"${uscc}"`;
  const how = `${standing},"AAC030":"${compact(city.firstNight - hiredDaysAgo(person))}","AAE031":"${until}","AAE180":${baseOf(person, raises)},${flags(person)}`;
  for (const [kind, insurance] of INSURANCES.entries())
    yield `{"AAZ159":"1${ordinal(person)}0${kind}",${who},"AAE140":"${insurance}",${how},"AAE418":"${compactStamp(at + kind)}"}`;
}

export function* participation(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 400, to: city.firstNight - 1 }))
    yield* participationOf(city, person, { at, raises: 0 });
}
export function* participationNews(city: City, night: number): Generator<string> {
  for (const [person, at] of changedOn(city, night, ['base'])) yield* participationOf(city, person, { at, raises: night });
}

function* contributionsOf(
  city: City,
  person: number,
  { due, at, raises }: { readonly due: Month; readonly at: Second; readonly raises: number },
): Generator<string> {
  const base = baseOf(person, raises);
  const { idNumber } = identityOf(person);
  const { code } = employedBy(city, person);
  for (const [kind, insurance] of PAID_INSURANCES.entries()) {
    const [employers, own] = SHARES[kind] ?? [0, 0];
    yield `{"AAZ223":"2${ordinal(person)}${kind}${monthText(due)}","AAC001":"3${ordinal(person)}","AAC002":"${idNumber}","AAE140":"${insurance}","AAB001":"${code}","AAE003":"${monthText(due)}","AAE180":${base},"AAE080":${(base * employers).toFixed(2)},"AAE082":"${(base * own).toFixed(2)}","AAE132":"1","AAE418":"${compactStamp(at)}"}`;
  }
}

/** The last month paid for, which for most is the one before the first night's. */
const paidUntil = ({ firstNight, month }: City, person: number): Month => {
  const story = storyOf(person);
  return story === 'dismissed' || story === 'deceased' ? monthOf(firstNight - turnedDaysAgo(person)) : month - 1;
};

export function* contributions(city: City): Generator<string> {
  for (let due = city.month - MONTHS; due < city.month; due += 1) {
    const from = firstDayOf(due) + 13;
    for (const [person, at] of everybody(city, { from, to: Math.min(from + 13, city.firstNight - 1) }))
      if (due <= paidUntil(city, person)) yield* contributionsOf(city, person, { due, at, raises: 0 });
  }
}
/** The last month's are put right. */
export function* contributionsNews(city: City, night: number): Generator<string> {
  for (const [person, at] of changedOn(city, night, ['correction'])) {
    const due = paidUntil(city, person);
    if (due >= city.month - MONTHS) yield* contributionsOf(city, person, { due, at, raises: night });
  }
}

interface Spell {
  readonly at: Second;
  readonly lostOn: number;
  readonly taken: number;
}

const spellRow = (person: number, { at, lostOn, taken }: Spell): string => {
  const first = monthOf(lostOn) + 1;
  return `{"AJZ001":"5${ordinal(person)}","AAC001":"3${ordinal(person)}","AAC002":"${identityOf(person).idNumber}","AAC003":"${registeredNameOf(person, AUTHORITY)}","AJC090":"${compact(lostOn)}","AAE210":"${monthText(first)}","AJC056":"","AJC097":12,"AJC098":${taken},"AJC099":${12 - taken},"AJC140":2124,"AAE116":"1","AAE100":"1","AAE418":"${compactStamp(at)}"}`;
};

const benefitOf = ({ firstNight }: City, person: number): Omit<Spell, 'at'> => {
  const daysAgo = turnedDaysAgo(person);
  return { lostOn: firstNight - daysAgo, taken: Math.max(0, Math.min(11, Math.floor(daysAgo / 30) - 1)) };
};

export function* unemployment(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 30, to: city.firstNight - 1 }))
    if (storyOf(person) === 'dismissed') yield spellRow(person, { at, ...benefitOf(city, person) });
}
/** Who lost work a month ago. */
export function* unemploymentNews(city: City, night: number): Generator<string> {
  for (const [person, at] of changedOn(city, night, ['benefit'])) yield spellRow(person, { at, lostOn: city.firstNight - 30, taken: 0 });
}

export function* workInjury(city: City): Generator<string> {
  for (const [person, at] of everybody(city, { from: city.firstNight - 30, to: city.firstNight - 1 }))
    if (storyOf(person) === 'injured')
      yield `{"ALZ001":"6${ordinal(person)}","AAC001":"3${ordinal(person)}","AAC002":"${identityOf(person).idNumber}","AAC003":"${registeredNameOf(person, AUTHORITY)}","ALC020":"${compact(city.firstNight - turnedDaysAgo(person))}","ALC031":"1","ALA040":"${String(4 + (person % 6)).padStart(2, '0')}","AAE100":"1","AAE418":"${compactStamp(at)}"}`;
}
