/** The sandbox's counterparts in a process of their own, each answer held back until so long after its question. */
import { spawn } from 'node:child_process';
import { announcedBy } from '../children.ts';
import type { City, Counterparts } from './stage.ts';

export const slowAuthorities =
  (answersInMs: number) =>
  async ({ members, seed, date }: City): Promise<Counterparts> => {
    const sandbox = spawn(process.execPath, ['bench/verify/steady-sandbox.ts', ...[members, seed, date, answersInMs].map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(await announcedBy(sandbox, 'the sandbox')) as Counterparts;
  };
