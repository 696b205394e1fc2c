/** How a call is served: as it should be, or struck by a misfortune that was planned for it. */
import type { Ledger, Misfortune } from './ledger.ts';
import type { Reply } from './server.ts';

/** A call as it is served: the name under which misfortunes are planned, and what marks it as the same call when it is made again. */
export interface Visit {
  readonly ledger: Ledger;
  readonly name: string;
  readonly request: string;
  /** Arrival, epoch milliseconds. */
  readonly at: number;
}

/** Serves the call, unless a misfortune is planned for it. `refused` is the service's own refusal. */
export const visit = ({ ledger, name, request, at }: Visit, served: () => Reply, refused: () => Reply = served): Reply => {
  ledger.heedsWait(name, request, at);
  const misfortune = ledger.meet(name);
  if (misfortune === undefined) return served();
  switch (misfortune.kind) {
    case 'refusal':
      return refused();
    case 'gateway':
      return { status: misfortune.status, body: misfortune.body, headers: { 'content-type': 'text/html' } };
    case 'too-many': {
      const until = mayReturnAt(misfortune, Date.now());
      ledger.askToWait(request, until);
      const retryAfter = misfortune.as === 'seconds' ? String(misfortune.seconds) : new Date(until).toUTCString();
      return { status: 429, body: '', headers: { 'retry-after': retryAfter } };
    }
    case 'cut':
    case 'no-answer':
      return { ...served(), delivery: misfortune.kind };
    case 'stall':
      return { ...served(), delivery: { silentMs: misfortune.ms } };
  }
};

/** An HTTP date has whole seconds. */
const mayReturnAt = ({ seconds, as }: Extract<Misfortune, { kind: 'too-many' }>, now: number): number =>
  as === 'seconds' ? now + seconds * 1000 : Math.ceil(now / 1000 + seconds) * 1000;
