// A member as the roster has them: employer, consents, policy, aid file, household.

import type { City } from '../city/city.ts';
import { employerOf } from '../city/employers.ts';
import { employmentOf } from '../city/employment.ts';
import { categoryOf, type HardshipClass, isPrincipal, type Person, type Story, storyOf } from '../city/people.ts';
import type { Agreement } from '../city/script.ts';
import type { Quirks, Row } from '../quirks.ts';
import { type Dice, diceFor } from '../random.ts';
import { ROSTER_RATES } from '../rates.ts';
import { DAY_SECONDS, type Day, dashedDay, isoStamp, type Second } from '../shanghai-time.ts';

const SOURCES = ['civil-affairs', 'medical-insurance', 'social-security'];
const PURPOSES = ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'];
const LEAVING: readonly Story[] = ['left-union', 'moved'];
const GONE: readonly Story[] = ['retired', 'moved', 'left-union', 'deceased'];
const LAPSED_POLICY_SHARE = 0.05;
/** Every entry was gone over in the weeks before the quarter; what it says is older, and older than what it replaced. */
const LAST_TOUCHED_DAYS = 55;
export const SUPERSEDED_AFTER_DAYS = 40;

const castMember = diceFor('roster-member');
const castConsent = diceFor('roster-consent');
const castFile = diceFor('roster-aid-file');
const castRow = diceFor('roster-row');

interface AidFile {
  readonly openedOn: Day;
  readonly class: HardshipClass;
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

const leftOn = ({ day, anchor }: City, person: Person): Day | null => {
  if (person.script) return person.script.leftUnion ? anchor - SUPERSEDED_AFTER_DAYS : null;
  const left = person.household.turnedOn + 5;
  return LEAVING.includes(storyOf(person)) && left < day ? left : null;
};

/** When the member's entry changed; the last is how it stands. */
export const momentsOf = (city: City, person: Person): Second[] => {
  const dice = castMember(city.seed, person.index);
  const second = (day: Day): Second => day * DAY_SECONDS + dice.whole({ from: 8 * 3600, to: 20 * 3600 });
  const entered = second(city.anchor - dice.whole({ from: 1, to: LAST_TOUCHED_DAYS }));
  const left = leftOn(city, person);
  const opened = aidFileOf(city, person)?.openedOn;
  const later = [left, opened].flatMap((day) => (day === null || day === undefined ? [] : [second(day)]));
  return [entered, ...later].filter((at) => at < city.end).sort((one, other) => one - other);
};

const agreed = ({ anchor }: City, agreement: Agreement | null): Row[] => {
  const granted = anchor - LAST_TOUCHED_DAYS - SUPERSEDED_AFTER_DAYS;
  const expires = agreement?.expired ? anchor - LAST_TOUCHED_DAYS : granted + 3 * 365;
  return (agreement?.purposes ?? []).map((purpose) => ({
    purpose,
    sources: agreement?.sources,
    includesHealth: agreement?.includesHealth,
    grantedAt: isoStamp(granted * DAY_SECONDS + 36_000),
    expiresAt: isoStamp(expires * DAY_SECONDS + 36_000),
  }));
};

const consentsOf = (city: City, person: Person, isLater: boolean): Row[] => {
  const { seed, anchor } = city;
  if (person.script) return agreed(city, (isLater ? person.script.agreesLater : null) ?? person.script.agreement);
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

/** Whether anything at all may be looked at for the person's hardship on the city's date. */
export const agreesToScreening = (city: City, person: Person): boolean =>
  consentsOf(city, person, false).some(
    ({ purpose, expiresAt }) => purpose === 'hardship-screening' && String(expiresAt) >= isoStamp(city.end),
  );

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
  if (person.script?.rosterEmployer) return { ...person.script.rosterEmployer };
  const { posts } = employmentOf(city, person);
  const known = dice.chance(0.5) ? posts.at(0) : posts.at(-1);
  const { name, uscc } = employerOf(known?.employer ?? person.work?.employer ?? 0);
  return { name, uscc };
};

interface Entered {
  readonly person: Person;
  readonly at: Second;
  /** Entered after the roster was read for the first time. */
  readonly isLater?: boolean;
}

/** The member as the wire has them. */
export const memberRow = (quirks: Quirks, city: City, { person, at, isLater = false }: Entered): Row => {
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
    consents: consentsOf(city, person, isLater),
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
