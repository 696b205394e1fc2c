// Who died, and who noticed.

import { told } from '../expectations.ts';
import type { Situation, Stories } from './situation.ts';

export const deathSituations = ({ anchor, worked, script }: Stories): readonly Situation[] => {
  const diedOn = anchor - 100;
  return [
    {
      script: script('dead', { death: { on: diedOn, noticed: 'everywhere', paidMonthsAfter: 0 }, employment: worked('ended', diedOn) }),
      name: '于德海',
      says: 'Died, and every register noticed.',
      cached: told({ living: 'mismatch', 'medical-insurance': 'mismatch', 'employment-insurance': 'mismatch', employer: 'not-held' }),
    },
    {
      script: script('paid-after-death', { death: { on: diedOn, noticed: 'paid-after', paidMonthsAfter: 3 } }),
      name: '蒋福生',
      says: 'In the death register, and contributions go on: only a person can decide.',
      cached: told({ living: 'unknown' }),
    },
  ];
};
