// Raises one household: its story, its people, what it lives on. Draws never depend on the city's date, so that a later
// date of the same quarter finds the same people, a little further in their stories.

import { type Dice, diceFor, type Range } from '../random.ts';
import { CITY_RATES, ROSTER_RATES } from '../rates.ts';
import type { Day } from '../shanghai-time.ts';
import { type Registry, relativesOf, settle, YOUNGEST_SPOUSE_BORN } from './families.ts';
import { drawFate } from './fates.ts';
import { classify, meansOf } from './hardship.ts';
import type { IdType } from './identity-numbers.ts';
import type { EmploymentForm, Household, Person, Story, Work } from './people.ts';

/** Employed by the platform of the same place in employers.ts. */
const PLATFORM_FORMS: readonly EmploymentForm[] = ['courier', 'ride-hailing', 'housekeeping'];
const DISTRICTS = ['440303', '440304', '440305', '440306', '440307', '440308', '440309', '440310', '440311'];

const USUAL_BIRTH_YEARS: Range = { from: 1968, to: 2003 };
const BIRTH_YEARS: Partial<Record<Story, Range>> = {
  retired: { from: 1962, to: 1967 },
  tekun: { from: 1964, to: 1974 },
  deceased: { from: 1964, to: 1988 },
};

const USUAL_SIZES: Record<string, number> = { 1: 0.22, 2: 0.22, 3: 0.3, 4: 0.16, 5: 0.07, 6: 0.03 };
const SIZES: Partial<Record<Story, Record<string, number>>> = {
  tekun: { 1: 1 },
  dibao: { 1: 0.15, 2: 0.25, 3: 0.3, 4: 0.2, 5: 0.1 },
};

/** Yuan a month. */
const USUAL_WAGE: Range = { from: 4200, to: 21_000 };
const LOW_WAGE: Range = { from: 2360, to: 4600 };
const MODEST_WAGE: Range = { from: 2600, to: 7500 };
const WAGES: Partial<Record<Story, Range>> = {
  dibao: LOW_WAGE,
  tekun: LOW_WAGE,
  'dibao-margin': LOW_WAGE,
  'rigid-spending': MODEST_WAGE,
  dismissed: MODEST_WAGE,
  ill: MODEST_WAGE,
  hidden: MODEST_WAGE,
  'near-miss': MODEST_WAGE,
};

export interface HouseholdPlan {
  readonly seed: number;
  readonly index: number;
  /** First day of the quarter, from which stories are dated. */
  readonly anchor: Day;
  /** The city's date: nothing from this day on has happened. */
  readonly day: Day;
  readonly members: 0 | 1 | 2;
  /** How many employers the city has. */
  readonly employers: number;
  readonly registry: Registry;
}

const castHousehold = diceFor('household');

const drawIdType = (dice: Dice, story: Story): IdType => {
  const roll = dice.next();
  if (story !== 'employed' && story !== 'new-form') return 'resident-id';
  if (roll < CITY_RATES.foreignPermanentResident) return 'foreign-pr';
  return roll < CITY_RATES.foreignPermanentResident + CITY_RATES.hmtResidencePermit ? 'hmt-residence-permit' : 'resident-id';
};

const drawForm = (dice: Dice, story: Story): EmploymentForm => {
  const form = dice.weighted(ROSTER_RATES.newForm);
  const roll = dice.next();
  if (story === 'new-form') return form;
  if (roll < ROSTER_RATES.construction) return 'construction';
  return roll < ROSTER_RATES.construction + ROSTER_RATES.sanitation ? 'sanitation' : 'standard';
};

const drawWork = (dice: Dice, { anchor, employers }: HouseholdPlan, story: Story): Work => {
  const form = drawForm(dice, story);
  const ordinal = dice.whole({ from: PLATFORM_FORMS.length, to: employers - 1 });
  const platform = PLATFORM_FORMS.indexOf(form);
  const { from, to } = WAGES[story] ?? USUAL_WAGE;
  // Squared, because most wages are nearer the lower end.
  const wage = Math.round(from + dice.next() ** 2 * (to - from));
  return { form, employer: platform >= 0 ? platform : ordinal, hiredOn: anchor - dice.whole({ from: 420, to: 3600 }), wage };
};

/** The household without its people; they are added by `raiseHousehold`. */
const foundHousehold = (dice: Dice, plan: HouseholdPlan, people: readonly Person[]) => {
  const { seed, index, anchor, day, members } = plan;
  const fate = drawFate(dice, anchor);
  const story: Story = fate.turnedOn < day ? fate.story : 'employed';
  const size = Math.max(Number(dice.weighted(SIZES[fate.story] ?? USUAL_SIZES)), members);
  const means = meansOf({ seed, index, story, size });
  const household: Household = {
    index,
    number: `4403${String(index).padStart(8, '0')}`,
    district: dice.pick(DISTRICTS),
    story,
    turnedOn: fate.turnedOn,
    people,
    means,
    hardship: classify({ ...means, story, size }),
  };
  return { household, size, fate: fate.story };
};

/** One household of the plan; the same plan always raises the same one. */
export const raiseHousehold = (plan: HouseholdPlan): Household => {
  const dice = castHousehold(plan.seed, plan.index);
  const people: Person[] = [];
  const { household, size, fate } = foundHousehold(dice, plan, people);
  const born = dice.whole(BIRTH_YEARS[fate] ?? USUAL_BIRTH_YEARS);
  const marries = dice.chance(0.85) && born <= YOUNGEST_SPOUSE_BORN;
  const withSpouse = plan.members === 2 || (size > 1 && marries);
  const principal = settle(
    dice,
    household,
    {
      birthYear: withSpouse ? Math.min(born, YOUNGEST_SPOUSE_BORN) : born,
      male: dice.chance(0.54),
      relation: dice.chance(0.65) || !withSpouse ? '01' : '10',
      idType: drawIdType(dice, fate),
      work: drawWork(dice, plan, fate),
      member: plan.members > 0,
    },
    plan.registry,
  );
  const spouseWork = plan.members === 2 ? drawWork(dice, plan, 'employed') : null;
  const relatives = relativesOf(dice, principal, { size, withSpouse, spouseWork });
  people.push(principal, ...relatives.map((relative) => settle(dice, household, relative, plan.registry)));
  return household;
};
