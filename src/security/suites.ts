/** Which suite an installation is under: `HUZHENG_CRYPTO`, and the database was born under the same. */
import { Fault } from '../faults.ts';
import { type CryptoSuite, type SuiteName, standardSuite } from './crypto-suite.ts';
import { requireNationalAlgorithms, smSuite } from './sm-suite.ts';

export const SUITES: Readonly<Record<SuiteName, CryptoSuite>> = { standard: standardSuite, sm: smSuite };

/** The configured suite, ready to be used. `bornUnder`: what stands in the database. */
export const suiteFor = (configured: SuiteName, bornUnder: string): CryptoSuite => {
  if (configured !== bornUnder) throw bornUnderAnother(configured, bornUnder);
  if (configured === 'sm') requireNationalAlgorithms();
  return SUITES[configured];
};

const bornUnderAnother = (configured: SuiteName, bornUnder: string): Fault =>
  new Fault('conflict', {
    code: 'other-crypto-suite',
    detail: `This database was born under HUZHENG_CRYPTO=${bornUnder} and stays under it; it is now set to ${configured}. Set it to ${bornUnder}, or begin with an empty database.`,
  });
