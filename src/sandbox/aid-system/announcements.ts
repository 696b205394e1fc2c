// Tells of decisions as the interface allows (interfaces.md §4): signed, in no order, some of them twice.

import { randomUUID } from 'node:crypto';
import type { City } from '../city/city.ts';
import { diceFor } from '../random.ts';
import { DECISION_RATES } from '../rates.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Application, Applications } from './applications.ts';
import { type CallbackEvent, deliverCallback } from './callbacks.ts';
import { fatesIn, type Step } from './decisions.ts';

export interface Announced {
  /** Applications that somebody decided on. */
  readonly decided: number;
  /** Callbacks sent, the repeated among them. */
  readonly sent: number;
  /** Of these, answered 2xx. */
  readonly taken: number;
}

const castOrder = diceFor('announcement-order');

/** Everything that waits is decided on or left; then whoever listens at `url` is told. Ends early when `signal` is aborted. */
export const decideAndTell = async (
  applications: Applications,
  { city, credentials, clock }: Surroundings,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<Announced> => {
  const waiting = applications.list().filter(({ status }) => status === 'awaiting-confirmation');
  const fateOf = fatesIn(city);
  const events = waiting.map((application) => decide(applications, { application, steps: fateOf(application), nowMs: clock.now() }));
  const announcements = inNoOrder(city, events.flat());
  const secret = credentials.aidSystem.callbackSecret;
  let [sent, taken] = [0, 0];
  for (const event of announcements) {
    if (signal.aborted) break;
    sent += 1;
    if (await deliverCallback({ url, secret, event, nowMs: clock.now })) taken += 1;
  }
  return { decided: events.filter((those) => those.length > 0).length, sent, taken };
};

interface Deciding {
  readonly application: Application;
  readonly steps: readonly Step[];
  readonly nowMs: number;
}

/** A second apart, the last of them now. */
const decide = (applications: Applications, { application: { applicationId }, steps, nowMs }: Deciding): CallbackEvent[] =>
  steps.map(({ status, reasonCode }, at) => {
    const decidedAt = new Date(nowMs - (steps.length - 1 - at) * 1000).toISOString();
    const { version } = applications.decide(applicationId, { status, reasonCode, decidedAt });
    return { eventId: randomUUID(), applicationId, version, status, reasonCode, decidedAt };
  });

const inNoOrder = (city: City, events: readonly CallbackEvent[]): CallbackEvent[] => {
  const dice = castOrder(city.seed, events.length);
  return dice.shuffled(events.flatMap((event) => (dice.chance(DECISION_RATES.repeated) ? [event, event] : [event])));
};
