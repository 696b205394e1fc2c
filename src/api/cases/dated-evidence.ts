/**
 * Evidence as it is shown: without the key a record has at its source, which may itself be personal, and with the reading it is as of. That belongs to
 * the night that judged the case last, and is not kept with the case.
 */
import { FACTS } from '../../domain/fact-catalogue.ts';
import type { Instant } from '../../domain/period.ts';
import { type Dataset, SOURCES, type Source, sourceOf } from '../../domain/sources.ts';
import type { Evidence } from '../../pipeline/3-verify/types.ts';
import type { Case } from '../../pipeline/4-screen/types.ts';
import type { components } from '../contract.ts';
import { toldOnce } from '../told-once.ts';

/** How far each dataset had been read that night. */
export type ReadingDates = ReadonlyMap<Dataset, Instant>;

export const shownEvidence = (evidence: readonly Evidence[], dates: ReadingDates): components['schemas']['Evidence'][] =>
  toldOnce(evidence.map(({ source, dataset, version }) => ({ source, dataset, version, asOf: dates.get(dataset) ?? null })));

/** A near miss cites no record: it rests on whatever its fact comes from. */
const datasetsBehind = ({ reasons, conditions, leaving, nearMiss }: Case): ReadonlySet<Dataset> => {
  const cited = [...reasons, ...conditions, ...(leaving === null ? [] : [leaving.reason])].flatMap(({ evidence }) => evidence);
  return new Set([...cited.map(({ dataset }) => dataset), ...nearMiss.flatMap(({ fact }) => FACTS[fact]?.datasets ?? [])]);
};

/** Until when everything it rests on speaks. Null: no reading is known any more. */
export const asOfCase = (found: Case, dates: ReadingDates): Instant | null =>
  [...datasetsBehind(found)].flatMap((dataset) => dates.get(dataset) ?? []).toSorted()[0] ?? null;

/** Whose statements are told with these cases; member and district are the roster's. */
export const sourcesBehind = (cases: readonly Case[]): readonly Source[] => {
  const told = new Set<Source>(['aid-system', ...cases.flatMap((found) => [...datasetsBehind(found)].map(sourceOf))]);
  return SOURCES.filter((source) => told.has(source));
};
