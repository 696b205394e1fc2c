/** From what is known of a person, and what the authorities just said, to the answer. Pure but for the keyed digest. */
import type { Context } from '../../context.ts';
import { dayAt, endOf, instantOf } from '../../domain/period.ts';
import { compareNames, normaliseName } from '../../domain/person-name.ts';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../domain/sources.ts';
import type { Dossier } from '../../pipeline/2-normalise/types.ts';
import { verify } from '../../pipeline/3-verify/verify.ts';
import { answerOf, sourceAnswer, type VerificationAnswer } from './answer.ts';
import { underCalledName } from './called-name.ts';
import { type KnownPerson, notOlderThan } from './known-person.ts';
import { type Asked, liveHolders } from './live.ts';
import type { Question } from './question.ts';
import { renewed } from './renewed.ts';

interface Heard {
  readonly known: KnownPerson;
  readonly dossier: Dossier;
  /** Empty where what is stored was asked for. */
  readonly live: readonly Asked[];
}

export const graded = (question: Question, { known, dossier, live }: Heard, { clock, now, lookup }: Context): VerificationAnswer => {
  const at = clock();
  const notBefore = question.maxAgeMs === null ? null : instantOf(now() - question.maxAgeMs);
  const usable = renewed(notOlderThan(dossier, notBefore), live, { roster: known.roster, now: at });
  const nameDigest = lookup.digest('name', normaliseName(question.name)).toString('hex');
  const heldBy = new Set([...holdersOf(usable, nameDigest), ...liveHolders(live, question.name)]);
  const called = { againstRoster: compareNames(question.name, known.roster.name), heldBy };
  const findings = verify(usable).findings.map((finding) => (finding.check === 'identity' ? underCalledName(finding, called) : finding));
  const endOfDay = endOf(dayAt(at));
  const sources = AUTHORITIES.map((source) =>
    sourceAnswer(source, usable, { live: live.find((one) => one.source === source) ?? null, endOfDay }),
  );
  return answerOf({
    findings,
    sources,
    asked: question.checks,
    underAnotherName: isAnother(question.name, known.roster.name) && isAnother(question.name, known.nameNow),
  });
};

const isAnother = (called: string, name: string): boolean => {
  const grade = compareNames(called, name);
  return grade === 'different' || grade === 'not-stated';
};

/** Authorities with a record whose own name is this one. */
const holdersOf = ({ records }: Dossier, nameDigest: string): readonly Authority[] =>
  TESTIMONIES.filter((dataset) => records[dataset].some(({ digests }) => digests?.['name'] === nameDigest)).map(
    (dataset) => sourceOf(dataset) as Authority,
  );
