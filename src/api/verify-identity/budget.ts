/**
 * How much may be asked. Every answer tells something, so what can be learned about one person is bounded by how often anybody may ask about
 * them: twenty questions a day by one client, sixty by all. Whoever guesses numbers for a name is stopped by the misses, of which those under way
 * count already. All is counted before anything is looked up, alike for members and strangers, so that a refusal says only that too much was
 * asked. Pure.
 */
import { DAY, instantOf, wallTime } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';

export const BUDGETS = {
  /** Questions about one number, by one client. */
  'client-subject': 20,
  /** Questions about one number, by everybody. */
  subject: 60,
  /** Answers that tell of no member of that name, under one name, by one client: numbers tried for it. */
  'client-name-misses': 30,
  /** Such answers in all, by one client. */
  'client-misses': 2_000,
} as const;
export type BudgetKind = keyof typeof BUDGETS;

export interface Lane {
  readonly lane: string;
  readonly limit: number;
}

/** Keyed digests, so that the lanes name nobody. */
export interface Asking {
  readonly client: string;
  readonly numberDigest: string;
  readonly nameDigest: string;
}

/** Spent by asking. */
export const askingLanes = ({ client, numberDigest }: Asking): readonly Lane[] => [
  lane('client-subject', `${client}/${numberDigest}`),
  lane('subject', numberDigest),
];

/** Spent by a miss, and closed to every question once spent. */
export const missLanes = ({ client, nameDigest }: Asking): readonly Lane[] => [
  lane('client-name-misses', `${client}/${nameDigest}`),
  lane('client-misses', client),
];

const lane = (kind: BudgetKind, of: string): Lane => ({ lane: `${kind}/${of}`, limit: BUDGETS[kind] });

/** Also where it could not be found out whether there is such a member: then everybody else looks like that. */
export const isMiss = (outcome: string, isKnown: boolean): boolean => !isKnown || outcome === 'mismatch' || outcome === 'not-found';

export const windowOf = (now: number): number => Math.floor(now / DAY) * DAY;

/** When to ask again stands in the words too: a terminal shows nothing else. Of whoever it is about they say nothing. */
export const overBudget = (now: number): Fault => {
  const nextWindow = windowOf(now) + DAY;
  return new Fault('busy', {
    code: 'too-many-requests',
    detail: `More was asked today than anybody needs to ask; ask again from ${wallTime(instantOf(nextWindow))} on, by the clock of Shanghai.`,
    retryAfterMs: nextWindow - now,
  });
};
