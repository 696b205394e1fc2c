/** Announcing that a counterpart will not answer for a time, and taking it back: with its reason, in the ledger in the same transaction. */
import type { Context } from '../context.ts';
import { faultOfWords } from '../domain/kept-words.ts';
import { DAY, epochOf, type Instant, wallTime } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { type Acting, deedOf } from '../jobs/acting.ts';
import { actorOf } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { makeDue } from '../storage/given-up.ts';
import { endMaintenance, holdMaintenance, type Maintenance, planMaintenance, takeBackMaintenance } from '../storage/maintenance.ts';
import { CLOSED_HOURS } from '../upstream/planned-closures.ts';

export interface Plan {
  readonly source: Source;
  readonly from: Instant;
  readonly to: Instant;
}

/** `why` is asked for. */
export type Announcing = Acting & { readonly why: string };

/** Beyond that a date is more likely mistyped than meant. */
const LONGEST_MS = 31 * DAY;

/** Throws `invalid` with the field that cannot be meant. */
export const announceMaintenance = async (
  plan: Plan,
  acting: Announcing,
  { pool, ledger, uuid, clock }: Pick<Context, 'pool' | 'ledger' | 'uuid' | 'clock'>,
): Promise<Maintenance> => {
  const plannedAt = clock();
  const why = acting.why.trim();
  const wrong = faultOfPlan({ ...plan, why }, plannedAt);
  if (wrong !== null) throw new Fault('invalid', { code: 'field-invalid', ...wrong });
  const maintenance = { ...plan, why, maintenanceId: uuid(), by: actorOf(acting.by), plannedAt };
  await inTransaction(pool, async (tx) => {
    await planMaintenance(tx, maintenance);
    await ledger.append(tx, [entryOf(maintenance, 'maintenance-planned', { ...acting, why })]);
  });
  return maintenance;
};

const faultOfPlan = (
  { from, to, why }: Plan & { readonly why: string },
  now: Instant,
): { readonly detail: string; readonly fields: readonly string[] } | null => {
  const ms = epochOf(to) - epochOf(from);
  if (ms <= 0) return { detail: 'It must end after it begins.', fields: ['/to'] };
  if (epochOf(to) <= epochOf(now)) return { detail: 'It would be over already.', fields: ['/to'] };
  if (ms > LONGEST_MS) return { detail: 'It is longer than 31 days; what never answers is better configured as closed.', fields: ['/to'] };
  const words = faultOfWords(why);
  return words === null ? null : { detail: `why ${words}.`, fields: ['/why'] };
};

/** One that has not begun is as if it had never been planned; one under way is over from now on. What waits for it is due at once. */
export const endPlannedMaintenance = async (
  maintenanceId: string,
  acting: Acting,
  { pool, ledger, clock }: Pick<Context, 'pool' | 'ledger' | 'clock'>,
): Promise<Maintenance> => {
  const now = clock();
  return inTransaction(pool, async (tx) => {
    const held = await holdMaintenance(tx, maintenanceId);
    if (held === null) throw noSuchMaintenance();
    const ended = await endHeld(held, now, tx);
    await makeDue(tx, held.source, CLOSED_HOURS);
    await ledger.append(tx, [entryOf(ended, 'maintenance-ended', acting)]);
    return ended;
  });
};

const endHeld = async (held: Maintenance, now: Instant, tx: Tx): Promise<Maintenance> => {
  switch (stateOf(held, now)) {
    case 'over':
      throw new Fault('conflict', { code: 'maintenance-over', detail: 'It is over; what is over stays as it was.' });
    case 'to-come':
      await takeBackMaintenance(tx, held.maintenanceId);
      return held;
    case 'under-way':
      await endMaintenance(tx, held.maintenanceId, now);
      return { ...held, to: now };
  }
};

export const stateOf = ({ from, to }: Pick<Maintenance, 'from' | 'to'>, now: Instant): 'to-come' | 'under-way' | 'over' => {
  if (epochOf(to) <= epochOf(now)) return 'over';
  return epochOf(from) < epochOf(now) ? 'under-way' : 'to-come';
};

const entryOf = (
  { maintenanceId, source, from, to }: Maintenance,
  act: 'maintenance-planned' | 'maintenance-ended',
  acting: Acting,
): LedgerDraft =>
  deedOf(acting, {
    act,
    outcome: 'done',
    sources: [source],
    particulars: { maintenance: maintenanceId, from: wallMinute(from), to: wallMinute(to) },
  });

/** By Shanghai's clock, in no more digits than the ledger takes: `2026-11-02/10:00`. */
const wallMinute = (at: Instant): string => wallTime(at).slice(0, 16).replace(' ', '/');

export const noSuchMaintenance = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-maintenance',
    detail: 'There is no such planned closure; GET /v1/maintenance and `huzheng sources maintenance list` show them.',
    fields: ['maintenanceId'],
  });
