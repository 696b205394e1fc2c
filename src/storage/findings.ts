/** What verification found of people, and the discrepancies it opened and closed. Results change only where they differ. */
import type { Day } from '../domain/period.ts';
import type { Purpose } from '../domain/sources.ts';
import type { Db, Tx } from './database.ts';
import type { PersonRange } from './people.ts';

export interface PersonFinding {
  readonly personKey: string;
  readonly purpose: Purpose;
  /** Without as-of instants: they belong to the reading. */
  readonly content: object;
}

/** Replaces the findings of a shard: a new version only where the content differs; what is no longer permitted is closed. */
export const replaceFindings = async (tx: Tx, runId: string, range: PersonRange, findings: readonly PersonFinding[]): Promise<void> => {
  await tx.query(
    `with given as (select * from unnest($4::uuid[], $5::text[], $6::jsonb[]) as g (person_key, purpose, content)),
          stale as (update finding f set current = false
                     where f.person_key between $2 and $3 and f.current and not exists (select 1 from given g where g.person_key = f.person_key and g.purpose = f.purpose and g.content = f.content))
     insert into finding (person_key, purpose, version, current, known_run, content)
     select g.person_key, g.purpose, coalesce((select max(f.version) from finding f where f.person_key = g.person_key and f.purpose = g.purpose), 0) + 1, true, $1, g.content
       from given g
      where not exists (select 1 from finding f where f.person_key = g.person_key and f.purpose = g.purpose and f.current and f.content = g.content)`,
    [runId, range.from, range.to, findings.map((finding) => finding.personKey), findings.map((finding) => finding.purpose), findings.map((finding) => JSON.stringify(finding.content))],
  );
};

export interface OpenDiscrepancy {
  readonly personKey: string;
  readonly kind: string;
  readonly content: object;
}

/** Opens what is new and closes what the sources have since corrected themselves. */
export const replaceDiscrepancies = async (tx: Tx, opened: { readonly runId: string; readonly on: Day }, range: PersonRange, discrepancies: readonly OpenDiscrepancy[]): Promise<void> => {
  await tx.query(
    `with given as (select * from unnest($5::uuid[], $6::text[], $7::jsonb[]) as g (person_key, kind, content)),
          closed as (update discrepancy d set closed_run = $1
                      where d.person_key between $3 and $4 and d.closed_run is null and not exists (select 1 from given g where g.person_key = d.person_key and g.kind = d.kind)),
          known as (update discrepancy d set content = g.content from given g
                     where d.person_key = g.person_key and d.kind = g.kind and d.closed_run is null and d.content <> g.content)
     insert into discrepancy (person_key, kind, opened_run, opened_on, content)
     select g.person_key, g.kind, $1, $2, g.content from given g
      where not exists (select 1 from discrepancy d where d.person_key = g.person_key and d.kind = g.kind and d.closed_run is null)
     on conflict (person_key, kind, opened_run) do update set closed_run = null, content = excluded.content`,
    [opened.runId, opened.on, range.from, range.to, discrepancies.map((one) => one.personKey), discrepancies.map((one) => one.kind), discrepancies.map((one) => JSON.stringify(one.content))],
  );
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

/** Counts findings (one a person and check) by verdict, over the widest purpose each person allows. */
export const verificationCounts = async (db: Db): Promise<VerificationCounts> => {
  const { rows } = await db.query<VerificationCounts>(
    `with widest as (select distinct on (person_key) person_key, content from finding where current
                      order by person_key, array_position(array['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'], purpose)),
          verdicts as (select jsonb_array_elements(content->'findings')->>'verdict' as verdict from widest)
     select (select count(*) from widest)::int as people,
            count(*) filter (where verdict = 'corroborated')::int as corroborated, count(*) filter (where verdict = 'single-source')::int as "singleSource",
            count(*) filter (where verdict = 'conflicting')::int as conflicting, count(*) filter (where verdict = 'missing')::int as missing,
            count(*) filter (where verdict = 'stale')::int as stale
       from verdicts`,
  );
  return rows[0] ?? { people: 0, corroborated: 0, singleSource: 0, conflicting: 0, missing: 0, stale: 0 };
};

export const openDiscrepancyCounts = async (db: Db): Promise<Readonly<Record<string, number>>> => {
  const { rows } = await db.query<{ kind: string; people: number }>(`select kind, count(*)::int as people from discrepancy where closed_run is null group by kind order by kind`);
  return Object.fromEntries(rows.map((row) => [row.kind, row.people]));
};
