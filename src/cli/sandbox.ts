/** `huzheng sandbox`: the four counterparts of a synthetic city, for a `huzheng` of its own to be pointed at. */
import { join } from 'node:path';
import { processEnvironment, readConfig } from '../config.ts';
import { type Day, dayAt, instantOf } from '../domain/period.ts';
import { parseFaults } from '../sandbox/faults.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { mkdir } from 'node:fs/promises';
import { onInterruption } from './interruption.ts';

export interface SandboxCommandOptions {
  readonly portBase?: number;
  readonly members: number;
  readonly seed: number;
  readonly date?: Day;
  readonly faults?: string;
}

export const sandbox = async ({ portBase, members, seed, date = dayAt(instantOf(Date.now())), faults }: SandboxCommandOptions): Promise<number> => {
  const interruption = onInterruption();
  const { home } = readConfig(processEnvironment(), { mode: 'start' });
  await mkdir(join(home, 'sandbox'), { recursive: true });
  const city = await startSandbox({ members, seed, date, portBase: portBase ?? 0, faults: faults === undefined ? [] : parseFaults(faults), stateFile: join(home, 'sandbox', `applications-${members}-${seed}-${date}.jsonl`) });
  try {
    process.stderr.write(`A synthetic city of ${members} members (seed ${seed}) before ${date}. Point a huzheng at it with:\n`);
    for (const [name, value] of Object.entries(city.environment)) process.stdout.write(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
    process.stderr.write('Ctrl-C ends it.\n');
    await interruption.asked;
    return 0;
  } finally {
    await city.close();
  }
};
