/** Moves an application by what the aid system says of it, holding its row: in a callback at any hour, or in answer to the night. */
import type { Context } from '../../../context.ts';
import { callbackTaken } from '../../../security/ledger/callback-taken.ts';
import { type ApplicationKey, holdApplications, saveWhereabouts } from '../../../storage/applications.ts';
import { type CallbackEvent, type EventEffect, holdAddressed, keepEvent } from '../../../storage/callback-events.ts';
import { inTransaction, type Tx } from '../../../storage/database.ts';
import { forgetWithdrawn } from '../../../storage/erasure.ts';
import { sharePeople } from '../../../storage/people-lock.ts';
import { together } from '../../../together.ts';
import { afterAnswer, afterEvent, effectOf, type Whereabouts } from '../callback.ts';

type Tools = Pick<Context, 'pool' | 'ledger' | 'clock' | 'metrics'>;

export type CallbackOutcome = EventEffect | 'repeated';

/**
 * Any answer but a 2xx brings the event back (`interfaces.md` §4), so whatever can be read is taken. An id that is none of ours too: it is made
 * from member, programme and episode before anything is sent, so it will be no more ours tomorrow, and sending it for ever would help nobody; the
 * ledger and the counter have it for whoever looks into why.
 *
 * Entered in the ledger after the commit and before the answer: whoever is not answered because the entry failed sends again, and is entered then.
 */
export const takeEvent = async (event: CallbackEvent, trace: string, tools: Tools): Promise<CallbackOutcome> => {
  const { effect, isRepeated, subjects } = await inTransaction(tools.pool, (tx) => moveBy(tx, event, tools));
  const outcome = isRepeated ? 'repeated' : effect;
  await tools.ledger.record(callbackTaken({ event, effect, outcome, subjects, trace }));
  tools.metrics.callbackAnswered(outcome);
  return outcome;
};

const moveBy = async (tx: Tx, event: CallbackEvent, { clock }: Tools) => {
  const [, known] = await together([sharePeople(tx, null), holdAddressed(tx, event.applicationId)]);
  const kept = await keepEvent(tx, event, { effect: known === null ? 'unknown-application' : effectOf(known, event), at: clock() });
  if (known !== null && !kept.isRepeated && kept.effect === 'moved')
    await together([saveWhereabouts(tx, known, afterEvent(known, event)), forgetWithdrawn(tx, known)]);
  return { ...kept, subjects: known?.idDigests ?? [] };
};

/** What the night has found out of one application. Gone meanwhile with its person: nothing is left to note. */
export const settle = async (tx: Tx, key: ApplicationKey, answer: Whereabouts): Promise<void> => {
  const known = (await holdApplications(tx, [key])).get(key.applicationId);
  if (known !== undefined) await saveWhereabouts(tx, known, afterAnswer(known, answer));
};
