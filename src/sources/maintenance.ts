/** Announcing that a counterpart will not answer for a time, and taking it back: with its reason, in the ledger in the same transaction. */
import type { Context } from '../context.ts';
import { faultOfWords } from '../domain/kept-words.ts';
import { DAY, epochOf, type Instant } from '../domain/period.ts';
import type { Source } from '../domain/sources.ts';
import { Fault } from '../faults.ts';
import { actorOf, type Caller } from '../security/caller.ts';
import type { LedgerDraft } from '../security/ledger/entry.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import {
  endMaintenance,
  holdMaintenance,
  type Maintenance,
  planMaintenance,
  takeBackMaintenance,
  wakeClosed,
} from '../storage/maintenance.ts';

export interface By {
  readonly caller: Caller;
  readonly trace: string | null;
}

export interface Plan {
  readonly source: Source;
  readonly from: Instant;
  readonly to: Instant;
  readonly why: string;
}

/** Beyond that a date is more likely mistyped than meant. */
const LONGEST_MS = 31 * DAY;

/** Throws `invalid` with the field that cannot be meant. */
export const announceMaintenance = async (
  plan: Plan,
  { caller, trace }: By,
  { pool, ledger, uuid, clock }: Pick<Context, 'pool' | 'ledger' | 'uuid' | 'clock'>,
): Promise<Maintenance> => {
  const plannedAt = clock();
  const wrong = faultOfPlan(plan, plannedAt);
  if (wrong !== null) throw new Fault('invalid', { code: 'field-invalid', ...wrong });
  const maintenance = { ...plan, why: plan.why.trim(), maintenanceId: uuid(), by: actorOf(caller), plannedAt };
  await inTransaction(pool, async (tx) => {
    await planMaintenance(tx, maintenance);
    await ledger.append(tx, [entryOf(maintenance, { act: 'maintenance-planned', caller, trace })]);
  });
  return maintenance;
};

const faultOfPlan = ({ from, to, why }: Plan, now: Instant): { readonly detail: string; readonly fields: readonly string[] } | null => {
  const ms = epochOf(to) - epochOf(from);
  if (ms <= 0) return { detail: 'It must end after it begins.', fields: ['/to'] };
  if (epochOf(to) <= epochOf(now)) return { detail: 'It would be over already.', fields: ['/to'] };
  if (ms > LONGEST_MS) return { detail: 'It is longer than 31 days; what never answers is better configured as closed.', fields: ['/to'] };
  const words = faultOfWords(why);
  return words === null ? null : { detail: `The reason ${words}.`, fields: ['/why'] };
};

/** One that has not begun is as if it had never been planned; one under way is over from now on. What waits for it is due at once. */
export const endPlannedMaintenance = async (
  maintenanceId: string,
  { caller, trace }: By,
  { pool, ledger, clock }: Pick<Context, 'pool' | 'ledger' | 'clock'>,
): Promise<Maintenance> => {
  const now = clock();
  return inTransaction(pool, async (tx) => {
    const held = await holdMaintenance(tx, maintenanceId);
    if (held === null) throw noSuchMaintenance();
    const ended = await endHeld(held, now, tx);
    await wakeClosed(tx, held.source);
    await ledger.append(tx, [entryOf(ended, { act: 'maintenance-ended', caller, trace })]);
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

interface Act extends By {
  readonly act: 'maintenance-planned' | 'maintenance-ended';
}

const entryOf = ({ maintenanceId, source, from, to, why }: Maintenance, { act, caller, trace }: Act): LedgerDraft => ({
  caller,
  act,
  purpose: null,
  subjects: [],
  sources: [source],
  outcome: 'done',
  trace,
  particulars: { maintenance: maintenanceId, from: minuteOf(from), to: minuteOf(to), why },
});

/** As short as the ledger takes a text with digits. */
const minuteOf = (at: Instant): string => `${at.slice(0, 16)}Z`;

const noSuchMaintenance = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-maintenance',
    detail: 'There is no such planned closure; GET /v1/maintenance lists them.',
    fields: ['maintenanceId'],
  });
