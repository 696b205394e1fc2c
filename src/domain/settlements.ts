/** Which settlements count, as verification and screening both ask. Pure. */
import type { SettlementContent } from './canonical.ts';

interface Settled {
  readonly recordKey: string;
  readonly content: Pick<SettlementContent, 'reverses'>;
}

/** A reversal and what it reverses: neither counts, whatever amounts the reversal carries (`interfaces.md` §2, `refd_setl_flag`). */
export const withoutReversed = <S extends Settled>(settlements: readonly S[]): readonly S[] => {
  const reversed = new Set(settlements.map(({ content }) => content.reverses).filter((key) => key !== null));
  return settlements.filter(({ content, recordKey }) => content.reverses === null && !reversed.has(recordKey));
};
