/** What live answers replace of what is stored: the dossier as the night would have it, had it read this minute. Pure. */
import type { MembersSealed } from '../../domain/canonical.ts';
import type { Grade } from '../../domain/grade.ts';
import { birthDateOf } from '../../domain/id-number.ts';
import { type Day, endOf, type Instant } from '../../domain/period.ts';
import { normaliseName } from '../../domain/person-name.ts';
import { type Authority, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { gradeAgainstRoster } from '../../pipeline/2-normalise/grade.ts';
import type { CanonicalRecord, Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import { isRunning } from '../../pipeline/3-verify/current.ts';
import { isStale } from '../../pipeline/3-verify/freshness.ts';
import { isOwnDeath } from '../../pipeline/3-verify/signs-of-life.ts';
import type { LiveAnswer } from '../../upstream/connector.ts';
import type { Asked } from './live.ts';

export interface Renewal {
  readonly roster: MembersSealed;
  readonly now: Instant;
}

/** A live answer takes the place of what is stored in the datasets it settles and the member lets us use. */
export const renewed = (dossier: Dossier, live: readonly Asked[], renewal: Renewal): Dossier =>
  live.reduce((known, { source, answer }) => (answer === null ? known : withAnswer(known, { source, answer }, renewal)), dossier);

interface Answered {
  readonly source: Authority;
  readonly answer: LiveAnswer;
}

const withAnswer = (dossier: Dossier, { source, answer }: Answered, { roster, now }: Renewal): Dossier => {
  const settled = settledBy(answer, dossier).filter((dataset) => dossier.readings[dataset].state !== 'withheld');
  const read: Reading = { state: 'read', asOf: now };
  const comparison = { roster, graded: answer.graded, copy: copyIn(dossier, source) };
  const standing = answer.drafts.filter((draft) => draft.content !== null && !draft.ended);
  const recordsIn = (dataset: Testimony): readonly CanonicalRecord[] =>
    withPast(
      dossier,
      dataset,
      standing.filter((draft) => draft.dataset === dataset).map((draft) => recordOf(draft, comparison)),
    );
  const alone = gradedAlone({ source, answer }, comparison);
  return {
    ...dossier,
    ...(alone !== null && { gradedAlone: { ...dossier.gradedAlone, [source]: { name: alone, asOf: now } } }),
    records: { ...dossier.records, ...Object.fromEntries(settled.map((dataset) => [dataset, recordsIn(dataset)])) },
    readings: { ...dossier.readings, ...Object.fromEntries(settled.map((dataset) => [dataset, read])) },
  };
};

const settledBy = ({ settles, settlesUnlessHeld = [] }: LiveAnswer, { records }: Dossier): readonly Testimony[] => [
  ...settles,
  ...settlesUnlessHeld.filter((dataset) => records[dataset].length === 0),
];

/**
 * The checks of `interfaces.md` §1 and §3 grade whoever they know, and may tell of no assistance, of no insurance, or not say of which: then no record bears the
 * grade. Where they do not grade, what is stored stands; but of whom social security holds no insurance it has no copy either.
 */
const gradedAlone = ({ source, answer: { held, graded, drafts, settles } }: Answered, comparison: Comparison): Grade | null => {
  const isTheirs = held && graded?.idNumber !== 'similar' && graded?.idNumber !== 'different';
  if (!isTheirs || drafts.length > 0) return null;
  const name = gradedName(comparison);
  return name === 'not-stated' && !(source === 'social-security' && settles.length > 0) ? null : name;
};

interface Comparison {
  readonly roster: MembersSealed;
  readonly graded: LiveAnswer['graded'];
  /** What was read of this authority's own copy of the name. */
  readonly copy: StoredCopy | null;
}

interface StoredCopy {
  readonly grade: Grade;
  readonly digests: NonNullable<CanonicalRecord['digests']>;
}

/** As the night would have kept it; nothing of it is stored. */
const recordOf = (
  { dataset, recordKey, changedAt, content, stated }: LiveAnswer['drafts'][number],
  comparison: Comparison,
): CanonicalRecord => {
  const { name, idNumber, employerName, employerUscc } = comparison.roster;
  const employer = employerName === null && employerUscc === null ? null : { name: employerName, uscc: employerUscc };
  const own = gradeAgainstRoster(stated, { name, bornOn: birthDateOf(idNumber), employer });
  const record = { dataset, recordKey, version: 0, changedAt, content, sealed: null };
  if (stated.name !== null) return { ...record, grades: own } as CanonicalRecord;
  const grades = { ...own, name: gradedName(comparison) ?? own.name };
  return { ...record, grades, ...(comparison.copy && { digests: comparison.copy.digests }) } as CanonicalRecord;
};

/**
 * An authority that grades (PPDDM) has compared with the name it was asked with: the roster's. Letter by letter, perhaps: where that name can be
 * written in several ways, its *no match* is none, and what was read of its own copy stands.
 */
const gradedName = ({ roster: { name }, graded, copy }: Comparison): Grade | null => {
  if (graded?.name !== 'different' || normaliseName(name) === name) return graded?.name ?? null;
  return copy?.grade ?? 'not-stated';
};

const copyIn = ({ records }: Dossier, source: Authority): StoredCopy | null =>
  TESTIMONIES.filter((dataset) => sourceOf(dataset) === source)
    .flatMap((dataset) => records[dataset].map(({ grades, digests }) => ({ grade: grades.name, digests })))
    .find((one): one is StoredCopy => one.digests?.['name'] !== undefined) ?? null;

/**
 * The checks of `interfaces.md` §1 and §3 tell of what holds now. What the feeds told of what is over stands beside it: assistance that was stopped,
 * employment that ended, and the day of a death that the check only confirms.
 */
const withPast = (dossier: Dossier, dataset: Testimony, live: readonly CanonicalRecord[]): readonly CanonicalRecord[] => {
  const { records, on } = dossier;
  if (dataset === 'death') return live.length > 0 && records.death.some(isOwnDeath) ? records.death : live;
  return [...pastOf(records, dataset, on), ...live, ...(dataset === 'participation' ? flagsBeside(dossier, live) : [])];
};

/**
 * The check of `interfaces.md` §3 states neither AAC148 nor AAC158, nor since when: not stated is not gone. What was read of these stands, dated as it was,
 * as long as the same insurance does; whether that runs, and with whom, is what the check says.
 */
const flagsBeside = ({ records, readings, on }: Dossier, live: readonly CanonicalRecord[]): readonly CanonicalRecord[] => {
  const { participation: reading } = readings;
  if (reading.state !== 'read' || isStale('participation', reading.asOf, endOf(on))) return [];
  return records.participation
    .filter((record) => isRunning(record, on) && isFlagged(record))
    .flatMap(({ recordKey, version, changedAt, content: { insurance, from, hardshipLabel, hardshipCategory, assistanceRecipient } }) =>
      live.filter(isParticipation).flatMap(({ content, grades, ...checked }): readonly CanonicalRecord[] =>
        content.insurance === insurance
          ? [
              {
                ...{ ...checked, recordKey, version, changedAt, grades: { ...grades, employer: 'not-stated' } },
                content: { ...content, from, hardshipLabel, hardshipCategory, assistanceRecipient },
              },
            ]
          : [],
      ),
    );
};

const isParticipation = (record: CanonicalRecord): record is CanonicalRecord<'participation'> => record.dataset === 'participation';
const isFlagged = ({ content: { hardshipLabel, assistanceRecipient } }: CanonicalRecord<'participation'>): boolean =>
  hardshipLabel !== null || assistanceRecipient !== 'unknown';

const pastOf = (records: Dossier['records'], dataset: Testimony, on: Day): readonly CanonicalRecord[] => {
  switch (dataset) {
    case 'assistance':
      return records.assistance.filter(({ content: { stoppedOn } }) => stoppedOn !== null && stoppedOn <= on);
    case 'participation':
      return records.participation.filter((record) => !isRunning(record, on));
    default:
      return [];
  }
};
