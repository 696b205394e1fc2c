/** Every command, with its options. What a command does is in the file of its name; here is only how it is called and how it ends. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Day, MINUTE, SECOND, toDay } from '../domain/period.ts';
import { AUTHORITIES, SOURCES } from '../domain/sources.ts';
import { checkConnectors } from './connectors-check.ts';
import { endWithFault } from './ending.ts';
import { jobsFailed, jobsRetry, jobsShow } from './jobs.ts';
import { migrateDatabase } from './migrate.ts';
import { reconcile } from './reconcile.ts';
import { sandbox } from './sandbox.ts';
import { schedule } from './schedule.ts';
import { serve } from './serve.ts';
import { start } from './start.ts';
import { verifyPerson } from './verify.ts';
import { work } from './work.ts';

/** Answers the exit code. */
type Action<Options> = (options: Options, ...args: readonly string[]) => Promise<number>;

export const runCommand = async (argv: readonly string[]): Promise<void> => {
  const program = new Command('huzheng').description('互证: three authorities testify, a union finds its members in hardship.').showHelpAfterError('(see --help)');

  program
    .command('start', { isDefault: false })
    .description('the whole of Huzheng on this machine: embedded database, a synthetic city, one night, then the API')
    .option('--members <n>', 'members of the synthetic city', wholeNumber, 2000)
    .option('--seed <s>', 'seed of the synthetic city', wholeNumber, 1)
    .option('--date <day>', 'the date of the night, YYYY-MM-DD; default: today in Asia/Shanghai', day)
    .option('--faults <spec>', 'source:kind@from-to, comma list; kinds down, slow, cut, error, badrecord, empty; percent of a source’s calls')
    .option('--exit', 'end after the summary: 0 only if the books balance')
    .option('--json', 'print the summary as JSON, as the last line')
    .action(act(start));

  program
    .command('reconcile')
    .description('a run of one date, done when this ends; goes on with an unfinished one')
    .option('--date <day>', 'YYYY-MM-DD; default: today in Asia/Shanghai', day)
    .option('--full', 'read every feed from its beginning')
    .addOption(new Option('--source <id>', 'only this authority').choices(AUTHORITIES))
    .option('--wait <duration>', 'how long a source that is down is waited for: 90s, 10m, 2h', duration, 10 * MINUTE)
    .option('--sandbox', 'against the synthetic city that `npm start` last used in this home')
    .option('--json', 'print the summary as JSON, as the last line')
    .action(act(reconcile));

  program.command('serve').description('the HTTP API').action(act(serve));
  program.command('work').description('a worker').action(act(work));
  program.command('schedule').description('the nightly trigger').action(act(schedule));

  const jobs = program.command('jobs').description('sync jobs: what failed, why, and again');
  jobs.command('failed').description('units of work that failed').option('--json', 'as JSON').addOption(new Option('--source <id>', 'only this source').choices(SOURCES)).action(act(jobsFailed));
  jobs.command('show').argument('<id>', 'id of a job, or its beginning').description('one unit of work and every attempt at it').option('--json', 'as JSON').action(act(jobsShow));
  jobs
    .command('retry')
    .argument('[ids...]', 'ids of jobs')
    .description('try failed units of work again, and what follows from them')
    .option('--all', 'all that failed')
    .addOption(new Option('--source <id>', 'only this source').choices(SOURCES))
    .option('--fingerprint <f>', 'only failures of this cause, as `jobs failed` names it')
    .option('--json', 'print the summary as JSON, as the last line')
    .action(act(jobsRetry));

  program
    .command('verify')
    .description('one verification; number and name are asked for, or read from standard input as two lines')
    .option('--live', 'ask the authorities now instead of what is stored')
    .option('--json', 'as JSON')
    .action(act(verifyPerson));

  const connectors = program.command('connectors').description('the counterparts');
  connectors.command('check').argument('[id]', `one of ${SOURCES.join(', ')}`).description('sign in, call each dataset once, say what was found').option('--json', 'as JSON').action(act(checkConnectors));

  program.command('migrate').description('bring the database to this version').option('--json', 'as JSON').action(act(migrateDatabase));

  program
    .command('sandbox')
    .description('the four counterparts of a synthetic city, over HTTP, until Ctrl-C')
    .option('--port-base <p>', 'civil affairs on this port, the others on the next three; default: free ports', wholeNumber)
    .option('--members <n>', 'members of the city', wholeNumber, 2000)
    .option('--seed <s>', 'seed of the city', wholeNumber, 1)
    .option('--date <day>', 'everything in the city happened before this day; default: today in Asia/Shanghai', day)
    .option('--faults <spec>', 'as for `start`')
    .action(act(sandbox));

  await program.parseAsync([...argv]);
};

/** Runs an action; a fault becomes one clear line and an exit code, never a stack. */
const act =
  <Options>(action: Action<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    try {
      process.exitCode = await action(command.opts() as Options, ...args);
    } catch (thrown) {
      process.exitCode = endWithFault(thrown);
    }
  };

const wholeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Not a whole number.');
  return Number(text);
};

const day = (text: string): Day => {
  try {
    return toDay(text);
  } catch {
    throw new InvalidArgumentError('Not a calendar day; write it as 2026-11-23.');
  }
};

const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: 60 * MINUTE };

const duration = (text: string): number => {
  const match = /^(\d{1,6})(s|m|h)?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Not a duration; write it as 90s, 10m or 2h.');
  return Number(match[1]) * (UNITS[match[2] ?? 's'] ?? SECOND);
};
