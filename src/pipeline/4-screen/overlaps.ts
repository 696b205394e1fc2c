/** One expense is not to be paid for twice: offers of different programmes that rest on the same record of care say so to whoever decides. */
import type { Programme } from '../../domain/application.ts';
import type { Case, Offer } from './types.ts';

/** What a person is on record for says nothing of an expense; only care that was settled is paid for. */
const PAID_FOR = 'settlement';

/** The cases of one person, each offer with the other programmes that are offered on a settlement of its own. */
export const withOverlaps = (cases: readonly Case[]): readonly Case[] => {
  const settlements = new Map(cases.flatMap((one) => one.offers.map((offer) => [offer, settlementsOf(one, offer)] as const)));
  const overlapsOf = (offer: Offer): readonly Programme[] => {
    const own = settlements.get(offer);
    const others = [...settlements].filter(([other, keys]) => other.programme !== offer.programme && own?.isDisjointFrom(keys) === false);
    return [...new Set(others.map(([{ programme }]) => programme))].toSorted();
  };
  return cases.map((one) => ({ ...one, offers: one.offers.map((offer) => ({ ...offer, overlaps: overlapsOf(offer) })) }));
};

const settlementsOf = ({ reasons }: Case, { rules }: Offer): ReadonlySet<string> =>
  new Set(
    reasons
      .filter(({ code }) => rules.includes(code))
      .flatMap(({ evidence }) => evidence)
      .filter(({ dataset }) => dataset === PAID_FOR)
      .map(({ recordKey }) => recordKey),
  );
