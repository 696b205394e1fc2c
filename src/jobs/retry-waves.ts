/** How those of one cause follow their canary: pure. */
import type { CauseStanding } from '../storage/retry-batches.ts';

export type NextMove = { readonly move: 'release'; readonly units: number } | { readonly move: 'end' } | { readonly move: 'wait' };

/** Each wave is so many times the one before: 8, 64, 512 … A cause that comes back is found out by few. */
const GROWTH = 8;

/** A unit that waits for something else, once it has been tried, holds nobody up. */
export const nextMove = ({
  state,
  wave,
  canaryIsDone,
  hasHeld,
  isTrying,
  isOpen,
}: Omit<CauseStanding, 'retryId' | 'fingerprint'>): NextMove => {
  if (state === 'done' || state === 'stopped') return { move: 'wait' };
  if (isTrying || (state === 'canary' && !canaryIsDone)) return { move: 'wait' };
  if (hasHeld) return { move: 'release', units: wave * GROWTH };
  return isOpen ? { move: 'wait' } : { move: 'end' };
};
