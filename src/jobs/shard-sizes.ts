/** Units of the people on a night's agenda, each with how many it is about: an operator sees what a unit that never began would have touched. */
import { type AgendaPart, agendaSize, agendaSizes } from '../storage/agenda.ts';
import type { Db } from '../storage/database.ts';
import type { NewWork } from '../storage/work.ts';
import { isSpan, shardUnits, spanOf } from './step.ts';

/** None where there is nobody to look at. */
export const agendaUnits = async (db: Db, runId: string, part: AgendaPart): Promise<readonly NewWork[]> => {
  const people = await agendaSize(db, runId, part);
  if (people === 0) return [];
  const units = shardUnits(part, people);
  const spans = units
    .map(({ params }) => params)
    .filter(isSpan)
    .map(spanOf);
  const sizes = await agendaSizes(db, runId, { part, spans });
  return units.map((unit, index) => ({ ...unit, about: sizes[index] ?? null })).filter(({ about }) => about !== 0);
};
