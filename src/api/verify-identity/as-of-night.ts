/**
 * The answer to most questions: what the last night found, as long as nothing has changed since that the night would have judged otherwise. Null
 * wherever it might have, and then the person is verified anew from what is stored; both say the same. Pure.
 */
import { type Day, dayAt, endOf, epochOf, type Instant } from '../../domain/period.ts';
import { AUTHORITIES, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { permittedFor, type WrittenBasis } from '../../pipeline/2-normalise/permission.ts';
import type { Reading, ReadingsByDataset } from '../../pipeline/2-normalise/types.ts';
import type { Grades } from '../../pipeline/3-verify/grades.ts';
import type { Check } from '../../pipeline/3-verify/types.ts';
import { latest } from '../../remember.ts';
import type { LastNight, NightGrades } from '../../storage/night-grades.ts';
import { answerOf, type GradedFinding, sourceAnswer, type VerificationAnswer } from './answer.ts';
import type { Question } from './question.ts';

/** A night, and what it found told once for everybody of whom it found the same: grades are read once, and known by their digest from then on. */
export interface Night {
  readonly date: Day;
  readonly knows: (gradesDigest: string) => boolean;
  /** `grades`: JSON, as the night kept it. */
  readonly learn: (gradesDigest: string, grades: string) => void;
  /** Null: not known; or a dataset that was read has lost its reading, so this is not the night these grades are of. */
  readonly told: (gradesDigest: string) => Told | null;
}

export interface Told {
  readonly readings: ReadingsByDataset;
  /** What the night had permission for, when it found this. */
  readonly permitted: readonly Testimony[];
  readonly answerTo: (checks: readonly Check[]) => VerificationAnswer;
}

export interface Circumstances {
  readonly night: Night;
  readonly now: Instant;
  readonly bases: readonly WrittenBasis[];
}

export interface Asked {
  readonly question: Question;
  /** Hex; of the name the caller gives. */
  readonly nameDigest: string;
}

export const asOfNight = (
  { question, nameDigest }: Asked,
  found: NightGrades,
  { night, now, bases }: Circumstances,
): VerificationAnswer | null => {
  // Another name is weighed against each source's own; another day judges what has ended since.
  if (found.gradesDigest === null || found.nameDigest !== nameDigest || night.date !== dayAt(now)) return null;
  const told = night.told(found.gradesDigest);
  if (told === null || isAged(told.readings, question, now)) return null;
  const agreed = permittedFor(question.purpose, found, { bases, at: now });
  return isStillAgreed(told, agreed) ? told.answerTo(question.checks) : null;
};

/** Far more than there are different findings, or ways to ask. */
const MOST_REMEMBERED = 5_000;

export const openNight = (night: LastNight): Night => {
  const told = latest<Told | null>(MOST_REMEMBERED);
  return {
    date: night.date,
    knows: (digest) => told.find(digest) !== undefined,
    learn: (digest, grades) => void told.of(digest, () => toldOf(JSON.parse(grades) as Grades, night)),
    told: (digest) => told.find(digest) ?? null,
  };
};

const toldOf = (grades: Grades, night: LastNight): Told | null => {
  const readings = readingsOf(grades, night);
  if (readings === null) return null;
  const findings = grades.checks.map((check) => dated(check, night));
  const endOfDay = endOf(night.date);
  const sources = AUTHORITIES.map((source) => sourceAnswer(source, { readings }, { live: null, endOfDay }));
  const answers = latest<VerificationAnswer>(MOST_REMEMBERED);
  const permitted = TESTIMONIES.filter((dataset) => readings[dataset].state !== 'withheld');
  return {
    readings,
    permitted,
    answerTo: (asked) => answers.of(asked.join(), () => answerOf({ findings, sources, asked, underAnotherName: false })),
  };
};

/** Consents end, and begin, between two nights. */
const isStillAgreed = ({ permitted }: Told, agreed: readonly Testimony[]): boolean =>
  agreed.length > 0 && agreed.join() === permitted.join();

/** Null: a dataset that was read has lost its reading, so this is not the night these grades are of. */
const readingsOf = ({ readings }: Grades, { asOf }: LastNight): ReadingsByDataset | null => {
  const entries = TESTIMONIES.map((dataset) => [dataset, readingOf(readings[dataset], asOf.get(dataset))] as const);
  return entries.some(([, reading]) => reading === null) ? null : (Object.fromEntries(entries) as ReadingsByDataset);
};

const readingOf = (state: Reading['state'], asOf: Instant | undefined): Reading | null => {
  if (state !== 'read' && state !== 'stale') return { state };
  return asOf === undefined ? null : { state, asOf };
};

const isAged = (readings: ReadingsByDataset, { maxAgeMs }: Question, now: Instant): boolean =>
  maxAgeMs !== null &&
  Object.values(readings).some((reading) => reading.state === 'read' && epochOf(reading.asOf) < epochOf(now) - maxAgeMs);

const dated = ({ check, verdict, holds, statements }: Grades['checks'][number], { asOf }: LastNight): GradedFinding => ({
  check,
  verdict,
  holds,
  statements: statements.map(({ source, result, restsOn }) => ({ source, result, asOf: earliest(restsOn, asOf) })),
});

const earliest = (datasets: readonly Testimony[], asOf: LastNight['asOf']): Instant | null =>
  datasets.flatMap((dataset) => asOf.get(dataset) ?? []).toSorted()[0] ?? null;
