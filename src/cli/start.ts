/** `npm start`: everything on one bare machine, one night before your eyes, and then it stays up. */
import { processEnvironment, readConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { type Day, dayAt, instantOf } from '../domain/period.ts';
import { openRun } from '../jobs/open-run.ts';
import { listen } from '../api/server.ts';
import { type FlaggedMember, flaggedMembers } from '../storage/screenings.ts';
import type { Judged } from '../sandbox/sandbox.ts';
import type { SandboxProcess } from '../sandbox/spawn.ts';
import { exitCodeOf, INTERRUPTED } from './ending.ts';
import { followRun } from './follow.ts';
import { type Interruption, onInterruption } from './interruption.ts';
import { printSummary, sayHow, shownSummary } from './reconcile.ts';
import { type City, environmentOf, settleIn, withSandbox } from './sandbox-city.ts';
import { withContextOf } from './session.ts';

export interface StartOptions {
  readonly members: number;
  readonly seed: number;
  readonly date?: Day;
  readonly faults?: string;
  readonly exit?: true;
  readonly json?: true;
}

/** A source that is down in a demonstration comes back within its calls; nobody waits longer than this for one. */
const WAIT_MS = 10 * 60_000;

export const start = async (options: StartOptions): Promise<number> => {
  const interruption = onInterruption();
  const environment = processEnvironment();
  const { home } = readConfig(environment, { mode: 'start' });
  const date = options.date ?? dayAt(instantOf(Date.now()));
  const city: City = { home, members: options.members, seed: options.seed, date, faults: options.faults ?? null };
  say(`A synthetic city of ${options.members} members (seed ${options.seed}) on ${date}: bringing up its four counterparts …`);
  return withSandbox(city, (sandbox) => {
    const config = readConfig(environmentOf(environment, sandbox), { mode: 'start' });
    say('… and the database.');
    return withContextOf(config, (context) => night(city, { options, sandbox, context, interruption }));
  });
};

interface Night {
  readonly options: StartOptions;
  readonly sandbox: SandboxProcess;
  readonly context: Context;
  readonly interruption: Interruption;
}

const night = async (city: City, { options, sandbox, context, interruption }: Night): Promise<number> => {
  await settleIn(city, context.pool);
  const server = options.exit === true ? null : await listen(context);
  if (server !== null) say(`API on ${server.url} (readable at ${server.url}/docs)`);
  try {
    const opened = await openRun(city.date, { full: false, source: null, waitMs: WAIT_MS }, context);
    sayHow(opened);
    const { run, engine } = await followRun(opened.run, context, interruption);
    try {
      if (run.status === 'running') return INTERRUPTED;
      const truth = await sandbox.judge((await flaggedMembers(context.pool)).map(judged));
      await printSummary({ ...(await shownSummary(run, { context, withDigest: options.json ?? false })), truth }, options.json ?? false);
      if (server === null) return exitCodeOf(run.status);
      say(`Stays up: ${server.url}. Ctrl-C ends it; \`npm start\` goes on with the same city.`);
      await interruption.asked;
      return INTERRUPTED;
    } finally {
      await engine?.stop();
    }
  } finally {
    await server?.close();
  }
};

const judged = ({ memberId, class: suggested }: FlaggedMember): Judged => ({ memberId, flagged: true, suggestedClass: suggested === 'deep' || suggested === 'relative' || suggested === 'accident' ? suggested : null });

const say = (line: string): void => void process.stderr.write(`${line}\n`);
