/** Retention as it is configured, and which duties forbid to erase a person now. Pure. */
import { type Day, monthsFrom } from '../../domain/period.ts';
import type { Dataset } from '../../domain/sources.ts';

export interface Term {
  readonly months: number;
  readonly document: string;
}

/** What may not be erased before its time, whoever asks. */
export interface Duty extends Term {
  readonly id: string;
  /** Applications of that status, or the roster's statement of a hardship file. */
  readonly keeps: 'confirmed' | 'granted' | 'aid-file';
}

export interface RetentionRules {
  readonly datasets: Readonly<Record<Dataset, Term>>;
  readonly results: Term;
  readonly applications: Term;
  readonly membersWhoLeft: Term;
  readonly quarantine: Term;
  readonly work: Term;
  readonly readings: Term;
  readonly calls: Term;
  readonly logs: Term;
  readonly ledger: Term;
  readonly duties: readonly Duty[];
}

/** What is held of a person that a duty may be about. */
export interface Holdings {
  readonly hasAidFile: boolean;
  /** `lastOn`: the night of its newest version; null: unknown, then counted from today. */
  readonly applications: readonly { readonly applicationId: string; readonly remoteStatus: string | null; readonly lastOn: Day | null }[];
}

/** One duty that runs for one thing: until and with that day it is stored. */
export interface RunningDuty {
  readonly duty: string;
  readonly document: string;
  readonly until: Day;
  /** Null: the roster's statement. */
  readonly applicationId: string | null;
}

export const runningDuties = (duties: readonly Duty[], { hasAidFile, applications }: Holdings, on: Day): readonly RunningDuty[] =>
  duties
    .flatMap(({ id, keeps, months, document }): readonly RunningDuty[] => {
      const running = (from: Day, applicationId: string | null) => ({ duty: id, document, until: monthsFrom(from, months), applicationId });
      if (keeps === 'aid-file') return hasAidFile ? [running(on, null)] : [];
      return applications
        .filter(({ remoteStatus }) => remoteStatus === keeps)
        .map(({ lastOn, applicationId }) => running(lastOn ?? on, applicationId));
    })
    .filter(({ until }) => until >= on);
