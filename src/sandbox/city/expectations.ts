// What whoever verifies a test person is to be told, as the public contract words it.

export type Check = 'identity' | 'living' | 'assistance-status' | 'medical-insurance' | 'employment-insurance' | 'employer';
type Result = 'match' | 'similar' | 'mismatch' | 'not-held' | 'unknown' | 'not-asked';
type Outcome = 'match' | 'partial' | 'mismatch' | 'not-found' | 'unavailable';

export interface Expectation {
  readonly outcome: Outcome;
  readonly checks: Readonly<Record<Check, Result>>;
}

/** Of somebody who works, is insured, and receives nothing. */
const ORDINARY: Expectation['checks'] = {
  identity: 'match',
  living: 'match',
  'assistance-status': 'not-held',
  'medical-insurance': 'match',
  'employment-insurance': 'match',
  employer: 'match',
};
export const all = (result: Result): Expectation['checks'] => ({
  identity: result,
  living: result,
  'assistance-status': result,
  'medical-insurance': result,
  'employment-insurance': result,
  employer: result,
});
export const told = (checks: Partial<Expectation['checks']> = {}, outcome: Outcome = 'partial'): Expectation => ({
  outcome,
  checks: { ...ORDINARY, ...checks },
});
export const NOT_FOUND: Expectation = { outcome: 'not-found', checks: all('not-held') };
export const UNREAD: Expectation = { outcome: 'unavailable', checks: all('unknown') };
/** The single check of civil affairs states assistance where there is some; where it states none, that is not stated, and is no no. */
export const ASKED_NOW = told({ 'assistance-status': 'unknown' });
export const SOMEBODY_ELSE: Expectation = { outcome: 'mismatch', checks: { ...all('not-asked'), identity: 'mismatch' } };
