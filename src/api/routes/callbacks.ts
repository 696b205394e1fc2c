/** What the aid system calls to say of an application that was delivered. */
import { reasonCodeOf } from '../../domain/reason-code.ts';
import { inBatches } from '../../in-batches.ts';
import { type CallbackOutcome, type Told, takeEvents } from '../../pipeline/5-apply/callback/job.ts';
import type { CallbackEvent } from '../../storage/callback-events.ts';
import type { components } from '../contract.ts';
import { instantIn } from '../instant.ts';
import { admittedTo, bodyOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

/** Few enough that nobody who wants one of their applications, or the ledger, waits for long. */
const AT_ONCE = 200;

/** The aid system sends what it has gathered all at once, after a closed night or an outage of ours. */
export const takeCallback: Route = (context) => {
  const take = inBatches<Told, CallbackOutcome>((told) => takeEvents(told, context), AT_ONCE);
  return async (request, response) => {
    const event = eventOf(bodyOf<Schemas['AidSystemEvent']>(request));
    const outcome = await take({ event, trace: admittedTo(response).traceId });
    context.metrics.callbackAnswered(outcome);
    response.json({ outcome } satisfies Schemas['CallbackTaken']);
  };
};

const eventOf = ({ eventId, applicationId, version, status, reasonCode, decidedAt }: Schemas['AidSystemEvent']): CallbackEvent => ({
  eventId,
  applicationId: applicationId.toLowerCase(),
  version,
  status,
  reasonCode: reasonCodeOf(reasonCode ?? null),
  decidedAt: instantIn('/decidedAt', decidedAt),
});
