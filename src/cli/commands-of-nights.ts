/** Commands that run nights, and what nights need. */
import { type Command, Option } from 'commander';
import { MINUTE } from '../domain/period.ts';
import { AUTHORITIES, SOURCES } from '../domain/sources.ts';
import { PUBLIC_KINDS } from '../sandbox/faults.ts';
import { WORK_STATES } from '../storage/work.ts';
import { act, actUntilAsked, JSON_ROWS, JSON_SUMMARY, only, READ_ONLY_FROM, SANDBOX } from './command.ts';
import { addRetries } from './commands-of-morning.ts';
import { dataset, day, duration, faults, portBase, positive, webAddress, wholeNumber } from './option-values.ts';

const KINDS_OF_FAULTS = [
  '',
  'Kinds of --faults, for example civil-affairs:down@0-33,medical-insurance:slow@50-:',
  ...Object.entries(PUBLIC_KINDS).map(([kind, what]) => `  ${kind.padEnd(9)}  ${what}`),
].join('\n');

const waiting = (): Option =>
  new Option('--wait <duration>', 'how long a source that is down is waited for: 90s, 10m, 2h')
    .argParser(duration)
    .default(10 * MINUTE, '10m');

export const addStart = (program: Command): Command =>
  program
    .command('start')
    .description('the whole of Huzheng on this machine: embedded database, a synthetic city, one night, then the API')
    .option('--members <n>', 'members of the synthetic city', positive, 2000)
    .option('--seed <s>', 'seed of the synthetic city', wholeNumber, 1)
    .option('--date <day>', 'the date of the night, YYYY-MM-DD; default: an unfinished one, else today in Asia/Shanghai', day)
    .option(
      '--faults <spec>',
      'which counterpart misbehaves, how and when: source:kind@from-to, comma list; percent of a source’s calls, without to for good',
      faults,
    )
    .addOption(waiting())
    .option('--exit', 'end after the summary: 0 only if the night is completed, 3 if it lacks something')
    .option(...JSON_SUMMARY)
    .addHelpText('after', KINDS_OF_FAULTS)
    .action(act(async () => (await import('./start.ts')).start));

export const addReconcile = (program: Command): Command =>
  program
    .command('reconcile')
    .description('a run of one date, done when this ends; goes on with an unfinished one')
    .option('--date <day>', 'YYYY-MM-DD; default: today in Asia/Shanghai', day)
    .option('--full', 'read every feed from its beginning')
    .addOption(only(AUTHORITIES, READ_ONLY_FROM))
    .addOption(waiting())
    .option(...SANDBOX)
    .option(...JSON_SUMMARY)
    .action(act(async () => (await import('./reconcile.ts')).reconcile));

export const addServices = (program: Command): void => {
  program
    .command('serve')
    .description('the HTTP API, until Ctrl-C; scales out by starting more')
    .action(actUntilAsked(async () => (await import('./serve.ts')).serve));
  program
    .command('work')
    .description('a worker: does what waits to be done, until Ctrl-C')
    .action(actUntilAsked(async () => (await import('./work.ts')).work));
  program
    .command('schedule')
    .description('the nightly trigger: opens the run of each night at HUZHENG_CRON, until Ctrl-C')
    .action(actUntilAsked(async () => (await import('./schedule.ts')).schedule));
};

export const addJobs = (program: Command): void => {
  const jobs = program.command('jobs').description('sync jobs: what failed, why, and again');
  jobs
    .command('list')
    .description('units of work, the newest first, by whatever is asked for')
    .addOption(new Option('--state <state>', 'only in this state').choices(WORK_STATES))
    .addOption(only(SOURCES))
    .option('--dataset <name>', 'only of this dataset', dataset)
    .option('--step <name>', 'only of this step')
    .option('--fingerprint <f>', 'only those whose last failure was of this cause')
    .option('--date <day>', 'only of this date’s runs, YYYY-MM-DD', day)
    .option('--run <id>', 'only of this run')
    .option('--recovered', 'only those that failed once and were fine later')
    .option('--member <id>', 'only those that looked at this member, or were about to; it is on record')
    .option('--search <text>', 'part of a cause’s code or words, or the beginning of an id or a unit')
    .option('--limit <n>', 'how many at most', positive, 20)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./job-lists.ts')).jobsList));
  jobs
    .command('fingerprints')
    .description('causes of failures, those with the most failed jobs first')
    .addOption(only(SOURCES))
    .option('--date <day>', 'only what jobs of this date’s runs failed of, YYYY-MM-DD', day)
    .option('--all', 'also causes that are made good')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./job-lists.ts')).jobsFingerprints));
  jobs
    .command('failed')
    .description('units of work that failed, by cause')
    .option(...JSON_ROWS)
    .addOption(only(SOURCES))
    .action(act(async () => (await import('./job-lists.ts')).jobsFailed));
  jobs
    .command('show')
    .argument('<id>', 'id of a job, or its beginning')
    .description('one unit of work and every attempt at it')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./job-lists.ts')).jobsShow));
  addRetries(jobs);
};

export const addInspections = (program: Command): void => {
  program
    .command('verify')
    .description('one person, as POST /v1/verify-identity answers; number and name are asked for, or read from standard input as two lines')
    .option('--live', 'ask the authorities now instead of what is stored')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./verify.ts')).verifyPerson));
  program
    .command('explain')
    .requiredOption('--member <id>', 'the aid system’s id of the member')
    .option('--date <day>', 'the night, YYYY-MM-DD; default: the last that is over', day)
    .description('why a member was flagged on a night, or was not, in words that may be read out to them')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./explain.ts')).explain));
  program
    .command('erase')
    .requiredOption('--member <id>', 'the aid system’s id of the member')
    .option('--reason <text>', 'why; it is kept, so it must not name the person')
    .option('--yes', 'do not ask')
    .option(...SANDBOX)
    .option(...JSON_ROWS)
    .description('erase a member: destroys their key, deletes their facts, withdraws their open applications')
    .action(act(async () => (await import('./erase.ts')).erase));
  program
    .command('connectors')
    .description('the counterparts: whether they can be reached')
    .command('check')
    .argument('[id]', `one of ${SOURCES.join(', ')}`)
    .description('sign in, call each dataset once, say what was found; on record')
    .option('--json', 'as JSON: the result of each is passed, failed or not-asked; ok is false where it failed')
    .action(act(async () => (await import('./connectors-check.ts')).checkConnectors));
  program
    .command('migrate')
    .description('bring the database to this version')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./migrate.ts')).migrateDatabase));
};

export const addSandbox = (program: Command): Command =>
  program
    .command('sandbox')
    .description('the four counterparts of a synthetic city, over HTTP, until Ctrl-C')
    .option('--port-base <p>', 'civil affairs on this port, the others on the next three; default: free ports', portBase)
    .option('--members <n>', 'members of the city', positive, 2000)
    .option('--seed <s>', 'seed of the city', wholeNumber, 1)
    .option('--date <day>', 'everything in the city happened before this day; default: today in Asia/Shanghai', day)
    .option('--faults <spec>', 'as for `start`', faults)
    .option(
      '--call-back <url>',
      'workers and the union decide by the city’s truth, a minute or so after an application came, and the aid system calls this address',
      webAddress,
    )
    .option('--json', 'what to point at it, and its test persons, as one line of JSON')
    .addHelpText('after', KINDS_OF_FAULTS)
    .action(actUntilAsked(async () => (await import('./sandbox.ts')).sandbox));
