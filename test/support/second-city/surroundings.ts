/** What the three authorities share: one ledger of breaches, one knowledge of who agreed to what, one calendar. */
import type { Agreements } from './agreements.ts';
import type { Calendar } from './calendar.ts';
import type { Ledger } from './ledger.ts';

export interface Surroundings {
  readonly ledger: Ledger;
  readonly agreements: Agreements;
  readonly calendar: Calendar;
  /** What is empty or not known is left out wherever the page allows it. */
  readonly leavesOut: boolean;
}
