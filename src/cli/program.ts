/** Every command, with its options. What a command does is in the file of its name; here is only how it is called and how it ends. */
import { Command, Option } from 'commander';
import { MINUTE } from '../domain/period.ts';
import { AUTHORITIES, SOURCES } from '../domain/sources.ts';
import { ROLES, SCOPES } from '../security/caller.ts';
import { clientsAdd, clientsList, clientsRevoke, clientsRotate, OVERLAP } from './clients.ts';
import { checkConnectors } from './connectors-check.ts';
import { endWithFault, INTERRUPTED, MISUSED } from './ending.ts';
import { type Interruption, onInterruption } from './interruption.ts';
import { jobsFailed, jobsRetry, jobsShow } from './jobs.ts';
import { migrateDatabase } from './migrate.ts';
import { operatorsList, operatorsRoles } from './operators.ts';
import { day, duration, faults, portBase, positive, wholeNumber } from './option-values.ts';
import { reconcile } from './reconcile.ts';
import { sandbox } from './sandbox.ts';
import { schedule } from './schedule.ts';
import { serve } from './serve.ts';
import { start } from './start.ts';
import { verifyPerson } from './verify.ts';
import { work } from './work.ts';

/** Answers the exit code. */
type Action<Options> = (options: Options, interruption: Interruption, args: readonly string[]) => Promise<number>;

export const runCommand = async (argv: readonly string[]): Promise<void> => {
  // A reader that goes away (`| head`, a closed terminal) ends the reading, not the night.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.on('uncaughtException', (thrown) => process.exit(endWithFault(thrown)));

  const program = new Command('huzheng')
    .description('互证: three authorities testify, a union finds its members in hardship.')
    .configureOutput({ outputError: (text, write) => write(`huzheng: ${usageLine(text)}\n`) })
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : MISUSED));
  for (const add of [addStart, addReconcile, addServices, addJobs, addInspections, addClients, addOperators, addSandbox]) add(program);
  await program.parseAsync([...argv]);
};

/** What commander says of wrong usage, in one line like our own. */
const usageLine = (text: string): string =>
  `${text
    .trim()
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')}; see --help.`;

/** Runs an action; a fault becomes one clear line and an exit code, never a stack. */
const act =
  <Options>(action: Action<Options>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const args = command.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    const interruption = onInterruption();
    try {
      process.exitCode = await action(command.opts() as Options, interruption, args);
    } catch (thrown) {
      const code = endWithFault(thrown);
      process.exitCode = interruption.signal.aborted ? INTERRUPTED : code;
    }
  };

const JSON_ROWS = ['--json', 'as JSON'] as const;
const JSON_SUMMARY = ['--json', 'print the summary as JSON, as the last line'] as const;
const SANDBOX = ['--sandbox', 'against the synthetic city that `npm start` last used in this home'] as const;
const only = (sources: readonly string[]): Option => new Option('--source <id>', 'only this source').choices(sources);

const addStart = (program: Command): Command =>
  program
    .command('start')
    .description('the whole of Huzheng on this machine: embedded database, a synthetic city, one night, then the API')
    .option('--members <n>', 'members of the synthetic city', positive, 2000)
    .option('--seed <s>', 'seed of the synthetic city', wholeNumber, 1)
    .option('--date <day>', 'the date of the night, YYYY-MM-DD; default: an unfinished one, else today in Asia/Shanghai', day)
    .option(
      '--faults <spec>',
      'source:kind@from-to, comma list; kinds down, slow, cut, error, badrecord, empty; percent of a source’s calls',
      faults,
    )
    .option('--exit', 'end after the summary: 0 only if the books balance')
    .option(...JSON_SUMMARY)
    .action(act(start));

const addReconcile = (program: Command): Command =>
  program
    .command('reconcile')
    .description('a run of one date, done when this ends; goes on with an unfinished one')
    .option('--date <day>', 'YYYY-MM-DD; default: today in Asia/Shanghai', day)
    .option('--full', 'read every feed from its beginning')
    .addOption(only(AUTHORITIES))
    .option('--wait <duration>', 'how long a source that is down is waited for: 90s, 10m, 2h', duration, 10 * MINUTE)
    .option(...SANDBOX)
    .option(...JSON_SUMMARY)
    .action(act(reconcile));

const addServices = (program: Command): void => {
  program.command('serve').description('the HTTP API').action(act(serve));
  program.command('work').description('a worker').action(act(work));
  program.command('schedule').description('the nightly trigger').action(act(schedule));
};

const addJobs = (program: Command): void => {
  const jobs = program.command('jobs').description('sync jobs: what failed, why, and again');
  jobs
    .command('failed')
    .description('units of work that failed')
    .option(...JSON_ROWS)
    .addOption(only(SOURCES))
    .action(act(jobsFailed));
  jobs
    .command('show')
    .argument('<id>', 'id of a job, or its beginning')
    .description('one unit of work and every attempt at it')
    .option(...JSON_ROWS)
    .action(act(jobsShow));
  jobs
    .command('retry')
    .argument('[ids...]', 'ids of jobs, or their beginnings')
    .description('try failed units of work again, and what follows from them')
    .option('--all', 'all that failed')
    .addOption(only(SOURCES))
    .option('--fingerprint <f>', 'only failures of this cause, as `jobs failed` names it')
    .option(...SANDBOX)
    .option(...JSON_SUMMARY)
    .action(act(jobsRetry));
};

const addInspections = (program: Command): void => {
  program
    .command('verify')
    .description('one verification; number and name are asked for, or read from standard input as two lines')
    .option('--live', 'ask the authorities now instead of what is stored')
    .option(...JSON_ROWS)
    .action(act(verifyPerson));
  program
    .command('connectors')
    .description('the counterparts')
    .command('check')
    .argument('[id]', `one of ${SOURCES.join(', ')}`)
    .description('sign in, call each dataset once, say what was found')
    .option(...JSON_ROWS)
    .action(act(checkConnectors));
  program
    .command('migrate')
    .description('bring the database to this version')
    .option(...JSON_ROWS)
    .action(act(migrateDatabase));
};

const addClients = (program: Command): void => {
  const clients = program.command('clients').description('the systems that may ask: ids, scopes, secrets');
  clients
    .command('add')
    .argument('<id>', 'up to 64 letters, digits and ._-')
    .description('let another system ask; shows its secret once')
    .option('--name <name>', 'what it is called in lists')
    .addOption(new Option('--scope <scopes...>', 'what it may; default: everything').choices(SCOPES))
    .option(...JSON_ROWS)
    .action(act(clientsAdd));
  clients
    .command('list')
    .description('who may ask')
    .option(...JSON_ROWS)
    .action(act(clientsList));
  clients
    .command('rotate')
    .argument('<id>', 'id of a client')
    .description('a new secret; shows it once')
    .option('--overlap <duration>', 'how long the old secret stays good', duration, OVERLAP)
    .option(...JSON_ROWS)
    .action(act(clientsRotate));
  clients.command('revoke').argument('<id>', 'id of a client').description('let a system ask no more').action(act(clientsRevoke));
};

const addOperators = (program: Command): void => {
  const operators = program.command('operators').description('who may do what in the console');
  operators
    .command('list')
    .description('everybody who has signed in')
    .option(...JSON_ROWS)
    .action(act(operatorsList));
  operators
    .command('roles')
    .argument('<id>', 'id of an operator, as the list gives it')
    .description('set the roles of an operator; none: take every role away')
    .addOption(new Option('--role <roles...>', 'all the roles they are to have').choices(ROLES))
    .action(act(operatorsRoles));
};

const addSandbox = (program: Command): Command =>
  program
    .command('sandbox')
    .description('the four counterparts of a synthetic city, over HTTP, until Ctrl-C')
    .option('--port-base <p>', 'civil affairs on this port, the others on the next three; default: free ports', portBase)
    .option('--members <n>', 'members of the city', positive, 2000)
    .option('--seed <s>', 'seed of the city', wholeNumber, 1)
    .option('--date <day>', 'everything in the city happened before this day; default: today in Asia/Shanghai', day)
    .option('--faults <spec>', 'as for `start`', faults)
    .option('--json', 'what to point at it, and its test persons, as one line of JSON')
    .action(act(sandbox));
