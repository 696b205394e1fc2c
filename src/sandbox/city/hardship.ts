// The truth about hardship: the formula of domain.md §6.1 with the sandbox's own 低保 line, and the means each story
// lives on. Only the sandbox knows this; no counterpart ever states it.

import { type Dice, diceFor, type Range } from '../random.ts';
import type { HardshipClass, Means, Story } from './people.ts';

/** 低保 line of the synthetic city, yuan a person a month. */
export const LINE_YUAN = 1450;
/** Yearly own medical spending beyond this share of the yearly income, after an illness or injury, is 意外致困. */
const STRICKEN_SHARE = 0.8;

const STRICKEN_STORIES: readonly Story[] = ['ill', 'injured'];

export interface Situation extends Means {
  readonly story: Story;
  readonly size: number;
}

/** (yearly income − rigid spending) / 12 / people living together, yuan. */
export const monthlyPerCapita = ({ yearlyIncome, yearlyRigid, size }: Omit<Situation, 'story'>): number =>
  (yearlyIncome - yearlyRigid) / 12 / size;

/** Illness and injury are judged as events first, everything else by the formula. */
export const classify = (situation: Situation): HardshipClass | null => {
  const stricken = STRICKEN_STORIES.includes(situation.story);
  if (stricken && situation.yearlyMedical > STRICKEN_SHARE * situation.yearlyIncome) return 'accident';
  const perCapita = monthlyPerCapita(situation);
  if (perCapita < LINE_YUAN) return 'deep';
  return perCapita < 2 * LINE_YUAN ? 'relative' : null;
};

interface Livelihood {
  /** Yuan a person a month, after rigid spending. */
  readonly perCapita: Range;
  /** Yuan a year: rent, schooling, and other spending that cannot be avoided. */
  readonly rigid: Range;
  /** Yuan a year for illness, on top. */
  readonly medical: Range;
}

const COMFORTABLE: Livelihood = {
  perCapita: { from: 3600, to: 16_000 },
  rigid: { from: 0, to: 20_000 },
  medical: { from: 0, to: 0 },
};

const LIVELIHOODS: Partial<Record<Story, Livelihood>> = {
  dibao: { perCapita: { from: 300, to: 1350 }, rigid: { from: 2000, to: 15_000 }, medical: { from: 0, to: 0 } },
  tekun: { perCapita: { from: 100, to: 1000 }, rigid: { from: 1000, to: 6000 }, medical: { from: 0, to: 0 } },
  'dibao-margin': { perCapita: { from: 1480, to: 2150 }, rigid: { from: 2000, to: 15_000 }, medical: { from: 0, to: 0 } },
  'rigid-spending': { perCapita: { from: 1500, to: 2850 }, rigid: { from: 30_000, to: 80_000 }, medical: { from: 0, to: 0 } },
  dismissed: { perCapita: { from: 700, to: 2700 }, rigid: { from: 2000, to: 18_000 }, medical: { from: 0, to: 0 } },
  hidden: { perCapita: { from: 700, to: 2700 }, rigid: { from: 5000, to: 40_000 }, medical: { from: 0, to: 0 } },
  'near-miss': { perCapita: { from: 2930, to: 3400 }, rigid: { from: 2000, to: 15_000 }, medical: { from: 12_000, to: 17_000 } },
  'ill-borne': { perCapita: { from: 3800, to: 9000 }, rigid: { from: 0, to: 15_000 }, medical: { from: 18_000, to: 50_000 } },
  'injured-lightly': { perCapita: { from: 3600, to: 9000 }, rigid: { from: 0, to: 15_000 }, medical: { from: 500, to: 4000 } },
  'dismissed-with-earner': { ...COMFORTABLE, perCapita: { from: 3600, to: 9000 } },
};

const STRICKEN_INCOME: Range = { from: 36_000, to: 80_000 };
const STRICKEN_MEDICAL_SHARE: Range = { from: 0.9, to: 1.5 };

const castMeans = diceFor('means');

const strickenMeans = (dice: Dice): Means => {
  const yearlyIncome = dice.whole(STRICKEN_INCOME);
  const yearlyMedical = Math.round(yearlyIncome * dice.within(STRICKEN_MEDICAL_SHARE));
  return { yearlyIncome, yearlyMedical, yearlyRigid: yearlyMedical + dice.whole({ from: 1000, to: 8000 }) };
};

export interface HouseholdOutline {
  readonly seed: number;
  readonly index: number;
  readonly story: Story;
  readonly size: number;
}

/** What a household of this story lives on. */
export const meansOf = ({ seed, index, story, size }: HouseholdOutline): Means => {
  const dice = castMeans(seed, index);
  if (STRICKEN_STORIES.includes(story)) return strickenMeans(dice);
  const { perCapita, rigid, medical } = LIVELIHOODS[story] ?? COMFORTABLE;
  const yearlyMedical = dice.whole(medical);
  const yearlyRigid = yearlyMedical + dice.whole(rigid);
  return { yearlyMedical, yearlyRigid, yearlyIncome: yearlyRigid + dice.whole(perCapita) * 12 * size };
};
