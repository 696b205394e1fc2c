/**
 * What a live answer leaves out (`interfaces.md`, "Common to all": not stated is not gone), as it was read of the same authority, while that is fresh. Pure.
 */
import { GRADES, type Grade, type RecordGrades } from '../../domain/grade.ts';
import { endOf } from '../../domain/period.ts';
import { type Authority, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import type { CanonicalRecord, Dossier } from '../../pipeline/2-normalise/types.ts';
import { isCurrent, isRunning } from '../../pipeline/3-verify/current.ts';
import { isStale } from '../../pipeline/3-verify/freshness.ts';
import type { Draft, LeftOut } from '../../upstream/connector.ts';

type Participation = CanonicalRecord<'participation'>;

export const isFresh = ({ readings, on }: Dossier, dataset: Testimony): boolean => {
  const reading = readings[dataset];
  return reading.state === 'read' && !isStale(dataset, reading.asOf, endOf(on));
};

export const isParticipation = (record: CanonicalRecord): record is Participation => record.dataset === 'participation';

/** Of an insurance whose code has no meaning here nobody knows whether it is the same. */
const sameInsurance = ({ insurance }: Participation['content'], dossier: Dossier): readonly Participation[] =>
  insurance === 'unknown' || !isFresh(dossier, 'participation')
    ? []
    : dossier.records.participation.filter(({ content }) => content.insurance === insurance);

/**
 * A check tells of an insurance, and not with whom, or not whether it is paid: rows of the same insurance lend it. It may have changed since they were read,
 * as all that is stored may have: a new employer's row comes with tonight's feed, and until then the cached door says no less.
 */
export const withLent = (record: CanonicalRecord, leftOut: readonly LeftOut[], dossier: Dossier): CanonicalRecord => {
  if (!isParticipation(record)) return record;
  const { content, grades } = record;
  const rows = sameInsurance(content, dossier).filter((row) => isCurrent(row, dossier.on));
  return {
    ...record,
    content: { ...content, payment: leftOut.includes('payment') ? paymentIn(rows) : content.payment },
    grades: { ...grades, employer: leftOut.includes('employer') ? employerIn(rows, dossier) : grades.employer },
  };
};

/** Whoever has two jobs and pays in one of them pays; one that may pay is not paused. */
const paymentIn = (rows: readonly Participation[]): Participation['content']['payment'] =>
  (['paying', 'unknown', 'paused'] as const).find((payment) => rows.some(({ content }) => content.payment === payment)) ?? 'unknown';

/** As the employer is judged: the best row tells, and a paused one names the last. */
const employerIn = (rows: readonly Participation[], { on }: Dossier): Grade => {
  const running = rows.filter((row) => isRunning(row, on));
  return GRADES.find((grade) => running.some(({ grades }) => grades.employer === grade)) ?? 'not-stated';
};

/** A lagging replica answers a check: a row that was read of this insurance has changed since. The newest wins (`interfaces.md` §3). */
export const isOutrun = ({ dataset, changedAt, content }: Draft, dossier: Dossier): boolean =>
  dataset === 'participation' &&
  content !== null &&
  changedAt !== null &&
  sameInsurance(content, dossier).some((row) => row.changedAt !== null && row.changedAt > changedAt);

/** One row's copy of who the person is. */
export interface StoredCopy {
  readonly grades: Pick<RecordGrades, 'name' | 'birthDate'>;
  readonly digests: NonNullable<CanonicalRecord['digests']>;
}

/** What was read of an authority's own copy of the name; of several in a dataset the gravest, as identity is judged. Null: nothing fresh. */
export const copyIn = (dossier: Dossier, source: Authority): StoredCopy | null =>
  TESTIMONIES.filter((dataset) => sourceOf(dataset) === source && isFresh(dossier, dataset))
    .flatMap((dataset) => gravestFirst(dossier.records[dataset].filter((record) => !deniesBygone(record, dossier))))
    .map(({ grades: { name, birthDate }, digests }) => ({ grades: { name, birthDate }, digests }))
    .find((one): one is StoredCopy => one.digests?.['name'] !== undefined) ?? null;

/** An earlier employer's row may carry an earlier name. */
const deniesBygone = (record: CanonicalRecord, { on }: Dossier): boolean =>
  isParticipation(record) && !isCurrent(record, on) && record.grades.name === 'different';

const GRAVITY: Readonly<Record<Grade, number>> = { different: 3, similar: 2, equal: 1, 'not-stated': 0 };

/** By name, and under one name by birth date. */
const gravestFirst = (records: readonly CanonicalRecord[]): readonly CanonicalRecord[] =>
  records.toSorted((a, b) => GRAVITY[b.grades.name] - GRAVITY[a.grades.name] || GRAVITY[b.grades.birthDate] - GRAVITY[a.grades.birthDate]);
