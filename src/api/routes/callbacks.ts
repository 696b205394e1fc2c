/** What the aid system calls to say of an application that was delivered. */
import { decidedIn } from '../../../connectors/aid-system/decided.ts';
import type { Context } from '../../context.ts';
import { inBatches } from '../../in-batches.ts';
import { type CallbackOutcome, type StatedEvent, type Told, takeEvents } from '../../pipeline/5-apply/callback/job.ts';
import { NO_VERSION } from '../../pipeline/5-apply/callback.ts';
import { readCount } from '../../upstream/wire.ts';
import type { components } from '../contract.ts';
import { admittedTo, bodyOf, type Route, type Signed, signedIn } from '../route.ts';

type Schemas = components['schemas'];

/** Few enough that nobody who wants one of their applications, or the ledger, waits for long. */
const AT_ONCE = 200;

/** The aid system sends what it has gathered all at once, after a closed night or an outage of ours. */
export const takeCallback: Route = (context) => {
  const take = inBatches<Told, CallbackOutcome>((told) => takeEvents(told, context), AT_ONCE);
  return async (request, response) => {
    const event = eventOf(bodyOf<Schemas['AidSystemEvent']>(request), signedIn(response), context);
    const outcome = await take({ event, trace: admittedTo(response).traceId });
    context.metrics.callbackAnswered(outcome);
    response.json({ outcome } satisfies Schemas['CallbackTaken']);
  };
};

/** The interface gives no types: an id may come as a number and a version as a text. */
const eventOf = (stated: Schemas['AidSystemEvent'], { at, bytes }: Signed, { lookup }: Pick<Context, 'lookup'>): StatedEvent => {
  const { eventId, applicationId, version, status } = stated;
  const digestOf = (text: string | null): string =>
    lookup.digest('stated-id', text === null ? bytes.toString() : JSON.stringify(text)).toString('hex');
  return {
    eventId: idOf(textOf(eventId), digestOf),
    applicationId: idOf(textOf(applicationId)?.trim().toLowerCase() ?? null, digestOf),
    version: versionIn(version),
    status,
    ...decidedIn(stated),
    toldAt: at,
  };
};

/** Null: a number that has lost digits on its way. Another that reads the same is another event: taken for the same, its decision would be lost. */
const textOf = (id: string | number): string | null => (typeof id === 'string' ? id : Number.isSafeInteger(id) ? String(id) : null);

const PLAIN_ID = /^[!-~]{1,128}$/;

/**
 * As it was stated; or, where it is so long or odd that it may not be stored, or be a sentence about a person, a digest of its text; of the whole body
 * where its text is lost. It is the same whenever the event is sent again as it was.
 */
const idOf = (text: string | null, digestOf: (text: string | null) => string): string =>
  text !== null && PLAIN_ID.test(text) ? text : digestOf(text);

/** What can be no version was made by nobody here: like any other that was not, it has the night ask, and is not sent for ever. Null: not stated. */
const versionIn = (stated: unknown): number | null => {
  const version = readCount(stated);
  if (version.kind === 'absent') return null;
  return version.kind === 'stated' && version.value <= LARGEST_VERSION ? version.value : NO_VERSION;
};
/** That the database keeps. */
const LARGEST_VERSION = 2 ** 31 - 1;
