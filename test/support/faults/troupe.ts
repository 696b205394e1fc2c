/** The processes of a night, watched over as a supervisor would: whatever ends before it is told to leave is started again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { INTERRUPTED } from '../../../src/cli/ending.ts';
import { type Day, startOf } from '../../../src/domain/period.ts';
import { type Command, type Ending, startHuzheng } from '../../journeys/huzheng.ts';
import type { Place } from './place.ts';
import type { Role } from './plan.ts';

export interface Troupe {
  /** Resolves when it has ended for good. */
  readonly start: (role: Role) => Promise<void>;
  /** One of them. */
  readonly kill: (role: Role) => void;
  readonly terminate: (role: Role) => void;
  /** Terminates all there are, and waits until each has been started anew. */
  readonly renew: () => Promise<void>;
  /** From now on whoever ends is not started again; the others are told to leave, or killed where they do not. What did not go as it should. */
  readonly leave: () => Promise<readonly string[]>;
  /** How each that ended by itself did so. */
  readonly endings: () => readonly (Ending & { readonly role: Role })[];
  /** Everything that was said, on both streams. */
  readonly said: () => string;
}

/** A supervisor does not start anew at once what does not come up. */
const REST_MS = 300;
const PATIENCE_MS = 30_000;

interface Playing {
  readonly role: Role;
  command: Command;
}

const argumentsOf = (role: Role, date: Day): readonly string[] =>
  role === 'reconcile' ? ['reconcile', '--date', date, '--json', '--wait', '1m'] : [role];

/** As they are asked to leave: a service has done its work, a run is unfinished, or had just come to its end. */
const ORDERLY: Readonly<Record<Role, readonly (number | null)[]>> = {
  reconcile: [INTERRUPTED, 0, 3],
  work: [0],
  serve: [0],
  schedule: [0],
};

const isOrderly = (role: Role, { code, signal, stdout, stderr }: Ending): boolean => {
  // On the queue in PostgreSQL whoever took over the work keeps a worker out, however often it is started, and also one that is told to leave meanwhile.
  const isKeptOut = role === 'work' && stderr.includes('Another process works on this database already');
  if (signal === 'SIGTERM') {
    // It had not begun to listen yet; or it had said its last word: as it goes down, Node listens no more.
    const hasSaidAll = isKeptOut || (role === 'reconcile' && stdout.endsWith('}\n'));
    return stdout + stderr === '' || hasSaidAll;
  }
  return ORDERLY[role].includes(code) || (isKeptOut && (code === 1 || code === INTERRUPTED));
};

export const gather = (place: Place, date: Day): Troupe => {
  const playing = new Set<Playing>();
  const endings: (Ending & { readonly role: Role })[] = [];
  const said: string[] = [];
  let isOver = false;

  const spawn = (role: Role): Command =>
    startHuzheng(argumentsOf(role, date), {
      home: place.home,
      environment: role === 'schedule' ? { ...place.environment('hour'), HUZHENG_CRON: '* * * * * *' } : place.environment(),
    });
  const watch = async (one: Playing): Promise<void> => {
    for (;;) {
      const ending = await one.command.ended;
      said.push(ending.stdout, ending.stderr);
      endings.push({ ...ending, role: one.role });
      // A command that says how the run ended has done what it was for.
      const isDone = one.role === 'reconcile' && (ending.code === 0 || ending.code === 3);
      if (!isOver && !isDone) await sleep(REST_MS);
      if (isOver || isDone) break;
      one.command = spawn(one.role);
    }
    playing.delete(one);
  };
  const start = (role: Role): Promise<void> => {
    const one = { role, command: spawn(role) };
    playing.add(one);
    return watch(one);
  };
  /** Once: told again, a process leaves at once, and not in order. */
  const told = new WeakSet<Command>();
  /** They may just have ended. */
  const signal = (command: Command, name: 'SIGKILL' | 'SIGTERM'): void => {
    const { pid } = command;
    if (name === 'SIGTERM' && told.has(command)) return;
    if (name === 'SIGTERM') told.add(command);
    try {
      process.kill(pid, name);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')) throw thrown;
    }
  };
  const send = (role: Role, name: 'SIGKILL' | 'SIGTERM'): void => {
    for (const { command } of playing
      .values()
      .filter((one) => one.role === role)
      .take(1))
      signal(command, name);
  };
  const parting = async ({ role, command }: Playing): Promise<readonly string[]> => {
    signal(command, 'SIGTERM');
    const timer = new AbortController();
    const ending = await Promise.race([command.ended, sleep(PATIENCE_MS, null, { signal: timer.signal }).catch(() => null)]);
    timer.abort();
    if (ending === null) {
      signal(command, 'SIGKILL');
      await command.ended;
      return [`${role} did not leave within ${PATIENCE_MS / 1_000} s`];
    }
    return isOrderly(role, ending) ? [] : [`${role} left with ${ending.code ?? ending.signal}: ${ending.stderr.slice(-500)}`];
  };
  return {
    start,
    kill: (role) => send(role, 'SIGKILL'),
    terminate: (role) => send(role, 'SIGTERM'),
    renew: async () => {
      const before = [...playing].map(({ command }) => command);
      for (const command of before) signal(command, 'SIGTERM');
      for (const command of before) await command.ended;
    },
    leave: async () => {
      isOver = true;
      const complaints = (await Promise.all([...playing].map(parting))).flat();
      return complaints;
    },
    endings: () => endings,
    said: () => said.join('\n'),
  };
};

/** So that the hour of the night has just come on that date. */
export const offsetTo = (date: Day): number => Date.parse(startOf(date)) + 22 * 3_600_000 - Date.now();
