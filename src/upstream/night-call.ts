/** A call of the night: nobody waits, but a page that takes this long is not coming. */
import { MINUTE } from '../domain/period.ts';

export const nightCall = (leaving: AbortSignal): { readonly priority: 'night'; readonly signal: AbortSignal } => ({
  priority: 'night',
  signal: AbortSignal.any([leaving, AbortSignal.timeout(3 * MINUTE)]),
});
