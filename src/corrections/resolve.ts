/**
 * What a person does about a discrepancy: asks an authority to check its own record, notes down its answer, takes the request back. None of it
 * closes the discrepancy; only the corrected row does. Each is one transaction with its entry in the ledger.
 */

import type { Context } from '../context.ts';
import { type Day, dayAt } from '../domain/period.ts';
import type { Authority } from '../domain/sources.ts';
import { isUuid } from '../domain/uuid.ts';
import { Fault } from '../faults.ts';
import type { Acting } from '../jobs/acting.ts';
import { actorOf } from '../security/caller.ts';
import type { Act } from '../security/ledger/entry.ts';
import {
  answerRequest,
  type HeldDiscrepancy,
  holdDiscrepancy,
  insertRequest,
  liveAddressees,
  withdrawRequest,
} from '../storage/correction-requests.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { idDigestsOf } from '../storage/people.ts';
import { usualDueDay } from './due.ts';

export type Resolution =
  /** `dueOn` null: the usual time. */
  | { readonly action: 'request-correction'; readonly dueOn: Day | null }
  | { readonly action: 'record-answer'; readonly answer: string }
  | { readonly action: 'withdraw-request' };

export interface Resolving extends Acting {
  readonly discrepancyId: string;
  /** Null: the only one that can be meant. */
  readonly to: Authority | null;
  readonly resolution: Resolution;
}

type Tools = Pick<Context, 'pool' | 'ledger' | 'clock' | 'uuid'>;

/** Throws `invalid` where there is no such discrepancy, `conflict` where it stands otherwise. */
export const resolveDiscrepancy = (resolving: Resolving, tools: Tools): Promise<void> =>
  inTransaction(tools.pool, async (tx) => {
    const held = isUuid(resolving.discrepancyId) ? await holdDiscrepancy(tx, resolving.discrepancyId) : null;
    if (held === null) throw noSuchDiscrepancy();
    const to = await addresseeOf(tx, resolving, held);
    await act(tx, { ...resolving, to }, held, tools);
    const { by, trace, why, discrepancyId, resolution } = resolving;
    await tools.ledger.append(tx, [
      {
        ...{ caller: by, act: ACT_OF[resolution.action], purpose: null, trace, outcome: 'done', sources: [to] },
        subjects: await idDigestsOf(tx, [held.personKey]),
        particulars: { discrepancy: discrepancyId, to, ...(why !== null && { why }) },
      },
    ]);
  });

const ACT_OF: Readonly<Record<Resolution['action'], Act>> = {
  'request-correction': 'correction-requested',
  'record-answer': 'correction-answered',
  'withdraw-request': 'correction-withdrawn',
};

const act = async (
  tx: Tx,
  { discrepancyId, resolution, to, by, why }: Resolving & { readonly to: Authority },
  { personKey, isOpen, sources }: HeldDiscrepancy,
  { clock, uuid }: Tools,
): Promise<void> => {
  const about = { personKey, discrepancyId };
  const at = clock();
  if (!isOpen) throw closedAlready();
  switch (resolution.action) {
    case 'request-correction': {
      const dueOn = resolution.dueOn ?? usualDueDay(dayAt(at));
      if (!sources.includes(to)) throw notItsStatement();
      if (dueOn < dayAt(at)) throw dueInThePast();
      const request = { requestId: uuid(), addressee: to, dueOn, requestedBy: actorOf(by), requestedAt: at, why };
      if (!(await insertRequest(tx, about, request))) throw askedAlready();
      return;
    }
    case 'record-answer':
      if (!(await answerRequest(tx, about, { addressee: to, answer: resolution.answer, by: actorOf(by), at }))) throw notRequested();
      return;
    case 'withdraw-request':
      if (!(await withdrawRequest(tx, about, to))) throw notRequested();
      return;
  }
};

/** Whoever it was said to be, else the only one who says something, or who was asked. */
const addresseeOf = async (tx: Tx, { to, discrepancyId, resolution }: Resolving, held: HeldDiscrepancy): Promise<Authority> => {
  if (to !== null) return to;
  const possible =
    resolution.action === 'request-correction'
      ? [...new Set(held.sources)]
      : await liveAddressees(tx, { personKey: held.personKey, discrepancyId });
  const [only] = possible;
  if (only === undefined) throw notRequested();
  if (possible.length > 1) throw addresseeNeeded();
  return only;
};

export const noSuchDiscrepancy = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-discrepancy',
    detail: 'There is no such discrepancy; GET /v1/discrepancies and `huzheng discrepancies list` list them.',
    fields: ['discrepancyId'],
  });

const closedAlready = (): Fault =>
  new Fault('conflict', { code: 'discrepancy-closed', detail: 'The sources agree again; there is nothing to ask or answer any more.' });
const addresseeNeeded = (): Fault =>
  new Fault('invalid', { code: 'addressee-needed', detail: 'Several authorities can be meant; say which by `to`.', fields: ['/to'] });
const notItsStatement = (): Fault =>
  new Fault('conflict', {
    code: 'not-its-statement',
    detail: 'That authority says nothing in this discrepancy: it has no record to check.',
  });
const askedAlready = (): Fault =>
  new Fault('conflict', { code: 'asked-already', detail: 'That authority has been asked; take the request back to ask anew.' });
export const notRequested = (): Fault =>
  new Fault('conflict', { code: 'not-requested', detail: 'No request to that authority is open; ask it first.' });
const dueInThePast = (): Fault => new Fault('invalid', { code: 'field-invalid', detail: 'dueOn is past already.', fields: ['/dueOn'] });
