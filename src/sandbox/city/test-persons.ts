// The test persons of a city: made from the seed alone, so that they bear the same numbers and names in a city of any size.

import { type Dice, diceFor } from '../random.ts';
import { type Day, dayOf } from '../shanghai-time.ts';
import type { Registry } from './families.ts';
import { type IdType, issueIdNumber } from './identity-numbers.ts';
import type { Household, Person } from './people.ts';
import type { Script } from './script.ts';

/** What a situation lays down of its person, before they move into a city. */
export interface Plan {
  readonly script: Script;
  readonly name: string;
  readonly idType?: IdType;
  readonly prefix?: string;
  /** Not a member. */
  readonly offRoster?: true;
  /** What the household truly is. */
  readonly inHardship?: true;
}

export interface TestPersonDraft {
  readonly plan: Plan;
  readonly idNumber: string;
  readonly birth: Day;
  readonly male: boolean;
}

const castTestPerson = diceFor('test-person');

const numberFor = (dice: Dice, bearer: Parameters<typeof issueIdNumber>[1], registry: Registry): string => {
  const idNumber = issueIdNumber(dice, bearer);
  return registry.claim(idNumber) ? idNumber : numberFor(dice, bearer, registry);
};

/** Before anybody else of the city, so that no one has taken their number. */
export const draftTestPerson = (seed: number, plan: Plan, registry: Registry): TestPersonDraft => {
  const dice = castTestPerson(seed, plan.script.situation);
  const birth = dayOf(dice.whole({ from: 1970, to: 1985 }), 1, 1) + dice.whole({ from: 0, to: 364 });
  const male = dice.chance(0.5);
  const { idType = 'resident-id', prefix } = plan;
  return { plan, birth, male, idNumber: numberFor(dice, { idType, birth, male, ...(prefix !== undefined && { prefix }) }, registry) };
};

export interface Settling {
  readonly index: number;
  readonly anchor: Day;
  readonly registry: Registry;
}

const COMFORTABLE = { yearlyIncome: 96_000, yearlyRigid: 6_000, yearlyMedical: 0 };
const POOR = { yearlyIncome: 12_000, yearlyRigid: 6_000, yearlyMedical: 0 };

/** A household of one. */
export const settleTestPerson = ({ plan, ...person }: TestPersonDraft, { index, anchor, registry }: Settling): Household => {
  const { script, name, idType = 'resident-id', offRoster, inHardship } = plan;
  const people: Person[] = [];
  const household: Household = {
    index,
    number: `4403${String(index).padStart(8, '0')}`,
    district: '440304',
    story: 'employed',
    turnedOn: anchor,
    people,
    means: inHardship ? POOR : COMFORTABLE,
    hardship: inHardship ? 'deep' : null,
  };
  const [post] = script.employment.posts;
  people.push({
    ...person,
    index: registry.nextPerson(),
    idType,
    name,
    relation: '01',
    household,
    work: post ? { form: 'standard', employer: post.employer, hiredOn: post.from, wage: 9_000 } : null,
    memberId: offRoster ? null : registry.nextMember(),
    script,
  });
  return household;
};
