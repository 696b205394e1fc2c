// The facts that are told of people, and what is laid down for a test person, in place of what the dice would say: what each authority has of them, and what the roster has. What a
// script leaves out is unremarkable: the name is the roster's everywhere, nobody assists, nobody died.

import type { Day, Month } from '../shanghai-time.ts';

export type AssistanceCategory = 'dibao' | 'tekun' | 'margin' | 'rigid';

export interface Assistance {
  readonly category: AssistanceCategory;
  readonly from: Day;
  /** The last day; null while it lasts. */
  readonly until: Day | null;
}

export interface Death {
  readonly on: Day;
  /** `paid-after`: contributions went on (a contradiction); `funeral-only`: nobody but the funeral home noticed. */
  readonly noticed: 'everywhere' | 'funeral-only' | 'paid-after';
  /** Months paid after the month of death; 0 unless `paid-after`. */
  readonly paidMonthsAfter: number;
}

export interface Post {
  readonly employer: number;
  readonly from: Day;
  /** The last day of cover; null while it lasts. */
  readonly until: Day | null;
  /** What AAC031 says once the post is over: paused or ended. */
  readonly leaves: 'paused' | 'ended';
}

export interface Employment {
  readonly cover: 'full' | 'pension-only' | 'none';
  /** Oldest first; at most two. */
  readonly posts: readonly Post[];
  /** Contributions are paid for no later month; null while they go on. */
  readonly lastPaidMonth: Month | null;
}

export const NO_EMPLOYMENT: Employment = { cover: 'none', posts: [], lastPaidMonth: null };

export type Witness = 'civil-affairs' | 'medical-insurance' | 'social-security';
export type Purpose = 'hardship-screening' | 'mutual-aid-claim' | 'exclusive-protection';

/** What a member agreed to. */
export interface Agreement {
  readonly purposes: readonly Purpose[];
  readonly sources: readonly Witness[];
  readonly includesHealth: boolean;
  readonly expired?: boolean;
}

export interface Script {
  /** The name a test person goes by. */
  readonly situation: string;
  /** As an authority has registered them, where that is not the roster's name. */
  readonly names?: Readonly<Partial<Record<Witness, string>>>;
  readonly assistance?: Readonly<Partial<Record<Witness, Assistance>>>;
  /** An identity at medical insurance that is no category of the city's. */
  readonly identityCode?: string;
  readonly death?: Death;
  readonly employment: Employment;
  /** Insured as a resident; counts only for somebody who does not work. */
  readonly residentCover?: boolean;
  readonly unknownTo?: readonly Witness[];
  /** The roster's, where it is not the employer's own. */
  readonly rosterEmployer?: { readonly name: string; readonly uscc: string };
  /** Null: agreed to nothing. */
  readonly agreement: Agreement | null;
  /** Ticked once the roster's changes have been brought about: told only to whoever reads on from the feed's end. */
  readonly agreesLater?: Agreement;
  /** On the roster only for whoever reads on. */
  readonly joinsLater?: boolean;
  readonly leftUnion?: boolean;
}
