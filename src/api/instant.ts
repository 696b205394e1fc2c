/** Times in requests. */
import { epochOf, type Instant, instantOf, type Stated } from '../domain/period.ts';
import { Fault } from '../faults.ts';

/** The contract has made sure that it is a date-time (RFC 3339). */
export const instantIn = (field: string, stated: string): Instant => instantAt(field, Date.parse(stated.toUpperCase()));

/** Read already, by whoever knows how its sender writes times. Null: not stated. */
export const instantRead = (field: string, stated: Stated<Instant>): Instant | null =>
  stated.kind === 'absent' ? null : instantAt(field, stated.kind === 'stated' ? epochOf(stated.value) : Number.NaN);

/** A leap second and the year 0 are date-times, and nothing that ever happened here. */
const instantAt = (field: string, at: number): Instant => {
  if (Number.isNaN(at) || at < EARLIEST || at > LATEST)
    throw new Fault('invalid', { code: 'field-invalid', detail: `${field} is no time of this or the coming centuries.`, fields: [field] });
  return instantOf(at);
};
const [EARLIEST, LATEST] = [Date.parse('1900-01-01T00:00:00Z'), Date.parse('9999-01-01T00:00:00Z')];
