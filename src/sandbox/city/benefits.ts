// Unemployment-benefit spells and injuries at work, as they really were.

import { diceFor } from '../random.ts';
import { type Day, type Month, monthOf } from '../shanghai-time.ts';
import type { City } from './city.ts';
import { type Person, type Story, storyOf } from './people.ts';

export interface BenefitSpell {
  readonly lostJobOn: Day;
  readonly firstMonth: Month;
  readonly months: number;
  /** The month payment was stopped early; null if it runs its course. */
  readonly stoppedIn: Month | null;
  /** Entered by mistake and cancelled (AAE100 0). */
  readonly cancelled: boolean;
  readonly yuanPerMonth: number;
}

const castSpell = diceFor('benefit-spell');

/** Share of a story's principals who draw unemployment benefit. */
const BENEFIT_SHARE: Partial<Record<Story, number>> = {
  dismissed: 0.85,
  'dismissed-with-earner': 0.85,
  'benefit-while-employed': 1,
  'near-miss': 0.3,
};
const YUAN_PER_MONTH = 2124;

/** The person's last spell; null if there was none. */
export const benefitSpellOf = ({ seed }: City, person: Person): BenefitSpell | null => {
  const story = storyOf(person);
  const dice = castSpell(seed, person.index);
  if (!dice.chance(BENEFIT_SHARE[story] ?? 0)) return null;
  const lostJobOn = person.household.turnedOn;
  const firstMonth = monthOf(lostJobOn) + 1;
  return {
    lostJobOn,
    firstMonth,
    months: story === 'near-miss' ? 3 : dice.whole({ from: 9, to: 18 }),
    stoppedIn: story === 'near-miss' ? firstMonth + dice.whole({ from: 1, to: 2 }) : null,
    cancelled: dice.chance(0.02),
    yuanPerMonth: YUAN_PER_MONTH,
  };
};

export interface WorkInjury {
  readonly on: Day;
  readonly recognisedOn: Day;
  /** ALC031: recognised as a work injury, or not. */
  readonly recognised: boolean;
  /** ALA040, 1 worst to 10; null if no degree was assessed. */
  readonly degree: number | null;
}

const castInjury = diceFor('work-injury');

/** The person's injury at work; null if there was none. */
export const workInjuryOf = ({ seed }: City, person: Person): WorkInjury | null => {
  const story = storyOf(person);
  if (story !== 'injured' && story !== 'injured-lightly') return null;
  const dice = castInjury(seed, person.index);
  const on = person.household.turnedOn;
  const heavily = story === 'injured';
  return {
    on,
    recognisedOn: on + dice.whole({ from: 20, to: 60 }),
    recognised: dice.chance(0.95),
    degree: heavily ? dice.whole({ from: 3, to: 7 }) : dice.chance(0.5) ? dice.whole({ from: 9, to: 10 }) : null,
  };
};
