/** What an alert is: the rules there are, the states it goes through, and what is told of it. */
import type { Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';

/** In the order in which they are asked: whatever an earlier one explains, a later one does not tell again. */
export const RULE_NAMES = [
  'source-failing',
  'drop-asked',
  'failed-cause',
  'night-late',
  'night-long',
  'night-unfinished',
  'dataset-behind',
  'quarantine-full',
  'work-waiting',
  'disk-filling',
  'concerns-open',
  'corrections-overdue',
  'expiry',
] as const;
export type RuleName = (typeof RULE_NAMES)[number];

/**
 * `pending`: it is so, and not yet for so long that anybody is told. `firing`: it may still pass by itself. `final`: nothing will mend it but a
 * person. `recovered`: it is over.
 */
export type AlertState = 'pending' | 'firing' | 'final' | 'recovered';

export type MessageKind = 'fail' | 'recovered' | 'final';

export const CHANNELS = ['webhook', 'mail'] as const;
export type Channel = (typeof CHANNELS)[number];

/** What its words are made of: counts, codes, days, names of documents. Nothing of a person. */
export type Facts = Readonly<Record<string, string | number | null>>;

export interface Alert {
  readonly alertId: string;
  readonly rule: RuleName;
  /** Which of its kind: a source, a dataset, a fingerprint, a document. */
  readonly subject: string;
  readonly source: Source | null;
  readonly state: AlertState;
  readonly since: Instant;
  readonly changedAt: Instant;
  /** Firing, and all is well again from then on. */
  readonly clearFrom: Instant | null;
  readonly failTold: boolean;
  /** What `final` was last told of: a run, or a stage before an end. */
  readonly round: string | null;
  readonly value: number | null;
  readonly threshold: number | null;
  readonly facts: Facts;
}
