// Who really receives assistance, and what each authority says of it. Most agree; each leaves some out, mistypes a few,
// and now and then one says the opposite of the others. Where a household left assistance, one source may still have it.

import { diceFor } from '../random.ts';
import { TESTIMONY_RATES } from '../rates.ts';
import type { City } from './city.ts';
import { categoryOf, type Household, type Person, scriptOf } from './people.ts';
import type { Assistance, AssistanceCategory, Witness } from './script.ts';

type Testimony = 'tells' | 'omits' | 'mistypes' | 'denies';

const castPast = diceFor('past-assistance');
const castTestimony: Record<Witness, ReturnType<typeof diceFor>> = {
  'civil-affairs': diceFor('testimony-civil'),
  'medical-insurance': diceFor('testimony-medical'),
  'social-security': diceFor('testimony-social'),
};
const castMistake = diceFor('mistaken-assistance');

const MISTYPED: Record<AssistanceCategory, AssistanceCategory> = {
  dibao: 'margin',
  tekun: 'dibao',
  margin: 'dibao',
  rigid: 'margin',
};

/** Days between a wrongly reported end and the truth, which is that assistance never ended. */
const DENIED_AFTER_DAYS = 60;

/** The assistance a household receives or received; null if it never did. */
export const assistanceOf = ({ seed }: City, household: Household): Assistance | null => {
  const script = scriptOf(household);
  if (script) return script.assistance?.['civil-affairs'] ?? null;
  const category = categoryOf(household);
  if (category) return { category, from: household.turnedOn, until: null };
  if (household.story !== 'out-of-hardship') return null;
  const months = castPast(seed, household.index).whole({ from: 13, to: 50 });
  return { category: 'dibao', from: household.turnedOn - months * 30, until: household.turnedOn };
};

const testimonyOf = ({ seed }: City, witness: Witness, key: number): { testimony: Testimony; lagDays: number } => {
  const dice = castTestimony[witness](seed, key);
  const { omits, mistypes, denies } = TESTIMONY_RATES[witness];
  const roll = dice.next();
  const lagDays = dice.whole(TESTIMONY_RATES.lagDays[witness]);
  if (roll < omits) return { testimony: 'omits', lagDays };
  if (roll < omits + mistypes) return { testimony: 'mistypes', lagDays };
  return { testimony: roll < omits + mistypes + denies ? 'denies' : 'tells', lagDays };
};

/** At most one source keeps what ended: two would corroborate it. */
const keptBy = ({ seed }: City, household: Household): Witness | null => {
  const roll = castPast(seed, household.number).next();
  if (roll < TESTIMONY_RATES.staleAtMedicalInsurance) return 'medical-insurance';
  const social = TESTIMONY_RATES.staleAtMedicalInsurance + TESTIMONY_RATES.staleAtSocialSecurity;
  return roll < social ? 'social-security' : null;
};

const testify = (city: City, witness: Witness, household: Household, key: number): Assistance | null => {
  const script = scriptOf(household);
  if (script) return script.assistance?.[witness] ?? null;
  const truth = assistanceOf(city, household);
  if (!truth) return null;
  const { testimony, lagDays } = testimonyOf(city, witness, key);
  if (testimony === 'omits') return null;
  const from = truth.from + lagDays;
  if (truth.until !== null) return { ...truth, from, until: keptBy(city, household) === witness ? null : truth.until + lagDays };
  if (testimony === 'denies') return { ...truth, from, until: from + DENIED_AFTER_DAYS };
  return { ...truth, from, category: testimony === 'mistypes' ? MISTYPED[truth.category] : truth.category };
};

/** An identity nobody granted, entered for somebody who never received assistance. */
const enteredByMistake = (city: City, person: Person): Assistance | null => {
  if (person.script) return null;
  const dice = castMistake(city.seed, person.index);
  if (!dice.chance(TESTIMONY_RATES.mistaken) || assistanceOf(city, person.household)) return null;
  return { category: 'dibao', from: city.anchor - dice.whole({ from: 40, to: 400 }), until: null };
};

/** What civil affairs has on file of a household; its days are those of the record. */
export const assistanceAtCivilAffairs = (city: City, household: Household): Assistance | null =>
  testify(city, 'civil-affairs', household, household.index);

/** What medical insurance has as the identity of a person. */
export const assistanceAtMedicalInsurance = (city: City, person: Person): Assistance | null =>
  testify(city, 'medical-insurance', person.household, person.index) ?? enteredByMistake(city, person);

/** What social security has flagged of a person. */
export const assistanceAtSocialSecurity = (city: City, person: Person): Assistance | null =>
  testify(city, 'social-security', person.household, person.index);
