/** `huzheng sandbox`: the four counterparts of a synthetic city, for a `huzheng` of its own to be pointed at. */
import { processEnvironment, readConfig } from '../config.ts';
import { type Day, MINUTE } from '../domain/period.ts';
import { pause } from '../pause.ts';
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
  /** Where the aid system's callbacks are taken. */
  readonly callBack?: string;
  readonly json?: true;
}

export const sandbox = async (options: SandboxCommandOptions, interruption: Interruption): Promise<number> => {
  const { members, seed, date = today(), portBase = 0, faults = [], callBack, json } = options;
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
    await Promise.race([interruption.asked, ...(callBack === undefined ? [] : [lifeGoesOn(counterparts, callBack, interruption.signal)])]);
    return 0;
  } finally {
    await counterparts.close();
  }
};

/** So long after an application came, at most twice, somebody may have decided about it. */
const DECIDED_EVERY = MINUTE;

/** Of what waits each time, workers and the union decide about a share. Ends with the sandbox. */
const lifeGoesOn = async ({ decideAll }: Sandbox, callbackUrl: string, over: AbortSignal): Promise<void> => {
  for (;;) {
    await pause(DECIDED_EVERY, over);
    if (over.aborted) return;
    const { decided, sent, taken } = await decideAll(callbackUrl);
    if (decided > 0) process.stderr.write(`Decided about ${decided} applications; of ${sent} callbacks ${taken} were taken.\n`);
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
