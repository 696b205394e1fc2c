/** Which requests an authority has still to be done with, and who may be asked. Pure. */
import type { Schemas } from '../../api/client.ts';

type Request = Schemas['CorrectionRequest'];
type Authority = Schemas['Authority'];

export const isLive = ({ state }: Request): boolean => state === 'open' || state === 'answered';

/** Who says something and has no live request, each once. */
export const mayBeAsked = (says: readonly Schemas['DiscrepancySaying'][], requests: readonly Request[]): readonly Authority[] => {
  const asked = new Set(requests.filter(isLive).map(({ to }) => to));
  return [...new Set(says.map(({ source }) => source))].filter((source) => !asked.has(source));
};
