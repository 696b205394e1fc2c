// What every counterpart is handed.

import type { City } from './city/city.ts';
import type { Clock } from './clock.ts';
import type { Credentials } from './credentials.ts';
import type { Quirks } from './quirks.ts';
import type { Allowances } from './rates.ts';
import type { Tally } from './tally.ts';

export interface Surroundings {
  readonly city: City;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly quirks: Quirks;
  readonly allowances: Allowances;
  readonly tally: Tally;
  /** Whether social security's dictionary has AAC148; otherwise it uses that field for something else. */
  readonly hardshipDictionary: boolean;
}
