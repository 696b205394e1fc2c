/** The authorities asked while somebody waits, all side by side under one deadline, and what their answers replace. */
import type { Context } from '../../context.ts';
import type { MembersSealed } from '../../domain/canonical.ts';
import { birthDateOf, type IdNumber, idTypeOf } from '../../domain/id-number.ts';
import { type Instant, SECOND } from '../../domain/period.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import { gradeAgainstRoster } from '../../pipeline/2-normalise/grade.ts';
import type { CanonicalRecord, Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import type { LedgerDraft } from '../../security/ledger/entry.ts';
import type { LiveAnswer, Subject } from '../../upstream/connector.ts';

/** `answer` is null where none came: then what is stored stands. */
export interface Asked {
  readonly source: Authority;
  readonly answer: LiveAnswer | null;
  readonly status: 'ok' | 'timeout' | 'error';
  readonly latencyMs: number;
}

const DEADLINE = 3 * SECOND;

const isPermitted = (source: Authority, dossier: Dossier): boolean =>
  TESTIMONIES.some((dataset) => sourceOf(dataset) === source && dossier.readings[dataset].state !== 'withheld');

/** Whom the dossier's member lets us ask. */
export const permittedSources = (dossier: Dossier): readonly Authority[] => AUTHORITIES.filter((source) => isPermitted(source, dossier));

/** That they are asked stands in the audit ledger before anything is said of what they answered. */
export const askAll = async (
  { idNumber, name }: { readonly idNumber: IdNumber; readonly name: string },
  sources: readonly Authority[],
  context: Context,
): Promise<readonly Asked[]> => {
  const subject: Subject = { idNumber, idType: idTypeOf(idNumber), name };
  const deadline = AbortSignal.timeout(DEADLINE);
  const recorded = context.ledger.record(queryOf(idNumber, sources, context));
  const [answers] = await Promise.all([Promise.all(sources.map((source) => ask(subject, source, { context, deadline }))), recorded]);
  return answers;
};

const queryOf = (idNumber: IdNumber, sources: readonly Authority[], { lookup }: Context): LedgerDraft => ({
  caller: { kind: 'machine', id: 'live' },
  act: 'upstream-query',
  purpose: null,
  subjects: [lookup.digest('identity-number', idNumber)],
  sources,
  outcome: 'asked',
  trace: null,
});

const ask = async (
  subject: Subject,
  source: Authority,
  { context, deadline }: { readonly context: Context; readonly deadline: AbortSignal },
): Promise<Asked> => {
  const startedAt = context.now();
  const asked = (answer: LiveAnswer | null, status: Asked['status']): Asked => ({
    source,
    answer,
    status,
    latencyMs: context.now() - startedAt,
  });
  try {
    return asked(await context.authorities[source].ask(subject, { priority: 'live', signal: deadline }), 'ok');
  } catch (fault) {
    context.log.failed({ doing: 'verify-identity', fault });
    return asked(null, deadline.aborted ? 'timeout' : 'error');
  }
};

/** A live answer takes the place of what is stored in the datasets it settles and the member lets us use. */
export const renewed = (
  dossier: Dossier,
  live: readonly Asked[],
  { roster, now }: { readonly roster: MembersSealed; readonly now: Instant },
): Dossier => live.reduce((known, { answer }) => (answer === null ? known : withAnswer(known, answer, { roster, now })), dossier);

const withAnswer = (
  dossier: Dossier,
  answer: LiveAnswer,
  { roster, now }: { readonly roster: MembersSealed; readonly now: Instant },
): Dossier => {
  const settled = answer.settles.filter((dataset) => dossier.readings[dataset].state !== 'withheld');
  const read: Reading = { state: 'read', asOf: now };
  const standing = answer.drafts.filter((draft) => draft.content !== null && !draft.ended);
  const recordsIn = (dataset: Testimony): readonly CanonicalRecord[] =>
    standing.filter((draft) => draft.dataset === dataset).map((draft) => recordOf(draft, { roster, graded: answer.graded }));
  return {
    ...dossier,
    records: { ...dossier.records, ...Object.fromEntries(settled.map((dataset) => [dataset, recordsIn(dataset)])) },
    readings: { ...dossier.readings, ...Object.fromEntries(settled.map((dataset) => [dataset, read])) },
  };
};

/** As the night would have kept it; nothing of it is stored. An authority that grades (PPDDM) has compared with the name it was asked with: the roster's. */
const recordOf = (
  { dataset, recordKey, changedAt, content, stated }: LiveAnswer['drafts'][number],
  { roster, graded }: { readonly roster: MembersSealed; readonly graded: LiveAnswer['graded'] },
): CanonicalRecord => {
  const { name, idNumber, employerName, employerUscc } = roster;
  const employer = employerName === null && employerUscc === null ? null : { name: employerName, uscc: employerUscc };
  const own = gradeAgainstRoster(stated, { name, bornOn: birthDateOf(idNumber), employer });
  const grades = { ...own, name: stated.name === null ? (graded?.name ?? own.name) : own.name };
  return { dataset, recordKey, version: 0, changedAt, content, sealed: null, grades } as CanonicalRecord;
};
