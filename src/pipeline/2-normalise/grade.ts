/** Compares an authority's own copies with the roster's on arrival: the grade is kept, the copy is not (`design.md`, "Only members"). */
import { compareEmployers, type EmployerStatement } from '../../domain/employer-name.ts';
import type { Grade, RecordGrades } from '../../domain/grade.ts';
import type { Day } from '../../domain/period.ts';
import { compareNames } from '../../domain/person-name.ts';

/** What an authority's row states of the person: `DraftOf.stated`. */
export interface StatedCopies {
  readonly name: string | null;
  readonly birthDate: Day | null;
  readonly employer: EmployerStatement | null;
}

/** What the roster says of the same person; `bornOn` as the identity number has it. */
export interface RosterStatement {
  readonly name: string;
  readonly bornOn: Day;
  readonly employer: EmployerStatement | null;
}

const partsOf = (on: Day): readonly string[] => [on.slice(0, 4), on.slice(5, 7), on.slice(8)];

/** One part off, or day and month exchanged, is how dates are mistyped, and how old personnel files keep them. */
const compareBirthDates = (stated: Day | null, bornOn: Day): Grade => {
  if (stated === null) return 'not-stated';
  if (stated === bornOn) return 'equal';
  const [[year, month, date], born] = [partsOf(stated), partsOf(bornOn)];
  const sameParts = [year, month, date].filter((part, index) => part === born[index]).length;
  const exchanged = year === born[0] && month === born[2] && date === born[1];
  return sameParts === 2 || exchanged ? 'similar' : 'different';
};

export const gradeAgainstRoster = (stated: StatedCopies, roster: RosterStatement): RecordGrades => ({
  name: stated.name === null ? 'not-stated' : compareNames(stated.name, roster.name),
  birthDate: compareBirthDates(stated.birthDate, roster.bornOn),
  employer: stated.employer === null || roster.employer === null ? 'not-stated' : compareEmployers(stated.employer, roster.employer),
});
