/** How many people units of shards are about, counted where a phase opens: an operator sees what a unit that never began would have touched. */
import type { Db } from '../storage/database.ts';
import { peopleIn } from '../storage/people.ts';
import type { NewWork } from '../storage/work.ts';
import { rangeOf, type ShardSpan } from './step.ts';

export const withPeople = async (db: Db, units: readonly NewWork[]): Promise<readonly NewWork[]> => {
  const spans = units.flatMap(({ params }) => (isSpan(params) ? [params] : []));
  const people = await peopleIn(db, spans.map(rangeOf));
  const bySpan = new Map(spans.map((span, index) => [span, people[index]]));
  return units.map((unit) => (isSpan(unit.params) ? { ...unit, about: bySpan.get(unit.params) ?? null } : unit));
};

const isSpan = (params: object): params is ShardSpan => 'first' in params && 'last' in params;
