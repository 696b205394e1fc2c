/**
 * One person verified on request: the same normalise and verify as the night's, from what is stored, or with the authorities' live
 * answers in place of it, all asked side by side under one deadline.
 */
import type { Context } from '../../context.ts';
import { birthDateOf, type IdNumber, idTypeOf } from '../../domain/id-number.ts';
import { compareNames } from '../../domain/person-name.ts';
import { dayAt, type Instant, SECOND } from '../../domain/period.ts';
import { AUTHORITIES, type Authority, type Purpose, sourceOf, TESTIMONIES, type Testimony } from '../../domain/sources.ts';
import type { MembersSealed } from '../../domain/canonical.ts';
import { asFault } from '../../faults.ts';
import { gradeAgainstRoster } from '../../pipeline/2-normalise/grade.ts';
import type { CanonicalRecord, Dossier, Reading } from '../../pipeline/2-normalise/types.ts';
import type { CheckResult } from '../../pipeline/3-verify/types.ts';
import { verify } from '../../pipeline/3-verify/verify.ts';
import { memberFiles } from '../../storage/dossiers.ts';
import { rosterHits } from '../../storage/people.ts';
import type { LiveAnswer, Subject } from '../../upstream/connector.ts';
import { answerOf, type SourceAnswer, type VerificationAnswer, withheldAnswer } from './answer.ts';

export interface Question {
  readonly idNumber: IdNumber;
  readonly name: string;
  readonly purpose: Purpose;
  readonly freshness: 'cached' | 'live';
}

const DEADLINE = 3 * SECOND;

export const verifyIdentity = async (question: Question, context: Context): Promise<VerificationAnswer> => {
  const now = context.clock();
  const on = dayAt(now);
  const [hit] = await rosterHits(context.pool, [context.lookup.digest('identity-number', question.idNumber)], on);
  const [file] = hit === undefined ? [] : await memberFiles(context.pool, [hit], { vault: context.vault, on, opened: false });
  const dossier = file?.byPurpose[question.purpose] ?? null;
  if (file === undefined || dossier === null) return withheldAnswer();
  const live = question.freshness === 'live' ? await askAll(question, dossier, context) : [];
  const renewed = live.reduce((known, one) => withLive(known, one, { roster: file.roster, now }), dossier);
  const sameName = SAME_NAME[compareNames(question.name, file.roster.name)];
  return answerOf(verify(renewed).findings, AUTHORITIES.map((source) => sourceAnswer(source, renewed, live)), sameName);
};

const SAME_NAME: Readonly<Record<ReturnType<typeof compareNames>, CheckResult>> = { equal: 'match', similar: 'similar', different: 'mismatch', 'not-stated': 'unknown' };

interface Asked {
  readonly source: Authority;
  readonly answer: LiveAnswer | null;
  readonly status: 'ok' | 'timeout' | 'error';
  readonly latencyMs: number;
}

const isPermitted = (source: Authority, dossier: Dossier): boolean => TESTIMONIES.some((dataset) => sourceOf(dataset) === source && dossier.readings[dataset].state !== 'withheld');

const askAll = (question: Question, dossier: Dossier, context: Context): Promise<readonly Asked[]> => {
  const subject: Subject = { idNumber: question.idNumber, idType: idTypeOf(question.idNumber), name: question.name };
  const deadline = AbortSignal.timeout(DEADLINE);
  const ask = async (source: Authority): Promise<Asked> => {
    const startedAt = context.now();
    const told = () => ({ source, latencyMs: context.now() - startedAt });
    try {
      const answer = await context.authorities[source].ask(subject, { priority: 'live', signal: deadline });
      return { ...told(), answer, status: 'ok' };
    } catch (thrown) {
      context.log.failed({ doing: 'verify-identity', fault: asFault(thrown) });
      return { ...told(), answer: null, status: deadline.aborted ? 'timeout' : 'error' };
    }
  };
  return Promise.all(AUTHORITIES.filter((source) => isPermitted(source, dossier)).map(ask));
};

/** A live answer takes the place of what is stored in the datasets it settles; a failed one leaves the stored record standing. */
const withLive = (dossier: Dossier, { answer }: Asked, { roster, now }: { readonly roster: MembersSealed; readonly now: Instant }): Dossier => {
  if (answer === null) return dossier;
  const statement = { name: roster.name, bornOn: birthDateOf(roster.idNumber), employer: roster.employerName === null && roster.employerUscc === null ? null : { name: roster.employerName, uscc: roster.employerUscc } };
  const settled = answer.settles.filter((dataset) => dossier.readings[dataset].state !== 'withheld');
  const read: Reading = { state: 'read', asOf: now };
  const recordOf = (draft: LiveAnswer['drafts'][number]): CanonicalRecord =>
    ({ dataset: draft.dataset, recordKey: draft.recordKey, version: 0, changedAt: draft.changedAt, content: draft.content, sealed: null, grades: gradeAgainstRoster(draft.stated, statement) }) as CanonicalRecord;
  const recordsIn = (dataset: Testimony): readonly CanonicalRecord[] => answer.drafts.filter((draft) => draft.dataset === dataset && draft.content !== null && !draft.ended).map(recordOf);
  return {
    ...dossier,
    records: { ...dossier.records, ...Object.fromEntries(settled.map((dataset) => [dataset, recordsIn(dataset)])) },
    readings: { ...dossier.readings, ...Object.fromEntries(settled.map((dataset) => [dataset, read])) },
  };
};

const sourceAnswer = (source: Authority, dossier: Dossier, live: readonly Asked[]): SourceAnswer => {
  const asked = live.find((one) => one.source === source);
  const read = TESTIMONIES.filter((dataset) => sourceOf(dataset) === source).map((dataset) => dossier.readings[dataset]);
  const asOf = read.flatMap((reading) => (reading.state === 'read' ? [reading.asOf] : [])).sort().at(-1) ?? null;
  if (asked !== undefined) return { source, status: asked.status, asOf, latencyMs: asked.latencyMs };
  return { source, status: read.every((reading) => reading.state === 'withheld') ? 'withheld' : asOf === null ? 'error' : 'cached', asOf, latencyMs: 0 };
};
