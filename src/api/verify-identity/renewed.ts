/** What live answers replace of what is stored: the dossier as the night would have it, had it read this minute. Pure. */
import type { MembersSealed, ParticipationContent } from '../../domain/canonical.ts';
import { birthDateOf } from '../../domain/id-number.ts';
import type { Day, Instant } from '../../domain/period.ts';
import { normaliseName } from '../../domain/person-name.ts';
import type { Authority, Testimony } from '../../domain/sources.ts';
import { gradeAgainstRoster } from '../../pipeline/2-normalise/grade.ts';
import type { CanonicalRecord, Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import { isRunning } from '../../pipeline/3-verify/current.ts';
import { isOwnDeath } from '../../pipeline/3-verify/signs-of-life.ts';
import type { LeftOut, LiveAnswer } from '../../upstream/connector.ts';
import { copyIn, isFresh, isOutrun, isParticipation, type StoredCopy, withLent } from './left-out.ts';
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
  const { graded, leftOut = [] } = answer;
  const comparison = { roster, graded, leftOut, copy: copyIn(dossier, source) };
  const holding = answer.drafts.filter((draft) => draft.content !== null && !draft.ended);
  const outrun = holding.filter((draft) => isOutrun(draft, dossier));
  const standing = holding.filter((draft) => !outrun.includes(draft));
  const recordsIn = (dataset: Testimony): readonly CanonicalRecord[] =>
    withPast(dossier, dataset, {
      live: standing.filter((draft) => draft.dataset === dataset).map((draft) => withLent(recordOf(draft, comparison), leftOut, dossier)),
      outrun,
    });
  const alone = gradedAlone({ source, answer }, { comparison, isBorne: standing.length > 0 });
  return {
    ...dossier,
    ...(alone !== null && { gradedAlone: { ...dossier.gradedAlone, [source]: { ...alone, asOf: now } } }),
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
const gradedAlone = ({ source, answer: { held, graded, settles } }: Answered, { comparison, isBorne }: Alone): GradesOfPerson | null => {
  const isTheirs = held && graded?.idNumber !== 'similar' && graded?.idNumber !== 'different';
  if (!isTheirs || isBorne) return null;
  const grades = { ...UNGRADED, ...gradesOfPerson(comparison) };
  const saysNothing = isNameLeftOut(comparison) || grades.name === 'not-stated';
  const holdsNothing = source === 'social-security' && settles.length > 0;
  return saysNothing && !holdsNothing ? null : grades;
};

interface Alone {
  readonly comparison: Comparison;
  readonly isBorne: boolean;
}

interface Comparison {
  readonly roster: MembersSealed;
  readonly graded: LiveAnswer['graded'];
  readonly leftOut: readonly LeftOut[];
  /** What was read of this authority's own copy of the name. */
  readonly copy: StoredCopy | null;
}

type GradesOfPerson = StoredCopy['grades'];
const UNGRADED: GradesOfPerson = { name: 'not-stated', birthDate: 'not-stated' };

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
  const grades = { ...own, ...gradesOfPerson(comparison) };
  return { ...record, grades, ...(comparison.copy && { digests: comparison.copy.digests }) } as CanonicalRecord;
};

/**
 * An authority that grades (PPDDM) has compared with the name it was asked with: the roster's. Letter by letter, perhaps: where that name can be
 * written in several ways, its *no match* is none, and what was read of its own copy stands. So it does where the grade is not stated.
 */
const gradesOfPerson = (comparison: Comparison): Partial<GradesOfPerson> | null => {
  const { roster, graded, copy } = comparison;
  const isNone = graded?.name === 'different' && normaliseName(roster.name) !== roster.name;
  if (isNone || isNameLeftOut(comparison)) return copy?.grades ?? UNGRADED;
  return graded && { name: graded.name };
};

const isNameLeftOut = ({ leftOut }: Comparison): boolean => leftOut.includes('name-grade');

/**
 * The checks of `interfaces.md` §1 and §3 tell of what holds now. What the feeds told of what is over stands beside it: assistance that was stopped,
 * employment that ended, and the day of a death that the check only confirms.
 */
const withPast = (dossier: Dossier, dataset: Testimony, { live, outrun }: Renewed): readonly CanonicalRecord[] => {
  const { records, on } = dossier;
  if (dataset === 'death') return live.length > 0 && records.death.some(isOwnDeath) ? records.death : live;
  const past = pastOf(records, dataset, on);
  return dataset === 'participation'
    ? [...past, ...runningBeyond(dossier, outrun), ...live, ...flagsBeside(dossier, live)]
    : [...past, ...live];
};

interface Renewed {
  readonly live: readonly CanonicalRecord[];
  /** Drafts that give way to rows that have changed since. */
  readonly outrun: LiveAnswer['drafts'];
}

const runningBeyond = ({ records, on }: Dossier, outrun: LiveAnswer['drafts']): readonly CanonicalRecord[] => {
  const insurances = new Set(outrun.map(({ content }) => (content as ParticipationContent).insurance));
  return records.participation.filter((record) => insurances.has(record.content.insurance) && isRunning(record, on));
};

/**
 * The check of `interfaces.md` §3 states neither AAC148 nor AAC158, nor since when: not stated is not gone. What was read of these stands, dated as it was,
 * as long as the same insurance does; whether that runs, and with whom, is what the check says.
 */
const flagsBeside = (dossier: Dossier, live: readonly CanonicalRecord[]): readonly CanonicalRecord[] => {
  const { records, on } = dossier;
  if (!isFresh(dossier, 'participation')) return [];
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
