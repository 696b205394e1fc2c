/** What workers confirmed and the evidence no longer says: opened by the night that saw it first, closed by one that sees no difference any more. */
import type { Day } from '../domain/period.ts';
import type { ConcernKind } from '../pipeline/5-apply/application.ts';
import type { ApplicationKey } from './applications.ts';
import type { Db, Tx } from './database.ts';

export interface Concern extends ApplicationKey {
  readonly kind: ConcernKind;
}

export interface Raised {
  readonly open: readonly Concern[];
  /** Applications of which tonight cannot say: what is open about them stays so. */
  readonly unsaid: readonly string[];
}

/** By which run, and of which day. */
interface Opening {
  readonly runId: string;
  readonly on: Day;
}

/** Of these people, and nobody else. One that is open keeps the night it was opened; one that this very run closed and finds again is open as before. */
export const replaceConcerns = async (tx: Tx, opened: Opening, people: readonly string[], { open, unsaid }: Raised): Promise<void> => {
  await tx.query({
    name: 'close-concerns',
    text: `update concern c set closed_run = $1
      where c.person_key = any($2::uuid[]) and c.closed_run is null and not c.application_id = any($3::uuid[])
        and (c.person_key, c.application_id, c.kind) not in (select * from unnest($4::uuid[], $5::uuid[], $6::text[]))`,
    values: [opened.runId, people, unsaid, ...columnsOf(open)],
  });
  await openConcerns(tx, opened, open);
};

/** Beside what is open. One that is open already stays as it is. */
export const openConcerns = async (tx: Tx, { runId, on }: Opening, open: readonly Concern[]): Promise<void> => {
  if (open.length === 0) return;
  await tx.query(
    `insert into concern (person_key, application_id, kind, opened_run, opened_on)
     select person_key, application_id, kind, $1, $2 from unnest($3::uuid[], $4::uuid[], $5::text[]) as n (person_key, application_id, kind)
      where not exists (select from concern c where c.person_key = n.person_key and c.application_id = n.application_id and c.kind = n.kind and c.closed_run is null)
     on conflict (person_key, application_id, kind, opened_run) do update set closed_run = null`,
    [runId, on, ...columnsOf(open)],
  );
};

const columnsOf = (concerns: readonly Concern[]): readonly (readonly string[])[] => [
  concerns.map(({ personKey }) => personKey),
  concerns.map(({ applicationId }) => applicationId),
  concerns.map(({ kind }) => kind),
];

export const openConcernCount = async (db: Db): Promise<number> => {
  const { rows } = await db.query<{ open: number }>(`select count(*)::int as open from concern where closed_run is null`);
  return rows[0]?.open ?? 0;
};
