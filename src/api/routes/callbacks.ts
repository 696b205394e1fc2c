/** What the aid system calls to say of an application that was delivered. */
import { decidedIn } from '../../../connectors/aid-system/decided.ts';
import type { Instant } from '../../domain/period.ts';
import { inBatches } from '../../in-batches.ts';
import { type CallbackOutcome, type Told, takeEvents } from '../../pipeline/5-apply/callback/job.ts';
import type { CallbackEvent } from '../../storage/callback-events.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, type Route, signedAtOf } from '../route.ts';

type Schemas = components['schemas'];

/** Few enough that nobody who wants one of their applications, or the ledger, waits for long. */
const AT_ONCE = 200;

/** The aid system sends what it has gathered all at once, after a closed night or an outage of ours. */
export const takeCallback: Route = (context) => {
  const take = inBatches<Told, CallbackOutcome>((told) => takeEvents(told, context), AT_ONCE);
  return async (request, response) => {
    const event = eventOf(bodyOf<Schemas['AidSystemEvent']>(request), signedAtOf(response));
    const outcome = await take({ event, trace: admittedTo(response).traceId });
    context.metrics.callbackAnswered(outcome);
    response.json({ outcome } satisfies Schemas['CallbackTaken']);
  };
};

/** The interface gives no types: an id may come as a number and a version as a text, which the contract has found to be lossless. */
const eventOf = (stated: Schemas['AidSystemEvent'], toldAt: Instant): CallbackEvent => {
  const { eventId, applicationId, version, status } = stated;
  return {
    eventId: String(eventId),
    applicationId: applicationId.toLowerCase(),
    version: Number(version),
    status,
    ...decidedIn(stated),
    toldAt,
  };
};
