/** How two statements of one value compare: equal, similar and different are three things (公安 PPDDM 1–4, `domain.md` §4.4). */
export const GRADES = ['equal', 'similar', 'different', 'not-stated'] as const;
export type Grade = (typeof GRADES)[number];

/** How a record's own copies compare with the roster's: graded on arrival, the copies themselves are not kept. */
export interface RecordGrades {
  readonly name: Grade;
  readonly birthDate: Grade;
  readonly employer: Grade;
}
