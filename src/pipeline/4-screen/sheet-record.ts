/**
 * A sheet as it is kept: every record it rests on once, facts pointing to them, and what is the same for several purposes once. Without as-of
 * instants, which belong to the readings of the night and are put back from them.
 */
import type { Instant } from '../../domain/period.ts';
import { type Dataset, PURPOSES, type Purpose, sourceOf } from '../../domain/sources.ts';
import type { Evidence } from '../3-verify/types.ts';
import type { Bound, Fact, FactSheet, Facts, HoldCode, Sheet, Stay, UnknownFactReason } from './types.ts';

type KeptEvidence = readonly [dataset: Dataset, recordKey: string, version: number];
/** Null: none. A text: unknown, and why. Evidence is named by its place in the list. */
type KeptFact = null | UnknownFactReason | readonly [value: string | number | boolean, evidence: readonly number[], bound?: Bound];
type KeptFacts = Readonly<Record<string, KeptFact>>;
interface KeptFactSheet {
  readonly facts: KeptFacts;
  readonly holds: readonly HoldCode[];
}

export interface SheetRecord extends Omit<Sheet, 'byPurpose' | 'stays'> {
  readonly evidence: readonly KeptEvidence[];
  /** A purpose stands for another that has the very same facts. */
  readonly byPurpose: Readonly<Record<Purpose, KeptFactSheet | Purpose | null>>;
  readonly stays: readonly (Omit<Stay, 'facts'> & { readonly facts: KeptFacts })[] | UnknownFactReason | null;
}

export const recordOf = (sheet: Sheet): SheetRecord => {
  const evidence = new Map<string, { readonly at: number; readonly kept: KeptEvidence }>();
  const placeOf = ({ dataset, recordKey, version }: Evidence): number => {
    const name = `${dataset} ${version} ${recordKey}`;
    const known = evidence.get(name);
    if (known !== undefined) return known.at;
    evidence.set(name, { at: evidence.size, kept: [dataset, recordKey, version] });
    return evidence.size - 1;
  };
  const keptFact = (fact: Fact): KeptFact => {
    if (fact.state === 'none') return null;
    if (fact.state === 'unknown') return fact.reason;
    const places = fact.evidence.map(placeOf);
    return fact.bound === 'exact' ? [fact.value, places] : [fact.value, places, fact.bound];
  };
  const keptFacts = (facts: Facts): KeptFacts => Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, keptFact(fact)]));
  const byPurpose = byPurposeKept(sheet, keptFacts);
  const stays = Array.isArray(sheet.stays)
    ? sheet.stays.map((stay: Stay) => ({ ...stay, facts: keptFacts(stay.facts) }))
    : (sheet.stays as UnknownFactReason | null);
  return { ...sheet, byPurpose, stays, evidence: [...evidence.values()].map(({ kept }) => kept) };
};

const byPurposeKept = ({ byPurpose }: Sheet, keptFacts: (facts: Facts) => KeptFacts): SheetRecord['byPurpose'] => {
  const firstWith = new Map<FactSheet | string, Purpose>();
  const kept = (purpose: Purpose): KeptFactSheet | Purpose | null => {
    const sheet = byPurpose[purpose];
    if (sheet === null) return null;
    const shared = firstWith.get(sheet);
    if (shared !== undefined) return shared;
    const own = { facts: keptFacts(sheet.facts), holds: sheet.holds };
    const text = JSON.stringify(own);
    const same = firstWith.get(text);
    if (same !== undefined) return same;
    firstWith.set(sheet, purpose).set(text, purpose);
    return own;
  };
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, kept(purpose)])) as SheetRecord['byPurpose'];
};

/** As of when each dataset was read, on the night of the sheet. */
export type AsOf = ReadonlyMap<string, Instant>;

export const sheetFrom = ({ evidence, byPurpose, stays, ...rest }: SheetRecord, asOf: AsOf): Sheet => {
  const cited = evidence.map(
    ([dataset, recordKey, version]): Evidence => ({
      source: sourceOf(dataset),
      dataset,
      recordKey,
      version,
      asOf: dataset === 'members' ? null : (asOf.get(dataset) ?? null),
    }),
  );
  const factOf = (kept: KeptFact): Fact => {
    if (kept === null) return { state: 'none' };
    if (typeof kept === 'string') return { state: 'unknown', reason: kept };
    const [value, places, bound = 'exact'] = kept;
    return { state: 'known', value, bound, evidence: places.flatMap((place) => cited[place] ?? []) };
  };
  const factsOf = (kept: KeptFacts): Facts => Object.fromEntries(Object.entries(kept).map(([name, fact]) => [name, factOf(fact)]));
  const own = new Map<Purpose, FactSheet>();
  for (const purpose of PURPOSES) {
    const kept = byPurpose[purpose];
    if (kept !== null && typeof kept !== 'string') own.set(purpose, { facts: factsOf(kept.facts), holds: kept.holds });
  }
  const sheetFor = (purpose: Purpose): FactSheet | null => {
    const kept = byPurpose[purpose];
    return own.get(typeof kept === 'string' ? kept : purpose) ?? null;
  };
  return {
    ...rest,
    byPurpose: Object.fromEntries(PURPOSES.map((purpose) => [purpose, sheetFor(purpose)])) as Sheet['byPurpose'],
    stays: typeof stays === 'string' || stays === null ? stays : stays.map((stay) => ({ ...stay, facts: factsOf(stay.facts) })),
  };
};
