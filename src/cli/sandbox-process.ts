/** The four counterparts of a synthetic city, in a process of their own for as long as something needs them. */
import type pg from 'pg';
import { processEnvironment, type RawEnvironment, readConfig } from '../config.ts';
import { Fault } from '../faults.ts';
import type { FaultWindow } from '../sandbox/faults.ts';
import { type SandboxProcess, startSandboxProcess } from '../sandbox/spawn.ts';
import { systemCode } from '../security/home.ts';
import type { SyntheticCity } from '../storage/synthetic-city.ts';
import { SANDBOX_NOT_STARTED } from './ending.ts';
import type { Leaving } from './interruption.ts';
import { stateFileOf } from './sandbox-city.ts';
import { withDatabase } from './session.ts';

interface Setting {
  readonly home: string;
  readonly faults: readonly FaultWindow[];
  readonly leaving: Leaving;
}

/** Should the counterparts be killed, whoever acts beside them is asked to leave: nothing would answer any more. */
export const withSandbox = async <T>(
  city: SyntheticCity,
  { home, faults, leaving }: Setting,
  act: (sandbox: SandboxProcess, leaving: Leaving) => Promise<T>,
): Promise<T> => {
  const sandbox = await startSandboxProcess({ ...city, faults, testPersons: true, stateFile: await stateFileOf(home, city) }).catch(
    (thrown: unknown) => {
      throw sandboxFault(thrown);
    },
  );
  const mustBeThere = (): void => {
    if (sandbox.ended.aborted && !leaving.signal.aborted) throw goneFault(sandbox.ended.reason);
  };
  try {
    const acted = await act(sandbox, { signal: AbortSignal.any([leaving.signal, sandbox.ended]) });
    mustBeThere();
    return acted;
  } catch (thrown) {
    mustBeThere();
    throw thrown;
  } finally {
    await sandbox.close();
  }
};

/** Runs a command of the outside world against the city of this home: its database is looked at first, then its counterparts are brought up. */
export const besideSandbox = <T>(
  chooseCity: (pool: pg.Pool) => Promise<SyntheticCity>,
  leaving: Leaving,
  act: (environment: RawEnvironment, leaving: Leaving, city: SyntheticCity) => Promise<T>,
): Promise<T> => {
  const environment = processEnvironment();
  const config = readConfig(environment, { mode: 'start' });
  return withDatabase(config, async (pool) => {
    const city = await chooseCity(pool);
    process.stderr.write(`${comesUp(city)}\n`);
    return withSandbox(city, { home: config.home, faults: [], leaving }, (sandbox, beside) =>
      act(environmentOf(environment, sandbox), beside, city),
    );
  });
};

/** Building a city takes seconds, and minutes where it is large. */
export const comesUp = ({ members, seed, date }: SyntheticCity): string =>
  `Bringing up the four counterparts of a synthetic city: ${members} members (seed ${seed}), as of ${date}.`;

/** The environment of a process that is pointed at the sandbox. */
export const environmentOf = (environment: RawEnvironment, sandbox: SandboxProcess): RawEnvironment => ({
  ...environment,
  ...sandbox.environment,
});

/** Why a sandbox does not come up, in one line. Its messages hold options and ports, nothing personal. */
export const sandboxFault = (cause: unknown): Fault => {
  const said = cause instanceof Error ? cause.message : String(cause);
  const code = systemCode(cause);
  if (code === 'EADDRINUSE' || code === 'EACCES')
    return new Fault('conflict', {
      code: 'port-unavailable',
      detail: `The sandbox cannot listen (${said}): choose another --port-base.`,
      cause,
    });
  return new Fault('broken', { code: SANDBOX_NOT_STARTED, detail: `The sandbox did not start: ${said}.`, cause });
};

const goneFault = (cause: Error): Fault =>
  new Fault('broken', {
    code: 'sandbox-gone',
    detail: `The synthetic counterparts are gone: ${cause.message}. What was begun is kept: \`huzheng runs list\` says how what is unfinished goes on.`,
    cause,
  });
