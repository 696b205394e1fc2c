/** From where on a person is told, by rule: the file of thresholds, checked (`schemas/alerts.json` says what each number means). */
import type { Day } from '../domain/period.ts';
import type { Dataset, Source } from '../domain/sources.ts';
import type { RuleName } from './alert.ts';

export interface FailureRate {
  readonly share: number;
  readonly attempts: number;
  readonly withinMinutes: number;
}

/** An approval or a key that somebody gave for a time. */
export interface KnownEnding {
  readonly kind: 'approval' | 'key';
  readonly name: string;
  readonly source?: Source;
  readonly lastDay: Day;
}

export interface AlertSettings {
  readonly off: readonly RuleName[];
  readonly 'source-failing': FailureRate & {
    readonly forMinutes: number;
    readonly bySource: Readonly<Partial<Record<Source, Partial<FailureRate>>>>;
  };
  readonly 'failed-cause': { readonly jobs: number };
  readonly 'night-late': { readonly graceMinutes: number };
  readonly 'night-long': { readonly hours: number };
  readonly 'dataset-behind': { readonly hours: number; readonly byDataset: Readonly<Partial<Record<Dataset, number>>> };
  readonly 'quarantine-full': { readonly rows: number };
  readonly 'work-waiting': { readonly minutes: number };
  readonly 'disk-filling': { readonly freeMegabytes: number };
  readonly 'concerns-open': { readonly applications: number };
  readonly 'corrections-overdue': { readonly requests: number };
  readonly expiry: { readonly days: readonly number[]; readonly known: readonly KnownEnding[] };
}
