/** Verifies those of a shard who are on the agenda, each once for every purpose their data may be used for. */
import { results } from '../../domain/canonical-json.ts';
import { PURPOSES } from '../../domain/sources.ts';
import { defineStep, type ShardSpan, spanOf } from '../../jobs/step.ts';
import { holdOnAgenda, noteVerified, onAgenda } from '../../storage/agenda.ts';
import { replaceDiscrepancies, replaceFindings } from '../../storage/findings.ts';
import { gradesDigest, noteGrades } from '../../storage/night-grades.ts';
import { membersByKey } from '../../storage/people.ts';
import { memberFiles } from '../2-normalise/member-file/job.ts';
import { gradesOf } from './grades.ts';
import { verify } from './verify.ts';

export const verifyShard = defineStep<ShardSpan>({
  name: 'verify',
  async run({ params, run, sees }, { pool, vault, lookup }) {
    const listed = await onAgenda(pool, run.runId, { part: 'verify', span: spanOf(params) });
    const people = listed.map(({ personKey }) => personKey);
    const files = await memberFiles(pool, await membersByKey(pool, people), { vault, on: run.date, opened: false });
    sees(files.map(({ stored }) => stored.personKey));
    const verified = files.flatMap(({ stored, byPurpose }) =>
      PURPOSES.flatMap((purpose) => {
        const dossier = byPurpose[purpose];
        if (dossier === null) return [];
        const verification = verify(dossier);
        return [{ personKey: stored.personKey, purpose, verification, grades: gradesOf(verification, dossier) }];
      }),
    );
    const findings = verified.map(({ personKey, purpose, verification, grades }) => ({
      personKey,
      purpose,
      content: results({ ...verification, readings: grades.readings }),
      grades,
    }));
    const graded = [...Map.groupBy(findings, ({ personKey }) => personKey)].map(([personKey, found]) => ({
      personKey,
      digests: Object.fromEntries(found.map(({ purpose, grades }) => [purpose, gradesDigest(JSON.stringify(grades), lookup)])),
    }));
    const discrepancies = verified.flatMap(({ personKey, verification }) =>
      verification.discrepancies.map((discrepancy) => ({ personKey, kind: discrepancy.kind, content: results(discrepancy) })),
    );
    return async (tx) => {
      await holdOnAgenda(tx, people);
      await replaceFindings(tx, run.runId, people, findings);
      await noteGrades(tx, graded);
      await replaceDiscrepancies(tx, { runId: run.runId, on: run.date }, people, firstOfEachKind(discrepancies));
      await noteVerified(tx, run.runId, people);
      return [];
    };
  },
});

/** What several purposes see alike is one discrepancy; the widest purpose comes first. */
const firstOfEachKind = <T extends { readonly personKey: string; readonly kind: string }>(discrepancies: readonly T[]): readonly T[] => [
  ...new Map(discrepancies.toReversed().map((one) => [`${one.personKey} ${one.kind}`, one])).values(),
];
