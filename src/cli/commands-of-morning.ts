/** What operators do about a night: runs started and given up, failed jobs tried again, sources left alone for a time. */
import { Argument, type Command } from 'commander';
import { AUTHORITIES, SOURCES } from '../domain/sources.ts';
import { act, JSON_ROWS, JSON_SUMMARY, only, READ_ONLY_FROM, SANDBOX } from './command.ts';
import { dataset, day, instant, keptWords, positive } from './option-values.ts';

const WHY = ['--why <text>', 'why; it is kept in the audit ledger, so it must name nobody', keptWords] as const;

export const addRuns = (program: Command): void => {
  const runs = program.command('runs').description('runs: what was done, what is being done; starting one, giving one up');
  runs
    .command('list')
    .description('the newest first')
    .option('--limit <n>', 'how many at most', positive, 20)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./runs.ts')).runsList));
  runs
    .command('show')
    .argument('<run>', 'id of a run')
    .description('how far it is, or what it came to')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./runs.ts')).runsShow));
  runs
    .command('start')
    .description('open the run of a date, or go on with an unfinished one; a worker does the work (`reconcile` does it itself)')
    .option('--date <day>', 'YYYY-MM-DD; default: today in Asia/Shanghai', day)
    .option('--full', 'read every feed from its beginning')
    .addOption(only(AUTHORITIES, READ_ONLY_FROM))
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./runs.ts')).runsStart));
  runs
    .command('cancel')
    .argument('<run>', 'id of a run under way')
    .description('give it up: its jobs are cancelled, what was read stays, the date may be opened anew')
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./runs.ts')).runsCancel));
};

export const addRetries = (jobs: Command): void => {
  jobs
    .command('retry')
    .argument('[ids...]', 'ids of jobs, or their beginnings')
    .description('try failed jobs again, one of each cause first, and do what follows from them; exits 3 if something still fails')
    .option('--all', 'all that failed')
    .addOption(only(SOURCES))
    .option('--fingerprint <f>', 'only failures of this cause, as `jobs failed` names it')
    .option('--dry-run', 'say what it would mean, and do nothing')
    .option(...WHY)
    .option(...SANDBOX)
    .option(...JSON_SUMMARY)
    .action(act(async () => (await import('./retry.ts')).jobsRetry));
  jobs
    .command('stop')
    .argument('<retry>', 'id of a batch of retries, as `jobs retry` says it')
    .description('stop it: what was not tried yet stays failed')
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./retry.ts')).jobsStop));
};

export const addDrops = (program: Command): void => {
  const drops = program
    .command('drops')
    .description('datasets of which more would end in a night than ends in an ordinary one: nothing more ends by itself');
  drops
    .command('list')
    .description('what waits for a person, and what was accepted and not tried again yet')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./drops.ts')).dropsList));
  drops
    .command('accept')
    .argument('<run>', 'id of the run, as the list gives it')
    .argument('<dataset>', 'the dataset, as the list gives it', dataset)
    .description('the authority says that it is true: in that night as much of it may end as ends; failed jobs are then tried again')
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./drops.ts')).dropsAccept));
};

const theSource = (): Argument => new Argument('<source>', 'the counterpart').choices(SOURCES);

export const addPauses = (sources: Command): void => {
  sources
    .command('pause')
    .addArgument(theSource())
    .description('nobody asks it, by night or live, until it is resumed; jobs wait for it as for one that is down')
    .option('--until <time>', 'it ends by itself then, "YYYY-MM-DD HH:mm" in Shanghai', instant)
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources-pause.ts')).sourcesPause));
  sources
    .command('resume')
    .addArgument(theSource())
    .description('it may be asked again; what waited for it is due at once')
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources-pause.ts')).sourcesResume));
};
