/** Times in requests. */
import { type Instant, instantOf } from '../domain/period.ts';
import { Fault } from '../faults.ts';

/** The contract has made sure that it is a date-time (RFC 3339). */
export const instantIn = (field: string, stated: string): Instant => {
  const at = Date.parse(stated.toUpperCase());
  // A leap second and the year 0 are date-times, and nothing that ever happened here.
  if (Number.isNaN(at) || at < EARLIEST || at > LATEST)
    throw new Fault('invalid', { code: 'field-invalid', detail: `${field} is no time of this or the coming centuries.`, fields: [field] });
  return instantOf(at);
};
const [EARLIEST, LATEST] = [Date.parse('1900-01-01T00:00:00Z'), Date.parse('9999-01-01T00:00:00Z')];
