/**
 * The HTTP client of one counterpart, as connectors see it (`UpstreamHttp`). A call is a few attempts; an attempt is: the gate (hours,
 * quota), the circuit, a fresh signature, one request, one judgement. Only *busy* is tried again, and never what must not be repeated
 * blindly. A wait beyond the call's patience is thrown with its `retryAfterMs`: then the work row waits, not the process.
 */
import { type AuthorityWords, asFault, type Fault } from '../faults.ts';
import { type Judged, judge } from './answer.ts';
import { BREAKER, type BreakerState } from './breaker.ts';
import { type Circuit, createCircuits } from './circuits.ts';
import type { Call, Exchange, UpstreamHttp, UpstreamResponse } from './connector.ts';
import { createGate } from './gate.ts';
import { createHeard } from './heard.ts';
import { delayed } from './outages.ts';
import { startWatch } from './patience.ts';
import { backoffMs } from './retry-after.ts';
import { PATIENCE, type Patience, type UpstreamSettings, type UpstreamTools } from './settings.ts';
import { createTransport } from './transport.ts';

export interface UpstreamClient extends UpstreamHttp {
  readonly close: () => void;
  readonly state: () => BreakerState;
  /** When it last answered a call as its interface says, as far as that counts for this operation (`heard.ts`), epoch ms; null: not yet, to this process. */
  readonly answeredAt: (operation: string) => number | null;
}

/** How far an attempt came. Waiting at the gate is not the counterpart's time. */
interface Progress {
  startedAt: number | null;
  httpStatus: number | null;
}

/** What all attempts of a call have in common. */
interface Trying {
  readonly patience: Patience;
  readonly circuit: Circuit;
}

export const createUpstreamHttp = (settings: UpstreamSettings, tools: UpstreamTools): UpstreamClient => {
  const { source } = settings;
  const gate = createGate(settings, tools);
  const circuits = createCircuits(settings.breaker ?? BREAKER, tools.now);
  const transport = createTransport(settings, tools.agentOptions);
  const heard = createHeard(tools.now);

  const sendOn = (exchange: Exchange, call: Call, { patience, pooled }: { readonly patience: Patience; readonly pooled: boolean }) => {
    const { method, path, query = {} } = exchange;
    const request = { method, path, query, headers: exchange.headers(), body: exchange.body?.(), pooled };
    return transport.send(request, startWatch(patience, call.signal));
  };

  /** A stale connection is no word of the counterpart: the same goes out once more, signed anew, on a connection of its own. */
  const send = async (exchange: Exchange, call: Call, patience: Patience): Promise<Judged> => {
    const { operation, repeatable } = exchange;
    const first = await sendOn(exchange, call, { patience, pooled: repeatable });
    const isStale = repeatable && first.kind === 'silence' && first.wasStale;
    if (isStale) await gate.pass(exchange, call, patience);
    const sent = isStale ? await sendOn(exchange, call, { patience, pooled: false }) : first;
    return judge(sent, exchange, { authority: { source, operation }, now: tools.now() });
  };

  const attempt = async (
    exchange: Exchange,
    call: Call,
    { patience, circuit, progress }: Trying & { readonly progress: Progress },
  ): Promise<UpstreamResponse> => {
    const turnedAway = (): Fault => circuit.turnedAway({ source, operation: exchange.operation });
    // Before the gate: nobody queues for quota in front of a closed door.
    if (circuit.isShut()) throw turnedAway();
    await gate.pass(exchange, call, patience);
    progress.startedAt = tools.now();
    const judged = await circuit.run(() => send(exchange, call, patience));
    if (judged === 'open') {
      progress.startedAt = null;
      throw turnedAway();
    }
    progress.httpStatus = judged.httpStatus;
    if ('fault' in judged) {
      if (judged.outage) circuit.noteOutage(judged.fault);
      throw judged.fault;
    }
    exchange.read?.(judged.response);
    heard.answered(exchange.operation);
    return judged.response;
  };

  const observed = async (
    exchange: Exchange,
    number: number,
    run: (progress: Progress) => Promise<UpstreamResponse>,
  ): Promise<UpstreamResponse> => {
    const progress: Progress = { startedAt: null, httpStatus: null };
    const told = () => {
      const { startedAt, httpStatus } = progress;
      const durationMs = startedAt === null ? 0 : tools.now() - startedAt;
      return { source, operation: exchange.operation, attempt: number, httpStatus, durationMs, sent: startedAt !== null };
    };
    try {
      const response = await run(progress);
      tools.observe({ ...told(), outcome: 'answered', code: null, detail: null });
      return response;
    } catch (thrown) {
      const fault = asFault(thrown);
      const { kind, code, message: detail, authority } = fault;
      if (progress.startedAt !== null) heard.failed(exchange.operation);
      gate.learn(exchange, fault);
      tools.observe({ ...told(), outcome: kind, code, detail, ...(authority && { authority: toldOf(exchange, authority) }) });
      throw fault;
    }
  };

  /** Null: not again, by this call. */
  const waitBefore = (next: number, fault: Fault, { patience: { attempts, ...backoff }, circuit }: Trying): number | null => {
    if (fault.kind !== 'busy' || next > attempts || circuit.state().circuit !== 'closed') return null;
    // At once, or at a time that has passed, is no time to hammer at.
    const waitMs =
      fault.retryAfterMs === undefined
        ? backoffMs(next - 1, backoff, tools.random)
        : Math.max(fault.retryAfterMs, backoffMs(1, backoff, tools.random));
    return waitMs <= backoff.longestWaitMs ? waitMs : null;
  };

  const exchange = async (exchange: Exchange, call: Call): Promise<UpstreamResponse> => {
    const trying: Trying = {
      patience: { ...PATIENCE[call.priority], ...settings.patience?.[call.priority] },
      circuit: circuits.of(exchange),
    };
    for (let number = 1; ; number += 1) {
      try {
        return await observed(exchange, number, (progress) => attempt(exchange, call, { ...trying, progress }));
      } catch (thrown) {
        const fault = asFault(thrown);
        const waitMs = call.signal.aborted ? null : waitBefore(number + 1, fault, trying);
        if (waitMs === null) throw delayed(fault, trying.circuit.state().retryAfterMs);
        await tools.sleep(waitMs, call.signal).catch(() => Promise.reject(fault));
      }
    }
  };

  return { exchange, close: transport.close, state: circuits.state, answeredAt: heard.at };
};

/** Numbers are masked in it, names cannot be. */
const toldOf = ({ aboutNobody = false }: Exchange, { message, ...codes }: AuthorityWords): AuthorityWords => ({
  ...codes,
  ...(aboutNobody && message !== undefined && { message }),
});
