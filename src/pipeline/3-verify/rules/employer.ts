/** Employer: do the sources name the employer that the roster names? Judged by the grades kept with the records. */
import type { Grade } from '../../../domain/grade.ts';
import type { CanonicalRecord } from '../../2-normalise/types.ts';
import { isRunning } from '../current.ts';
import type { Heard } from '../hear.ts';
import type { CheckRule } from '../rule.ts';
import { type Saying, testify } from '../testimony.ts';

/** People have two jobs: one row that names the roster's employer is enough. */
const BEST_FIRST = [
  ['equal', 'says-yes'],
  ['similar', 'says-nearly'],
  ['different', 'says-otherwise'],
  ['not-stated', 'not-stated'],
] as const satisfies readonly (readonly [Grade, Saying['state']])[];

const best = (records: readonly CanonicalRecord[]): Saying => {
  const found = BEST_FIRST.find(([grade]) => records.some(({ grades }) => grades.employer === grade));
  return found === undefined
    ? { state: 'absent' }
    : { state: found[1], records: records.filter(({ grades }) => grades.employer === found[0]) };
};

/** Residents' insurance has no employer, and a paused one names the last; where none is stated, neither is an employer. */
const insuredThroughEmployer = ({ records }: Heard): readonly CanonicalRecord[] =>
  records.person.filter(
    ({ content: { insurances } }) => insurances?.some(({ type, status }) => type === 'employee' && status === 'insured') ?? true,
  );

const employed = ({ on, records }: Heard): readonly CanonicalRecord[] => records.participation.filter((record) => isRunning(record, on));

export const employer: CheckRule = {
  conflict: 'employer-conflict',
  claims: {},
  statements: (heard) => [
    testify(heard, { check: 'employer', source: 'medical-insurance', datasets: ['person'] }, best(insuredThroughEmployer(heard))),
    testify(heard, { check: 'employer', source: 'social-security', datasets: ['participation'] }, best(employed(heard))),
  ],
};
