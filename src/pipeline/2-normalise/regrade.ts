/** Compares kept digests with a corrected roster: equal digests are equal values; an unequal one cannot tell similar from different. Pure. */
import type { Grade, RecordGrades } from '../../domain/grade.ts';

export interface GradedRecord {
  readonly dataset: string;
  readonly recordKey: string;
  readonly version: number;
  readonly grades: RecordGrades;
  readonly digests: Readonly<Record<string, string>>;
}

/** What the roster says now, by digest; null: what it said before. An employer may be stated by code or by name, or not at all. */
export interface Correction {
  readonly name: string | null;
  readonly employers: readonly string[] | null;
}

export interface Regrading<R> {
  readonly regraded: readonly (R & { readonly grades: RecordGrades })[];
  /** Datasets in which some grade can be told from the rows alone. */
  readonly readAgain: readonly string[];
}

export const regradedByDigest = <R extends GradedRecord>(records: readonly R[], correction: Correction): Regrading<R> => {
  const outcomes = records.map((record) => ({ record, ...comparedAnew(record, correction) }));
  return {
    regraded: outcomes.filter(({ record, grades }) => !isSame(record.grades, grades)).map(({ record, grades }) => ({ ...record, grades })),
    readAgain: [...new Set(outcomes.filter(({ isUnclear }) => isUnclear).map(({ record }) => record.dataset))],
  };
};

const comparedAnew = ({ grades, digests }: GradedRecord, { name, employers }: Correction) => {
  const ofName = comparedValue(grades.name, digests['name'], name === null ? null : [name]);
  const ofEmployer = comparedValue(grades.employer, digests['employer'], employers);
  return { grades: { ...grades, name: ofName.grade, employer: ofEmployer.grade }, isUnclear: ofName.isUnclear || ofEmployer.isUnclear };
};

const comparedValue = (
  was: Grade,
  stated: string | undefined,
  roster: readonly string[] | null,
): { readonly grade: Grade; readonly isUnclear: boolean } => {
  if (roster === null || stated === undefined) return { grade: was, isUnclear: false };
  if (roster.includes(stated)) return { grade: 'equal', isUnclear: false };
  return { grade: 'not-stated', isUnclear: roster.length > 0 };
};

const isSame = (a: RecordGrades, b: RecordGrades): boolean => a.name === b.name && a.employer === b.employer;
