/** What verification found of people, and the discrepancies it opened and closed. Results change only where they differ. */
import type { Day } from '../domain/period.ts';
import type { Purpose } from '../domain/sources.ts';
import type { Grades } from '../pipeline/3-verify/grades.ts';
import type { Verdict } from '../pipeline/3-verify/types.ts';
import { textArray } from './arrays.ts';
import { closeRequests, reopenRequests } from './correction-requests.ts';
import type { Db, Tx } from './database.ts';
import { differences } from './differences.ts';

export interface PersonFinding {
  readonly personKey: string;
  readonly purpose: Purpose;
  /** Another purpose of this person that has the very same: it is kept there. */
  readonly as: Purpose | null;
  /** Without as-of instants: they belong to the reading. */
  readonly content: object;
  readonly grades: Grades;
  /** As they are kept. */
  readonly gradesText: string;
}

/** Replaces the findings of these people: a new version only where the content differs; what is no longer permitted is closed. Nobody else is touched. */
export const replaceFindings = async (
  tx: Tx,
  runId: string,
  people: readonly string[],
  findings: readonly PersonFinding[],
): Promise<void> => {
  const { rows: known } = await tx.query<{ personKey: string; purpose: Purpose; version: number; fingerprint: string; isCounted: boolean }>(
    {
      name: 'known-findings',
      text: `select distinct on (person_key, purpose) person_key as "personKey", purpose, version, case when current then fingerprint else '' end as fingerprint,
            verdicts is not null as "isCounted"
       from finding where person_key = any($1::uuid[]) order by person_key, purpose, version desc`,
      values: [people],
    },
  );
  const keyOf = ({ personKey, purpose }: Pick<PersonFinding, 'personKey' | 'purpose'>): string => `${personKey} ${purpose}`;
  const as = new Map(findings.map((one) => [keyOf(one), one.as]));
  const comparable = known.map((row) => ({ ...row, fingerprint: fingerprintAs(as.get(keyOf(row)) ?? null, row.fingerprint) }));
  const { changed, gone } = differences(comparable, findings, keyOf);
  await tx.query({
    name: 'supersede-findings',
    text: `update finding f set current = false from unnest($1::uuid[], $2::text[]) as n (person_key, purpose) where f.person_key = n.person_key and f.purpose = n.purpose and f.current`,
    values: [[...changed, ...gone].map((one) => one.personKey), [...changed, ...gone].map((one) => one.purpose)],
  });
  await tx.query(
    `insert into finding (person_key, purpose, version, current, known_run, fingerprint, content, grades, verdicts)
     select person_key, purpose, version, true, $1, fingerprint, content::jsonb, grades::json, verdicts::smallint[]
       from unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[]) as n (person_key, purpose, version, fingerprint, content, grades, verdicts)`,
    [
      runId,
      changed.map((one) => one.personKey),
      changed.map((one) => one.purpose),
      changed.map((one) => (one.known?.version ?? 0) + 1),
      textArray(changed.map((one) => (one.as === null ? one.fingerprint : `${one.as} ${one.fingerprint}`))),
      textArray(changed.map((one) => (one.as === null ? one.text : JSON.stringify(one.as)))),
      textArray(changed.map((one) => (one.as === null ? one.gradesText : null))),
      changed.map(({ grades }) => verdictsOf(grades)),
    ],
  );
  if (known.some(({ isCounted }) => !isCounted)) await countVerdicts(tx, findings);
};

/**
 * Of what is kept under another purpose the fingerprint names that purpose, the content nothing else, and grades are none. Whatever changes what is found
 * changes both, so that what was found on any night stands under the version of that purpose which that night knew. The name is left out here only
 * where tonight's is kept there as well: otherwise it is another, and written.
 */
const fingerprintAs = (as: Purpose | null, stored: string): string =>
  as !== null && stored.startsWith(`${as} `) ? stored.slice(as.length + 1) : stored;

/** Of what was found before verdicts were kept beside it. */
const countVerdicts = async (tx: Tx, findings: readonly PersonFinding[]): Promise<void> => {
  await tx.query(
    `update finding f set verdicts = n.verdicts::smallint[] from unnest($1::uuid[], $2::text[], $3::text[]) as n (person_key, purpose, verdicts)
      where f.person_key = n.person_key and f.purpose = n.purpose and f.current and f.verdicts is null`,
    [findings.map((one) => one.personKey), findings.map((one) => one.purpose), findings.map(({ grades }) => verdictsOf(grades))],
  );
};

/** Their order in `finding.verdicts`. */
const VERDICTS: readonly Verdict[] = ['corroborated', 'single-source', 'conflicting', 'missing', 'stale'];

const verdictsOf = ({ checks }: Grades): string =>
  `{${VERDICTS.map((verdict) => checks.filter((check) => check.verdict === verdict).length).join(',')}}`;

export interface OpenDiscrepancy {
  readonly personKey: string;
  readonly kind: string;
  readonly content: object;
}

/** Opens what is new of these people and closes what the sources have since corrected themselves. */
export const replaceDiscrepancies = async (
  tx: Tx,
  opened: { readonly runId: string; readonly on: Day },
  people: readonly string[],
  discrepancies: readonly OpenDiscrepancy[],
): Promise<void> => {
  // What this very run closed, in an earlier pass, and finds again is as it was: since the same night, with what was asked about it.
  const { rows: known } = await tx.query<{ personKey: string; kind: string; openedRun: string; fingerprint: string }>({
    name: 'known-discrepancies',
    text: `select distinct on (person_key, kind) person_key as "personKey", kind, opened_run as "openedRun", case when closed_run is null then fingerprint else '' end as fingerprint
       from discrepancy where person_key = any($1::uuid[]) and (closed_run is null or closed_run = $2) order by person_key, kind, closed_run nulls first`,
    values: [people, opened.runId],
  });
  const { changed, gone } = differences(known, discrepancies, (row) => `${row.personKey} ${row.kind}`);
  if (gone.length > 0) {
    const { rows: closed } = await tx.query<{ personKey: string; discrepancyId: string }>(
      `update discrepancy d set closed_run = $1, requested = null from unnest($2::uuid[], $3::text[]) as n (person_key, kind)
        where d.person_key = n.person_key and d.kind = n.kind and d.closed_run is null
       returning d.person_key as "personKey", d.discrepancy_id as "discrepancyId"`,
      [opened.runId, gone.map((one) => one.personKey), gone.map((one) => one.kind)],
    );
    await closeRequests(tx, opened.runId, closed);
  }
  if (changed.length === 0) return;
  // One that is open keeps the night it was opened.
  await tx.query(
    `insert into discrepancy (person_key, kind, opened_run, opened_on, fingerprint, content)
     select person_key, kind, opened_run, $1, fingerprint, content from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::jsonb[]) as n (person_key, kind, opened_run, fingerprint, content)
     on conflict (person_key, kind, opened_run) do update set closed_run = null, fingerprint = excluded.fingerprint, content = excluded.content`,
    [
      opened.on,
      changed.map((one) => one.personKey),
      changed.map((one) => one.kind),
      changed.map((one) => one.known?.openedRun ?? opened.runId),
      changed.map((one) => one.fingerprint),
      changed.map((one) => JSON.stringify(one.content)),
    ],
  );
  await reopenRequests(tx, opened.runId, [...new Set(changed.map(({ personKey }) => personKey))]);
};

/** Persons by their weakest verdict for hardship screening, and open discrepancies: the verification line of the summary. */
export interface VerificationCounts {
  readonly people: number;
  readonly corroborated: number;
  readonly singleSource: number;
  readonly conflicting: number;
  readonly missing: number;
  readonly stale: number;
}

const NAMES: Readonly<Record<Verdict, keyof VerificationCounts>> = {
  corroborated: 'corroborated',
  'single-source': 'singleSource',
  conflicting: 'conflicting',
  missing: 'missing',
  stale: 'stale',
};

/** Of a finding called `w`. */
const COUNTED = `coalesce(w.verdicts, (
  select array[${VERDICTS.map((verdict) => `count(*) filter (where c ->> 'verdict' = '${verdict}')::smallint`).join(', ')}]
    from finding f cross join lateral jsonb_array_elements(f.content -> 'findings') as c
   where f.person_key = w.person_key and f.purpose = w.purpose and f.current))`;

/** Counts findings (one a person and check) by verdict, over the widest purpose each person allows: by the index of what is current, and nothing else. */
export const verificationCounts = async (db: Db): Promise<VerificationCounts> => {
  const { rows } = await db.query<VerificationCounts>(
    `with widest as (select distinct on (person_key) person_key, purpose, verdicts from finding where current
                      order by person_key, array_position(array['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'], purpose)),
          counted as (select ${COUNTED} as verdicts from widest w)
     select count(*)::int as people, ${VERDICTS.map((verdict, index) => `coalesce(sum(verdicts[${index + 1}]), 0)::int as "${NAMES[verdict]}"`).join(', ')}
       from counted`,
  );
  return rows[0] ?? { people: 0, corroborated: 0, singleSource: 0, conflicting: 0, missing: 0, stale: 0 };
};

export const openDiscrepancyCounts = async (db: Db): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await db.query<{ kind: string; people: number }>(
    `select kind, count(*)::int as people from discrepancy where closed_run is null group by kind order by kind`,
  );
  return Object.fromEntries(rows.map((row) => [row.kind, row.people]));
};
