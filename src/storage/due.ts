/**
 * Who has to be judged again. Whoever saves a change says so in the same transaction; whoever has judged somebody says until when that stands
 * though nothing changes. A change that comes while a person is being looked at stays for the next night.
 */
import type { Day } from '../domain/period.ts';
import type { Dataset } from '../domain/sources.ts';
import { together } from '../together.ts';
import type { Tx } from './database.ts';

/** `judge`: what is known of a person; `permit`: what may be used of them; `apply`: what became of an application. */
export type NewsKind = 'permit' | 'judge' | 'apply';

export interface News {
  readonly kind: NewsKind;
  /** By which run it was read; null: by none, or by any. */
  readonly runId: string | null;
}

/**
 * Before the first agenda was made, everybody is due anyway: until then a first night writes none of it. Beside another that is under way it does: by now that one may
 * be looking at people whom it has not noted yet.
 */
const EVER_LOOKED: Readonly<Record<NewsKind, string>> = { permit: 'permission', judge: 'agenda_opening', apply: 'due' };

/**
 * In the transaction that saves what changed about these people. What a run has said of a person already is not said again, where it is sure to be there still
 * when that run comes to take it: others take what the roster says as well, and what a run has left that was over and goes on.
 */
export const markDue = async (
  tx: Tx,
  personKeys: readonly string[],
  { kind = 'judge', runId = null }: Partial<News> = {},
): Promise<void> => {
  if (personKeys.length === 0) return;
  await tx.query({
    name: `mark-due-${kind}`,
    text: `insert into person_news (person_key, kind, run_id)
     select distinct n.person_key, $2, $3::text from unnest($1::uuid[]) as n (person_key)
      where (exists (select from ${EVER_LOOKED[kind]}) or exists (select from run where status = 'running' offset 1))
        and not exists (select from person_news k where k.person_key = n.person_key and k.kind = $2 and k.run_id = $3
                           and k.kind <> 'permit' and (select pass from run where run_id = $3) = 1)`,
    values: [personKeys, kind, runId],
  });
};

/** What a run has read of people; of the roster, also what may be used of them. */
export const markRead = async (
  tx: Tx,
  runId: string,
  read: readonly { readonly personKey: string; readonly dataset: Dataset }[],
): Promise<void> => {
  const members = read.filter(({ dataset }) => dataset === 'members').map(({ personKey }) => personKey);
  const people = read.map(({ personKey }) => personKey);
  await together([markDue(tx, members, { kind: 'permit', runId }), markDue(tx, people, { kind: 'judge', runId })]);
};

/** Whoever was taken for a member by a number that the roster corrects: judged once more, as nobody or by another of their memberships, whose permission then holds. */
export const markMistaken = async (tx: Tx, personKeys: readonly string[]): Promise<void> => {
  await markDue(tx, personKeys, { kind: 'permit' });
  await markDue(tx, personKeys);
};

/** Whoever was judged together with people who are about to be erased. */
export const markHouseholdsOf = async (tx: Tx, personKeys: readonly string[]): Promise<void> => {
  const { rows } = await tx.query<{ person_key: string }>(
    `select distinct o.person_key from fact_sheet f join fact_sheet o on o.household = f.household and o.current
      where f.person_key = any($1::uuid[]) and f.current and o.person_key <> all($1::uuid[])`,
    [personKeys],
  );
  await markDue(
    tx,
    rows.map((row) => row.person_key),
  );
};

/** What a look at a person leaves. */
export interface Looked {
  readonly personKey: string;
  /** Null: nothing but a change, or other circumstances. */
  readonly dueOn: Day | null;
}

/** With the results themselves, under the circumstances the run's agenda was made under. */
export const saveLooked = async (tx: Tx, run: { readonly runId: string; readonly date: Day }, looked: readonly Looked[]): Promise<void> => {
  if (looked.length === 0) return;
  await tx.query(
    `insert into due (person_key, looked_on, due_on, circumstance_id, judged_run)
     select n.person_key, $2, n.due_on, o.circumstance_id, $1
       from unnest($3::uuid[], $4::date[]) as n (person_key, due_on) cross join agenda_opening o where o.run_id = $1
     on conflict (person_key) do update
        set looked_on = excluded.looked_on, due_on = excluded.due_on, circumstance_id = excluded.circumstance_id, judged_run = excluded.judged_run`,
    [run.runId, run.date, looked.map(({ personKey }) => personKey), looked.map(({ dueOn }) => dueOn ?? 'infinity')],
  );
};

/** Of people who were only screened again: until when that stands is as it was. */
export const saveScreenedAgain = async (tx: Tx, run: { readonly date: Day }, people: readonly string[]): Promise<void> => {
  if (people.length === 0) return;
  await tx.query({
    name: 'screened-again',
    text: `update due set looked_on = $1 where person_key = any($2::uuid[])`,
    values: [run.date, people],
  });
};

/** An application that will have lain too long on that day brings its person back earlier. */
export const bringForward = async (tx: Tx, earlier: readonly { readonly personKey: string; readonly on: Day }[]): Promise<void> => {
  if (earlier.length === 0) return;
  await tx.query(
    `update due d set due_on = least(d.due_on, n.due_on)
       from (select person_key, min(due_on) as due_on from unnest($1::uuid[], $2::date[]) as g (person_key, due_on) group by person_key) n
      where d.person_key = n.person_key`,
    [earlier.map(({ personKey }) => personKey), earlier.map(({ on }) => on)],
  );
};
