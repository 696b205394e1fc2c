/** Compares kept digests with a corrected roster: equal digests are equal values; an unequal one cannot tell similar from different. */
import type { RecordGrades } from '../../domain/grade.ts';

export interface GradedRecord {
  readonly dataset: string;
  readonly recordKey: string;
  readonly version: number;
  readonly grades: RecordGrades;
  readonly digests: Readonly<Record<string, string>>;
}

export interface RosterDigests {
  readonly name: string;
  readonly employers: readonly string[];
}

export interface Regrading {
  readonly regraded: readonly GradedRecord[];
  /** Some grade can no longer be told from digests. */
  readonly readAgain: boolean;
}

export const regradedByDigest = (records: readonly GradedRecord[], roster: RosterDigests): Regrading => {
  const changes = records.map((record) => {
    const name = regradedValue(record.grades.name, record.digests['name'], [roster.name]);
    const employer = regradedValue(record.grades.employer, record.digests['employer'], roster.employers);
    return { record, grades: { ...record.grades, name, employer } };
  });
  const changed = changes.filter(({ record, grades }) => grades.name !== record.grades.name || grades.employer !== record.grades.employer);
  return {
    regraded: changed.map(({ record, grades }) => ({ ...record, grades })),
    readAgain: changed.some(
      ({ record, grades }) => isLost(record.grades.name, grades.name) || isLost(record.grades.employer, grades.employer),
    ),
  };
};

type Grade = RecordGrades['name'];

const regradedValue = (was: Grade, digest: string | undefined, roster: readonly string[]): Grade => {
  if (digest === undefined || was === 'not-stated') return was;
  if (roster.includes(digest)) return 'equal';
  // It was equal to what the roster said before: how it compares with the correction, only the value itself could tell.
  return was === 'equal' ? 'not-stated' : was;
};

const isLost = (was: Grade, now: Grade): boolean => was !== 'not-stated' && now === 'not-stated';
