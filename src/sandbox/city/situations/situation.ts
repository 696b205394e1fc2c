// What a situation of a test person is, and what situations are made of.

import { type Day, monthOf } from '../../shanghai-time.ts';
import type { Check, Expectation } from '../expectations.ts';
import type { Agreement, Assistance, AssistanceCategory, Employment, Purpose, Script, Witness } from '../script.ts';
import type { Plan } from '../test-persons.ts';

export interface Situation extends Plan {
  /** What is special about them, for readers. */
  readonly says: string;
  /** How they are asked about, where that is not by their own number and name, in everything, for hardship screening. */
  readonly ask?: { readonly name?: string; readonly fifteenDigits?: true; readonly purpose?: Purpose; readonly checks?: readonly Check[] };
  /** From what a night has read. */
  readonly cached: Expectation;
  /** From the authorities, where that differs. */
  readonly live?: Expectation;
}

export const WITNESSES: readonly Witness[] = ['civil-affairs', 'medical-insurance', 'social-security'];
/** Whom everybody works for who works. */
export const EMPLOYER = 10;
export const TO_ALL: Agreement = {
  purposes: ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'],
  sources: WITNESSES,
  includesHealth: true,
};

export const everywhere = <T>(value: T): Readonly<Record<Witness, T>> => ({
  'civil-affairs': value,
  'medical-insurance': value,
  'social-security': value,
});

/** Everything is dated from the first day of the quarter, as the city's own stories are. */
export const storiesSince = (anchor: Day) => {
  const worksUntil = (until: Day | null, leaves: 'paused' | 'ended', lastPaidMonth: Employment['lastPaidMonth']): Employment => ({
    cover: 'full',
    posts: [{ employer: EMPLOYER, from: anchor - 900, until, leaves }],
    lastPaidMonth,
  });
  const works = worksUntil(null, 'ended', null);
  return {
    anchor,
    works,
    worked: (leaves: 'paused' | 'ended', until: Day): Employment => worksUntil(until, leaves, monthOf(until)),
    granted: (category: AssistanceCategory, until: Day | null = null): Assistance => ({ category, from: anchor - 400, until }),
    script: (situation: string, traits: Partial<Script> = {}): Script => ({ situation, employment: works, agreement: TO_ALL, ...traits }),
  };
};
export type Stories = ReturnType<typeof storiesSince>;
