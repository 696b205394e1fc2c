/** `huzheng sandbox`: the four counterparts of a synthetic city, for a `huzheng` of its own to be pointed at. */
import { processEnvironment, readConfig } from '../config.ts';
import type { Day } from '../domain/period.ts';
import type { FaultWindow } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { Interruption } from './interruption.ts';
import { stateFileOf, today } from './sandbox-city.ts';
import { sandboxFault } from './sandbox-process.ts';
import { exportsOf } from './sandbox-variables.ts';

export interface SandboxCommandOptions {
  readonly portBase?: number;
  readonly members: number;
  readonly seed: number;
  readonly date?: Day;
  readonly faults?: readonly FaultWindow[];
  readonly json?: true;
}

export const sandbox = async (options: SandboxCommandOptions, interruption: Interruption): Promise<number> => {
  const { members, seed, date = today(), portBase = 0, faults = [], json } = options;
  const { home } = readConfig(processEnvironment(), { mode: 'start' });
  const stateFile = await stateFileOf(home, { members, seed, date });
  const counterparts = await startSandbox({ members, seed, date, portBase, faults, stateFile, testPersons: true }).catch(
    (thrown: unknown) => {
      throw sandboxFault(thrown);
    },
  );
  try {
    process.stderr.write(`A synthetic city of ${members} members (seed ${seed}), as of ${date}. Point a huzheng at it with:\n`);
    process.stdout.write(json === true ? asJson(counterparts) : exportsOf(counterparts.environment));
    process.stderr.write(`${testPersonsText(counterparts)}Ctrl-C ends it.\n`);
    await interruption.asked;
    return 0;
  } finally {
    await counterparts.close();
  }
};

const asJson = ({ environment, testPersons }: Sandbox): string => `${JSON.stringify({ environment, testPersons })}\n`;

/** Nobody here is real: numbers and names may be shown. */
const testPersonsText = ({ environment, testPersons }: Sandbox): string => {
  if (testPersons.length === 0) return '';
  const lines = testPersons.map(({ situation, ask: { subject }, expects }) => {
    const told =
      expects.live.outcome === expects.cached.outcome ? expects.cached.outcome : `${expects.cached.outcome}, live ${expects.live.outcome}`;
    return `  ${subject.idNumber.padEnd(18)}  ${situation}: ${told}\n`;
  });
  return `Test persons, for \`huzheng verify\` and POST /v1/verify-identity; how to ask about each, and all they are told, at ${environment['AID_SYSTEM_BASE_URL']}/sandbox/test-persons\n${lines.join('')}`;
};
