/** Commands for what sources got wrong: rows that cannot be read, and sources that contradict each other. */
import { type Command, Option } from 'commander';
import { AUTHORITIES, PURPOSES, SOURCES } from '../domain/sources.ts';
import { DISCREPANCY_KINDS } from '../pipeline/3-verify/types.ts';
import { act, JSON_ROWS, JSON_SUMMARY, only, SANDBOX } from './command.ts';
import { dataset, day, keptWords, positive } from './option-values.ts';

const WHY = ['--why <text>', 'why; it is kept in the audit ledger, so it must name nobody', keptWords] as const;
const MOST = ['--limit <n>', 'how many at most', positive, 50] as const;

export const addQuarantine = (program: Command): void => {
  const quarantine = program.command('quarantine').description('rows that could not be read: which, why, and read once more');
  quarantine
    .command('list')
    .description('the newest first')
    .addOption(new Option('--state <state>', 'which').choices(['open', 'replayed', 'all']).default('open'))
    .addOption(only(SOURCES))
    .option('--dataset <name>', 'only this dataset', dataset)
    .option('--reason <code>', 'only for this reason, as this list names it')
    .option(...MOST)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./quarantine.ts')).quarantineList));
  quarantine
    .command('show')
    .argument('<id>', 'id of a row')
    .description('one row, masked, with the reason at its place')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./quarantine.ts')).quarantineShow));
  quarantine
    .command('replay')
    .argument('[ids...]', 'ids of rows; else choose by source or dataset')
    .description('read rows once more after what reads them was mended, and do what follows')
    .addOption(only(AUTHORITIES))
    .option('--dataset <name>', 'only this dataset', dataset)
    .option('--reason <code>', 'of these only for this reason')
    .requiredOption(...WHY)
    .option(...SANDBOX)
    .option(...JSON_SUMMARY)
    .action(act(async () => (await import('./quarantine.ts')).quarantineReplay));
};

export const addDiscrepancies = (program: Command): void => {
  const discrepancies = program
    .command('discrepancies')
    .description('sources that contradict each other: who says what, and what was asked');
  discrepancies
    .command('list')
    .description('the newest first')
    .addOption(
      new Option('--status <status>', 'which')
        .choices(['open', 'requested', 'answered', 'closed', 'unsettled', 'all'])
        .default('unsettled'),
    )
    .addOption(new Option('--kind <kind>', 'only of this kind').choices(DISCREPANCY_KINDS))
    .addOption(only(AUTHORITIES))
    .option('--district <d>', 'only of members of this district')
    .option('--member <id>', 'only of this member')
    .option(...MOST)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesList));
  discrepancies
    .command('show')
    .argument('<id>', 'id of a discrepancy')
    .description('one, with everything that was asked about it')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesShow));
  addRequests(discrepancies);
};

const addRequests = (discrepancies: Command): void => {
  const to = () => new Option('--to <authority>', 'which authority, where several can be meant').choices(AUTHORITIES);
  const about = (name: string, description: string): Command =>
    discrepancies
      .command(name)
      .argument('<id>', 'id of a discrepancy')
      .description(description)
      .addOption(to())
      .option(...JSON_ROWS);
  about('request', 'ask an authority to check its own record')
    .option('--due <day>', 'until and with this day; default: thirty days from today', day)
    .option(...WHY)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesRequest));
  about('answer', 'note what an authority answered')
    .requiredOption('--answer <text>', 'in one line; it must name nobody', keptWords)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesAnswer));
  about('withdraw', 'take a request back')
    .option(...WHY)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesWithdraw));
  discrepancies
    .command('export')
    .argument('[ids...]', 'ids of discrepancies; default: all that an authority has not answered')
    .description('the requests to one authority as a table or letter; it names people')
    .requiredOption('--out <file>', 'a new file, for this user only')
    .addOption(to().makeOptionMandatory())
    .addOption(new Option('--format <format>', 'xlsx or docx').choices(['table', 'letter']).default('letter'))
    .addOption(new Option('--purpose <purpose>', 'what they are used for').choices(PURPOSES).makeOptionMandatory())
    .requiredOption(...WHY)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./discrepancies.ts')).discrepanciesExport));
};
