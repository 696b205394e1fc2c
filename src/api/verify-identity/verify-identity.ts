/**
 * One person verified on request: the same normalise and verify as the night's, from what is stored, or with the authorities' live
 * answers in place of it.
 */
import type { Context } from '../../context.ts';
import type { IdNumber } from '../../domain/id-number.ts';
import { dayAt, endOf } from '../../domain/period.ts';
import { compareNames } from '../../domain/person-name.ts';
import { AUTHORITIES, type Purpose } from '../../domain/sources.ts';
import type { CheckResult } from '../../pipeline/3-verify/types.ts';
import { verify } from '../../pipeline/3-verify/verify.ts';
import { type MemberFile, memberFiles } from '../../storage/dossiers.ts';
import { rosterHits } from '../../storage/people.ts';
import { answerOf, sourceAnswer, type VerificationAnswer, withheldAnswer } from './answer.ts';
import { askAll, permittedSources, renewed } from './live.ts';

export interface Question {
  readonly idNumber: IdNumber;
  readonly name: string;
  readonly purpose: Purpose;
  readonly freshness: 'cached' | 'live';
}

export const verifyIdentity = async (question: Question, context: Context): Promise<VerificationAnswer> => {
  const file = await fileOf(question.idNumber, context);
  const dossier = file?.byPurpose[question.purpose] ?? null;
  const sources = dossier === null ? [] : permittedSources(dossier);
  if (file === null || dossier === null || sources.length === 0) return withheldAnswer();
  const live = question.freshness === 'live' ? await askAll({ idNumber: question.idNumber, name: file.roster.name }, sources, context) : [];
  const known = renewed(dossier, live, { roster: file.roster, now: context.clock() });
  const endOfDay = endOf(dayAt(context.clock()));
  return answerOf(
    verify(known).findings,
    AUTHORITIES.map((source) => sourceAnswer(source, known, { live: live.find((one) => one.source === source) ?? null, endOfDay })),
    SAME_NAME[compareNames(question.name, file.roster.name)],
  );
};

const SAME_NAME: Readonly<Record<ReturnType<typeof compareNames>, CheckResult>> = {
  equal: 'match',
  similar: 'similar',
  different: 'mismatch',
  'not-stated': 'unknown',
};

/** Null: nobody on the roster has this number. */
const fileOf = async (idNumber: IdNumber, { pool, lookup, vault, clock }: Context): Promise<MemberFile | null> => {
  const on = dayAt(clock());
  const [hit] = await rosterHits(pool, [lookup.digest('identity-number', idNumber)], on);
  const [file] = hit === undefined ? [] : await memberFiles(pool, [hit], { vault, on, opened: false });
  return file ?? null;
};
