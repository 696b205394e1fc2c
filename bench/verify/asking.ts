/** What is asked of the API, and what that costs it. */
import { readFile } from 'node:fs/promises';
import type { Ask } from '../load.ts';
import type { Stage } from './stage.ts';

/** One person after the other, one client after the other. */
export const askOf =
  ({ people, tokens }: Pick<Stage, 'people' | 'tokens'>, freshness: 'cached' | 'live' = 'cached') =>
  (nth: number): Ask => ({
    method: 'POST',
    path: '/v1/verify-identity',
    headers: { authorization: `Bearer ${tokens[nth % tokens.length]}`, 'content-type': 'application/json' },
    body: JSON.stringify({ subject: people[nth % people.length], purpose: 'hardship-screening', freshness }),
  });

export const residentMegabytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
};
