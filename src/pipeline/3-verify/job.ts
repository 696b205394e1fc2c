/** Verifies those of a shard who are on the agenda, each once for every purpose their data may be used for. */
import { results } from '../../domain/canonical-json.ts';
import { PURPOSES } from '../../domain/sources.ts';
import { defineStep, type ShardSpan, spanOf } from '../../jobs/step.ts';
import type { LookupKey } from '../../security/digest.ts';
import { holdOnAgenda, noteVerified, onAgenda } from '../../storage/agenda.ts';
import { type OpenDiscrepancy, type PersonFinding, replaceDiscrepancies, replaceFindings } from '../../storage/findings.ts';
import { gradesDigest, noteGrades } from '../../storage/night-grades.ts';
import { membersByKey } from '../../storage/people.ts';
import { type MemberFile, memberFiles } from '../2-normalise/member-file/job.ts';
import type { Dossier } from '../2-normalise/types.ts';
import { gradesOf } from './grades.ts';
import { verify } from './verify.ts';

export const verifyShard = defineStep<ShardSpan>({
  name: 'verify',
  async run({ params, run, sees }, { pool, vault, lookup }) {
    const listed = await onAgenda(pool, run.runId, { part: 'verify', span: spanOf(params) });
    const people = listed.map(({ personKey }) => personKey);
    const files = await memberFiles(pool, await membersByKey(pool, people), { vault, on: run.date, opened: false });
    sees(files.map(({ stored }) => stored.personKey));
    const found = files.flatMap((file) => foundOf(file, lookup));
    const findings = found.map(({ finding }) => finding);
    const graded = [...Map.groupBy(found, ({ finding }) => finding.personKey)].map(([personKey, own]) => ({
      personKey,
      digests: Object.fromEntries(own.map(({ finding, digest }) => [finding.purpose, digest])),
    }));
    const discrepancies = firstOfEachKind(found.flatMap((one) => one.discrepancies));
    return async (tx) => {
      await holdOnAgenda(tx, people);
      await replaceFindings(tx, run.runId, people, findings);
      await noteGrades(tx, graded);
      await replaceDiscrepancies(tx, { runId: run.runId, on: run.date }, people, discrepancies);
      await noteVerified(tx, run.runId, people);
      return [];
    };
  },
});

interface Found {
  readonly finding: PersonFinding;
  readonly discrepancies: readonly OpenDiscrepancy[];
  /** Of the grades. */
  readonly digest: string;
}

/** Purposes that may use the very same of a member find the same: it is found once, and kept under the first of them. */
const foundOf = ({ stored: { personKey }, byPurpose }: MemberFile, lookup: LookupKey): readonly Found[] => {
  const firstOf = new Map<Dossier, Found>();
  return PURPOSES.flatMap((purpose) => {
    const dossier = byPurpose[purpose];
    if (dossier === null) return [];
    const first = firstOf.get(dossier);
    if (first !== undefined) return [{ ...first, finding: { ...first.finding, purpose, as: first.finding.purpose }, discrepancies: [] }];
    const own = foundIn(dossier, { personKey, purpose }, lookup);
    firstOf.set(dossier, own);
    return [own];
  });
};

const foundIn = (dossier: Dossier, whose: Pick<PersonFinding, 'personKey' | 'purpose'>, lookup: LookupKey): Found => {
  const verification = verify(dossier);
  const grades = gradesOf(verification, dossier);
  const gradesText = JSON.stringify(grades);
  return {
    finding: { ...whose, as: null, content: results({ ...verification, readings: grades.readings }), grades, gradesText },
    discrepancies: verification.discrepancies.map((discrepancy) => ({
      personKey: whose.personKey,
      kind: discrepancy.kind,
      content: results(discrepancy),
    })),
    digest: gradesDigest(gradesText, lookup),
  };
};

/** What several purposes see alike is one discrepancy; the widest purpose comes first. */
const firstOfEachKind = <T extends { readonly personKey: string; readonly kind: string }>(discrepancies: readonly T[]): readonly T[] => [
  ...new Map(discrepancies.toReversed().map((one) => [`${one.personKey} ${one.kind}`, one])).values(),
];
