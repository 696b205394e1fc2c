/** The sandbox's counterparts in a process of their own, each answer held back until so long after its question. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type City, type Counterparts, end } from './stage.ts';

export const slowAuthorities =
  (answersInMs: number) =>
  async ({ members, seed, date }: City): Promise<Counterparts> => {
    const sandbox = spawn(process.execPath, ['bench/verify/steady-sandbox.ts', ...[members, seed, date, answersInMs].map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface({ input: sandbox.stdout }), 'line')) as [string];
    return { environment: JSON.parse(line) as Readonly<Record<string, string>>, close: () => end(sandbox) };
  };
