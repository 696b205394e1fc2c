/** Commands about who is told of what. */
import type { Command } from 'commander';
import { act, JSON_ROWS } from './command.ts';
import { positive } from './option-values.ts';

export const addAlerts = (program: Command): void => {
  const alerts = program.command('alerts').description('what a person has to know or do, and whether those who are told can be reached');
  alerts
    .command('list')
    .description('what needs somebody now, the newest first')
    .option('--all', 'with what is over')
    .option('--limit <n>', 'at most so many', positive, 100)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./alerts.ts')).alertsList));
  alerts
    .command('test')
    .description('send a test message by each configured channel and say what came of it; exits 0 only if each was delivered')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./alerts.ts')).alertsTest));
};
