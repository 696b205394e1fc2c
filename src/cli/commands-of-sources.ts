/** Commands about the counterparts as sources: how they fare, what was called, planned closures. */
import { Argument, type Command, Option } from 'commander';
import { SOURCES } from '../domain/sources.ts';
import { CALL_STEPS } from '../sources/call-span.ts';
import { act, JSON_ROWS } from './command.ts';
import { addPauses } from './commands-of-morning.ts';
import { instant } from './option-values.ts';

const theSource = (): Argument => new Argument('<source>', 'the counterpart').choices(SOURCES);

export const addSources = (program: Command): void => {
  const sources = program.command('sources').description('the counterparts: health, lag, calls, planned closures');
  sources
    .command('list')
    .description('each counterpart and its datasets: whether it answers, what it said last, how far behind')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources.ts')).sourcesList));
  sources
    .command('calls')
    .addArgument(theSource())
    .description('what was called and what came of it, over time; default: the last day')
    .addOption(new Option('--step <step>', 'how much time a line covers').choices(CALL_STEPS).default('1h'))
    .option('--from <time>', 'from this time on, "YYYY-MM-DD HH:mm" in Shanghai', instant)
    .option('--to <time>', 'before this time', instant)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources.ts')).sourcesCalls));
  addPauses(sources);
  addMaintenance(sources.command('maintenance').description('times for which a counterpart does not answer by plan'));
};

const addMaintenance = (maintenance: Command): void => {
  maintenance
    .command('list')
    .description('what is planned or under way')
    .option('--all', 'also what is over')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources.ts')).maintenanceList));
  maintenance
    .command('plan')
    .addArgument(theSource())
    .description(
      'nothing is sent to it meanwhile: the night waits, live questions rest on what is stored or are unknown, neither is a failure',
    )
    .requiredOption('--from <time>', '"YYYY-MM-DD HH:mm" in Shanghai; may have passed', instant)
    .requiredOption('--to <time>', 'until then; 31 days later at most', instant)
    .requiredOption('--why <text>', 'why; it is kept, so it must not name a person')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./sources.ts')).maintenancePlan));
  maintenance
    .command('end')
    .argument('<id>', 'id of a planned closure, as the list gives it')
    .description('take back what has not begun, or end what is under way; what waits is due at once')
    .action(act(async () => (await import('./sources.ts')).maintenanceEnd));
};
