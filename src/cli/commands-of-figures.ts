/** Commands about what came of it all. */
import { type Command, Option } from 'commander';
import { PROGRAMMES } from '../domain/application.ts';
import { act, JSON_ROWS } from './command.ts';
import { month } from './option-values.ts';

export const addOverview = (program: Command): Command =>
  program
    .command('overview')
    .description('how many were flagged, delivered, confirmed, declined, granted and refused, by month, programme and district')
    .option('--from <month>', 'the first month, YYYY-MM; default: twelve months up to the last', month)
    .option('--to <month>', 'the last month; default: the present one', month)
    .addOption(new Option('--programme <name>', 'only this programme').choices(PROGRAMMES))
    .option('--district <code>', 'only members who were in this district then')
    .option('--spreadsheet <file>', 'write it as a spreadsheet too')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./overview.ts')).overview));
