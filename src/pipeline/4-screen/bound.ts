/** What the true value may be beside the one that is known, and how that is said. Pure. */
import type { FactDefinition } from '../../domain/fact-catalogue.ts';
import type { Bilingual, Bound, Fact, Thresholds } from './types.ts';

type KnownFact = Extract<Fact, { state: 'known' }>;

/** Whoever earns less is registered with the floor, and whoever earns more with the ceiling. */
export const boundOf = ({ flooredBy, cappedBy }: FactDefinition, fact: KnownFact, thresholds: Thresholds): Bound => {
  const value = Number(fact.value);
  const [floor, ceiling] = [flooredBy, cappedBy].map((limit) => (limit === undefined ? undefined : thresholds[limit]?.value));
  if (floor !== undefined && value <= floor) return 'at-most';
  return ceiling !== undefined && value >= ceiling ? 'at-least' : fact.bound;
};

/** To be said before the value. */
export const BOUND_WORDS: Readonly<Record<Bound, Bilingual>> = {
  exact: { zh: '', en: '' },
  'at-least': { zh: '至少', en: 'at least ' },
  'at-most': { zh: '至多', en: 'at most ' },
};
