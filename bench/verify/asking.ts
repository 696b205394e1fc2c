/** What is asked of the API, and what that costs it. */
import { readFile } from 'node:fs/promises';
import type { Ask } from '../load.ts';

export interface Parties {
  /** Members who agreed: of the others the aid system's feed is asked, which nobody may be serving. */
  readonly people: readonly { readonly idNumber: string; readonly name: string }[];
  /** Bearer tokens of as many clients; they last for minutes. */
  readonly tokens: readonly string[];
}

/** One person after the other, one client after the other. */
export const askOf =
  ({ people, tokens }: Parties, freshness: 'cached' | 'live' = 'cached') =>
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
