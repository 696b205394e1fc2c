/** Verifies those of a shard who are on the agenda, each once for every purpose their data may be used for. */
import { results } from '../../domain/canonical-json.ts';
import { PURPOSES } from '../../domain/sources.ts';
import { defineStep, type ShardSpan, spanOf } from '../../jobs/step.ts';
import type { LookupKey } from '../../security/digest.ts';
import { holdOnAgenda, noteVerified, onAgenda } from '../../storage/agenda.ts';
import { saveBriefings } from '../../storage/briefings.ts';
import { type OpenDiscrepancy, type PersonFinding, replaceDiscrepancies, replaceFindings } from '../../storage/findings.ts';
import { gradesDigest, noteGrades } from '../../storage/night-grades.ts';
import { membersByKey } from '../../storage/people.ts';
import { memberFiles } from '../2-normalise/member-file/job.ts';
import { briefingOf } from '../4-screen/briefing/job.ts';
import { gradesOf } from './grades.ts';
import type { View, Views } from './types.ts';
import { viewsOf } from './views.ts';

export const verifyShard = defineStep<ShardSpan>({
  name: 'verify',
  async run({ params, run, sees }, context) {
    const { pool, vault, lookup } = context;
    const listed = await onAgenda(pool, run.runId, { part: 'verify', span: spanOf(params) });
    const people = listed.map(({ personKey }) => personKey);
    const files = await memberFiles(pool, await membersByKey(pool, people), { vault, on: run.date, opened: false });
    sees(files.map(({ stored }) => stored.personKey));
    const seen = files.map((file) => ({ file, views: viewsOf(file.byPurpose) }));
    const found = seen.flatMap(({ file, views }) => foundOf(file.stored.personKey, views, lookup));
    const findings = found.map(({ finding }) => finding);
    const graded = [...Map.groupBy(found, ({ finding }) => finding.personKey)].map(([personKey, own]) => ({
      personKey,
      digests: Object.fromEntries(own.map(({ finding, digest }) => [finding.purpose, digest])),
    }));
    const discrepancies = firstOfEachKind(found.flatMap((one) => one.discrepancies));
    const ruleSet = await context.ruleSetOf(run);
    const briefings = seen.map(({ file, views }) => ({ personKey: file.stored.personKey, content: briefingOf(file, views, ruleSet) }));
    const code = await context.ownCode();
    return async (tx) => {
      await holdOnAgenda(tx, people);
      await replaceFindings(tx, run.runId, people, findings);
      await noteGrades(tx, graded);
      await replaceDiscrepancies(tx, { runId: run.runId, on: run.date }, people, discrepancies);
      await saveBriefings(tx, { runId: run.runId, code }, briefings);
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
const foundOf = (personKey: string, views: Views, lookup: LookupKey): readonly Found[] => {
  const firstOf = new Map<View, Found>();
  return PURPOSES.flatMap((purpose) => {
    const view = views[purpose];
    if (view === null) return [];
    const first = firstOf.get(view);
    if (first !== undefined) return [{ ...first, finding: { ...first.finding, purpose, as: first.finding.purpose }, discrepancies: [] }];
    const own = foundIn(view, { personKey, purpose }, lookup);
    firstOf.set(view, own);
    return [own];
  });
};

const foundIn = ({ dossier, verification }: View, whose: Pick<PersonFinding, 'personKey' | 'purpose'>, lookup: LookupKey): Found => {
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
