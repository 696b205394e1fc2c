/** Where a journey takes place: homes and commands of its own, all gone when it is over, also after a failure; and the city it is about. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ShownSummary } from '../../src/cli/summary-text.ts';
import { newHome, removeHome } from '../storage/embedded/homes.ts';
import { queueVariables } from '../support/queue-place.ts';
import { type Command, type Ending, processesOf, type Surroundings, startHuzheng } from './huzheng.ts';
import { newMadeHome } from './made-home.ts';

/** A night long past: the city is the same in every year this test runs in. */
export const CITY = { members: 150, seed: 7, date: '2025-11-22' } as const;
export const CITY_OPTIONS = ['--members', String(CITY.members), '--seed', String(CITY.seed), '--date', CITY.date] as const;
/** `npm start -- --exit --json` for that city. */
export const START = ['start', ...CITY_OPTIONS, '--exit', '--json'] as const;
/** What goes on with it after an interruption. */
export const RESUME = ['reconcile', '--sandbox', '--date', CITY.date, '--json'] as const;

export interface Stage {
  /** A folder that does not exist yet. */
  readonly home: () => Promise<string>;
  /** One with an empty database: for whoever does not ask how it comes to be. */
  readonly madeHome: () => Promise<string>;
  readonly start: (args: readonly string[], surroundings: Surroundings) => Command;
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<Ending>;
  /** Call after each test, or after all of them where they share. */
  readonly clear: () => Promise<void>;
}

export const openStage = (): Stage => {
  const homes: string[] = [];
  const commands: Command[] = [];
  const start: Stage['start'] = (args, surroundings) => {
    const command = startHuzheng(args, { ...surroundings, environment: { ...queueVariables, ...surroundings.environment } });
    commands.push(command);
    return command;
  };
  const kept = async (made: Promise<string>): Promise<string> => {
    const home = await made;
    homes.push(home);
    return home;
  };
  return {
    home: () => kept(newHome()),
    madeHome: () => kept(newMadeHome()),
    start,
    run: (args, surroundings) => start(args, surroundings).ended,
    clear: async () => {
      for (const command of commands.splice(0)) await command.kill();
      for (const home of homes.splice(0)) await removeHome(home);
    },
  };
};

/** The last line of standard output. */
export const summaryIn = ({ stdout, stderr }: Ending): ShownSummary => {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  expect(line, stderr).toMatch(/^\{/);
  return JSON.parse(line) as ShownSummary;
};

/** It came to its end as it should, and left nothing running. */
export const expectDone = async (ending: Ending, home: string): Promise<ShownSummary> => {
  expect(ending.code, ending.stderr).toBe(0);
  const summary = summaryIn(ending);
  expect(summary.run.status).toBe('completed');
  expect(summary.books.filter((line) => !line.balanced)).toEqual([]);
  expect(await processesOf(home)).toEqual([]);
  return summary;
};

/** Every application the city's aid system took, with its version and a digest of its content, in the order of their ids. */
export const takenApplications = async (home: string): Promise<readonly string[]> => {
  const file = join(home, 'sandbox', `applications-${CITY.members}-${CITY.seed}-2025-q4.jsonl`);
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => JSON.parse(line) as { readonly applicationId: string; readonly version: number; readonly digest: string })
    .map(({ applicationId, version, digest }) => `${applicationId} ${version} ${digest}`)
    .toSorted();
};

/** What `huzheng sandbox` says to be exported, once it has said all of it. */
export const variablesOf = async (sandbox: Command): Promise<Readonly<Record<string, string>>> => {
  await sandbox.says(/AID_SYSTEM_INBOUND_CLIENT_SECRET/);
  return exportedIn(sandbox.lines());
};

/** As a shell would read them. */
export const exportedIn = (lines: readonly string[]): Readonly<Record<string, string>> => {
  const exported = lines.flatMap((line) => {
    const [, name, value] = /^export (\w+)='(.*)'$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(exported);
};
