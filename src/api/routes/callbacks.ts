/** What the aid system calls to say of an application that was delivered. */
import { takeEvent } from '../../pipeline/5-apply/callback/job.ts';
import type { CallbackEvent } from '../../storage/callback-events.ts';
import type { components } from '../contract.ts';
import { instantIn } from '../instant.ts';
import { admittedTo, bodyOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

export const takeCallback: Route = (context) => async (request, response) => {
  const event = eventOf(bodyOf<Schemas['AidSystemEvent']>(request));
  const outcome = await takeEvent(event, admittedTo(response).traceId, context);
  response.json({ outcome } satisfies Schemas['CallbackTaken']);
};

const eventOf = ({ eventId, applicationId, version, status, reasonCode, decidedAt }: Schemas['AidSystemEvent']): CallbackEvent => ({
  eventId,
  applicationId: applicationId.toLowerCase(),
  version,
  status,
  reasonCode: reasonCode ?? null,
  decidedAt: instantIn('/decidedAt', decidedAt),
});
