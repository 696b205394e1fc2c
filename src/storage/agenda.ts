/**
 * Whom a night looks at (made in `agenda-opening.ts`): emptied unit by unit with the results. What a night leaves on it, because a unit failed or the run was
 * given up, the next one takes over.
 */
import { isDeepStrictEqual } from 'node:util';
import { Fault } from '../faults.ts';
import type { Everybody } from './agenda-opening.ts';
import { type Db, goByKeys, one, type Tx } from './database.ts';
import type { PersonRange } from './people.ts';
import { isAnotherUnderWay } from './runs.ts';

/** What of a night is still to be done of people on its agenda. */
export type AgendaPart = 'verify' | 'screen' | 'apply';

/** Neighbouring keys: of people, and as text of what brings them together. */
export interface AgendaSpan extends PersonRange {
  readonly first: string;
  readonly last: string;
}

const IN_SPAN: Readonly<Record<AgendaPart, string>> = {
  verify: 'a.verify and a.person_key between s.lowest and s.highest',
  screen: `a.screen and a.together >= s.first_text and a.together < s.last_text || 'g'`,
  apply: 'a.apply and a.person_key between s.lowest and s.highest',
};
const ANYWHERE: Readonly<Record<AgendaPart, string>> = { verify: 'a.verify', screen: 'a.screen', apply: 'a.apply' };

export const agendaSize = async (db: Db, runId: string, part: AgendaPart): Promise<number> => {
  const { rows } = await db.query<{ people: number }>(
    `select count(*)::int as people from agenda a where a.run_id = $1 and ${ANYWHERE[part]}`,
    [runId],
  );
  return one(rows).people;
};

/** How many of them fall into each span, in the order given. */
export const agendaSizes = async (
  db: Db,
  runId: string,
  { part, spans }: { readonly part: AgendaPart; readonly spans: readonly AgendaSpan[] },
): Promise<readonly number[]> => {
  const { rows } = await db.query<{ people: number }>(
    `select (select count(*)::int from agenda a where a.run_id = $1 and ${IN_SPAN[part]}) as people
       from unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[]) with ordinality as s (first_text, last_text, lowest, highest, nth) order by s.nth`,
    [runId, spans.map(({ first }) => first), spans.map(({ last }) => last), spans.map(({ from }) => from), spans.map(({ to }) => to)],
  );
  return rows.map(({ people }) => people);
};

export interface OnAgenda {
  readonly personKey: string;
  /** By what is known of them now; else nothing about them has changed, and what was told of them stands. */
  readonly anew: boolean;
}

/** Whom a unit is about. */
export const onAgenda = async (
  db: Db,
  runId: string,
  { part, span }: { readonly part: AgendaPart; readonly span: AgendaSpan },
): Promise<readonly OnAgenda[]> => {
  const { rows } = await db.query<OnAgenda>({
    name: `on-agenda-${part}`,
    text: `select a.person_key as "personKey", a.anew
       from (select $2::text as first_text, $3::text as last_text, $4::uuid as lowest, $5::uuid as highest) s
       join agenda a on a.run_id = $1 and ${IN_SPAN[part]} order by a.person_key`,
    values: [runId, span.first, span.last, span.from, span.to],
  });
  return rows;
};

/**
 * Before anything found of these people is saved, in the same transaction: of two runs under way that look at the same people one waits for the other, and
 * sees what that has saved. In one order, or two would wait for each other.
 */
export const holdOnAgenda = async (tx: Tx, personKeys: readonly string[]): Promise<void> => {
  goByKeys(tx);
  await tx.query({
    name: 'hold-on-agenda',
    text: `select from agenda where person_key = any($1::uuid[]) and run_id in (select run_id from run where status = 'running')
            order by person_key, run_id for no key update`,
    values: [personKeys],
  });
};

/**
 * The same where what is saved goes by what was known of them: `known` is what `ask` answered before. Throws where another run that is under way has changed it
 * since, and the unit begins anew.
 */
export const holdAsKnown = async <Known>(
  tx: Tx,
  runId: string,
  { people, known, ask }: { readonly people: readonly string[]; readonly known: Known; readonly ask: (db: Db) => Promise<Known> },
): Promise<void> => {
  await holdOnAgenda(tx, people);
  if ((await isAnotherUnderWay(tx, runId)) && !isDeepStrictEqual(await ask(tx), known)) throw lookedAtMeanwhile();
};

const MEANWHILE = 'looked-at-meanwhile';
export const isLookedAtMeanwhile = (fault: Fault): boolean => fault.code === MEANWHILE;
/** Thrown by whoever finds, holding them, that what it went by is not what is known of them any more. */
export const lookedAtMeanwhile = (): Fault =>
  new Fault('conflict', { code: MEANWHILE, detail: 'Another run has looked at the same people meanwhile; this unit begins anew.' });

/** With what was found of them, in one transaction. */
export const noteVerified = async (tx: Tx, runId: string, personKeys: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'note-verified',
    text: `update agenda set verify = false where run_id = $1 and person_key = any($2::uuid[]) and verify`,
    values: [runId, personKeys],
  });
};

/** With what was said of them. Whoever was only screened again, and of whom nothing else came of it, is off the agenda. */
export const noteScreened = async (
  tx: Tx,
  runId: string,
  { people, changed }: { readonly people: readonly string[]; readonly changed: readonly string[] },
): Promise<void> => {
  await tx.query({
    name: 'note-screened',
    text: `update agenda set screen = false, apply = apply or person_key = any($3::uuid[]) where run_id = $1 and person_key = any($2::uuid[]) and screen`,
    values: [runId, people, changed],
  });
  await tx.query({
    name: 'off-agenda-screened',
    text: `delete from agenda where run_id = $1 and person_key = any($2::uuid[]) and not verify and not screen and not apply`,
    values: [runId, people],
  });
};

/** With what became of their applications. Whoever a failed unit left stays for its next attempt, or the next night. */
export const noteApplied = async (tx: Tx, runId: string, personKeys: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'off-agenda-applied',
    text: `delete from agenda where run_id = $1 and person_key = any($2::uuid[]) and not verify and not screen`,
    values: [runId, personKeys],
  });
};

/** Applications that wait for an answer are seen to every night, whatever is known of their people. */
export const addUndelivered = async (tx: Tx, runId: string): Promise<void> => {
  await tx.query(
    `insert into agenda (person_key, run_id, verify, screen, apply, anew, together)
     select distinct person_key, $1, false, false, true, false, person_key::text
       from application where state in ('ready', 'withdrawing') or hold_reason = 'unknown-member'
     on conflict (person_key, run_id) do update set apply = true`,
    [runId],
  );
};

/** Of how many people a run has said anything anew, and why of everybody where it has. */
export const lookedAt = async (db: Db, runId: string): Promise<{ readonly people: number; readonly everybody: Everybody }> => {
  const { rows } = await db.query<{ people: number; everybody: string[] }>(
    `select people, everybody from agenda_opening where run_id = $1`,
    [runId],
  );
  return rows[0] ?? { people: 0, everybody: [] };
};
