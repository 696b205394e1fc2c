/** One attempt's time limits as a signal: the caller's own, the whole attempt, and silence in between. */
import type { Patience } from './settings.ts';

/** `deadline`: the caller's time was up, which says something of the counterpart; `caller`: it lost interest, which says nothing. */
export type GaveUp = 'caller' | 'deadline' | 'attempt-too-long' | 'silence';

export interface Watch {
  readonly signal: AbortSignal;
  /** Bytes came: the silence begins anew. */
  readonly heard: () => void;
  /** Why the signal aborted; null: it did not. */
  readonly gaveUp: () => GaveUp | null;
  /** Always to be called: frees the timers. */
  readonly stop: () => void;
}

export const startWatch = ({ attemptMs, stallMs }: Pick<Patience, 'attemptMs' | 'stallMs'>, caller: AbortSignal): Watch => {
  const controller = new AbortController();
  let reason: GaveUp | null = null;
  const giveUp = (why: GaveUp): void => {
    reason ??= why;
    controller.abort();
  };
  const onCallerAborted = (): void => giveUp(isTimeout(caller.reason) ? 'deadline' : 'caller');
  const attempt = setTimeout(() => giveUp('attempt-too-long'), attemptMs);
  const silence = setTimeout(() => giveUp('silence'), stallMs);
  caller.addEventListener('abort', onCallerAborted, { once: true });
  if (caller.aborted) onCallerAborted();

  return {
    signal: controller.signal,
    heard: () => {
      silence.refresh();
    },
    gaveUp: () => reason,
    stop: () => {
      clearTimeout(attempt);
      clearTimeout(silence);
      caller.removeEventListener('abort', onCallerAborted);
    },
  };
};

const isTimeout = (reason: unknown): boolean => reason instanceof DOMException && reason.name === 'TimeoutError';
