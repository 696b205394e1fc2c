/** `huzheng sandbox`: the four counterparts of a synthetic city, for a `huzheng` of its own to be pointed at. */
import { processEnvironment, readConfig } from '../config.ts';
import type { Day } from '../domain/period.ts';
import type { FaultWindow } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { Interruption } from './interruption.ts';
import { stateFileOf, today } from './sandbox-city.ts';
import { sandboxFault } from './sandbox-process.ts';

export interface SandboxCommandOptions {
  readonly portBase?: number;
  readonly members: number;
  readonly seed: number;
  readonly date?: Day;
  readonly faults?: readonly FaultWindow[];
}

export const sandbox = async (options: SandboxCommandOptions, interruption: Interruption): Promise<number> => {
  const { members, seed, date = today(), portBase = 0, faults = [] } = options;
  const { home } = readConfig(processEnvironment(), { mode: 'start' });
  const stateFile = await stateFileOf(home, { members, seed, date });
  const counterparts = await startSandbox({ members, seed, date, portBase, faults, stateFile }).catch((thrown: unknown) => {
    throw sandboxFault(thrown);
  });
  try {
    process.stderr.write(`A synthetic city of ${members} members (seed ${seed}), as of ${date}. Point a huzheng at it with:\n`);
    process.stdout.write(exportsOf(counterparts));
    process.stderr.write('Ctrl-C ends it.\n');
    await interruption.asked;
    return 0;
  } finally {
    await counterparts.close();
  }
};

/** For a shell to read. */
const exportsOf = ({ environment }: Sandbox): string =>
  Object.entries(environment)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
