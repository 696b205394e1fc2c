/** What looks alike once the keys of records are left out is told once, where it stands first. Pure. */
import { canonicalJson } from '../domain/canonical-json.ts';

export const toldOnce = <Told>(all: readonly Told[]): Told[] => [...new Map(all.map((one) => [canonicalJson(one), one])).values()];
