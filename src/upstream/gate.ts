/**
 * What a call has to pass before it is sent: opening hours and announced closures, an operator's pause, the pause the counterpart itself asked for, and
 * our own quota. Throws `busy` where the way is not free soon; nothing has been sent then.
 */
import { epochOf, instantOf, MINUTE, SECOND } from '../domain/period.ts';
import { type AuthorityWords, Fault } from '../faults.ts';
import type { Call, Exchange } from './connector.ts';
import { QUOTA_USED_UP, silenceFault } from './outages.ts';
import { CLOSED_HOURS, plannedUntil } from './planned-closures.ts';
import { quotaKeyOf } from './quota.ts';
import type { Patience, UpstreamSettings, UpstreamTools } from './settings.ts';
import { SOURCE_PAUSED } from './source-pauses.ts';

export interface Gate {
  readonly pass: (exchange: Exchange, call: Call, patience: Patience) => Promise<void>;
  /** A quota found used up pauses its key, for all calls of this process, as long as the counterpart said. */
  readonly learn: (exchange: Exchange, fault: Fault) => void;
}

/** Where the counterpart says that the quota is used up, but not for how long. */
const UNSTATED_PAUSE_MS = SECOND;
/** Of an operator's pause without an end: whoever resumes makes what waits due at once, so nobody has to look in between. */
const OPEN_PAUSE_MS = 10 * MINUTE;

const DOES_NOT_ANSWER = { 'closed-hours': 'does not answer', maintenance: 'is closed for maintenance' };

export const createGate = (
  { source, closed }: Pick<UpstreamSettings, 'source' | 'closed'>,
  { now, sleep, quota, announced, pauseOf }: Pick<UpstreamTools, 'now' | 'sleep' | 'quota' | 'announced' | 'pauseOf'>,
): Gate => {
  const pauses = new Map<string, { readonly from: number; readonly until: number }>();
  const wordsOf = ({ operation }: Exchange): AuthorityWords => ({ source, operation });
  const keyOf = ({ quotaKey }: Exchange): string => quotaKeyOf(source, quotaKey);

  /** A pause that begins in the future was learned before the clock was put back, and nobody knows how much of it is left. */
  const pausedUntil = (key: string): number => {
    const { from, until } = pauses.get(key) ?? { from: 0, until: 0 };
    return from <= now() ? until : 0;
  };

  const passPlan = async (exchange: Exchange): Promise<void> => {
    const closures = { hours: closed, announced: await announced(source) };
    const at = now();
    const planned = plannedUntil(closures, instantOf(at));
    if (planned !== null)
      throw new Fault('busy', {
        code: CLOSED_HOURS,
        detail: `The counterpart ${DOES_NOT_ANSWER[planned.by]} until ${planned.opensAt}: a planned wait.`,
        authority: wordsOf(exchange),
        retryAfterMs: epochOf(planned.opensAt) - at,
      });
  };

  const passOperators = async (exchange: Exchange): Promise<void> => {
    const paused = await pauseOf(source);
    if (paused === null) return;
    throw new Fault('busy', {
      code: SOURCE_PAUSED,
      detail: 'An operator has paused this source: nobody asks it until it is resumed.',
      authority: wordsOf(exchange),
      retryAfterMs: paused.until === null ? OPEN_PAUSE_MS : Math.max(0, epochOf(paused.until) - now()),
    });
  };

  const passPause = async (exchange: Exchange, { signal }: Call, { longestWaitMs }: Patience): Promise<void> => {
    const pauseMs = pausedUntil(keyOf(exchange)) - now();
    if (pauseMs > longestWaitMs)
      throw new Fault('busy', {
        code: QUOTA_USED_UP,
        detail: 'Our quota with the counterpart is used up for now.',
        authority: wordsOf(exchange),
        retryAfterMs: pauseMs,
      });
    if (pauseMs > 0) await sleep(pauseMs, signal);
  };

  /**
   * A pause may be learned while a call waits for its turn: then the turn is let pass, and another waited for after the pause, or all that had queued
   * would be sent at once as it ends.
   */
  const passQuota = async (exchange: Exchange, call: Call, patience: Patience): Promise<void> => {
    do {
      await passPause(exchange, call, patience);
      await quota.take(keyOf(exchange), call.priority, call.signal);
      call.signal.throwIfAborted();
    } while (pausedUntil(keyOf(exchange)) > now());
  };

  return {
    pass: async (exchange, call, patience) => {
      await passPlan(exchange);
      try {
        call.signal.throwIfAborted();
        await passOperators(exchange);
        await passQuota(exchange, call, patience);
      } catch (thrown) {
        if (call.signal.aborted) throw silenceFault('caller', wordsOf(exchange), undefined);
        throw thrown;
      }
    },
    learn: (exchange, { code, retryAfterMs = UNSTATED_PAUSE_MS }) => {
      const key = keyOf(exchange);
      const from = now();
      if (code === QUOTA_USED_UP) pauses.set(key, { from, until: Math.max(pausedUntil(key), from + retryAfterMs) });
    },
  };
};
