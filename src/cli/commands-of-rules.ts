/** Commands about the rules by which people are judged: checking them, and which are active when. */
import type { Command } from 'commander';
import { act, JSON_ROWS } from './command.ts';
import { day } from './option-values.ts';

const FILE = ['<file>', 'a rule set: its folder, its manifest.json, or the id of one under rule-sets/'] as const;

export const addRules = (program: Command): void => {
  const rules = program.command('rules').description('rule sets: whether one is right, which is active from when');
  rules
    .command('check')
    .argument(...FILE)
    .description('says everything that is the matter with a rule set, with file, line and place; exits 1 if no night may be judged by it')
    .option('--on <day>', 'the day that past and future are told apart by, YYYY-MM-DD; default: today', day)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./rules-check.ts')).rulesCheck));
  rules
    .command('backtest')
    .argument(...FILE)
    .description('what a draft would change on nights that are over, on the facts known then: by district, programme and rule')
    .option('--from <day>', 'the first night, YYYY-MM-DD; without --from and --to: the last night there was', day)
    .option('--to <day>', 'the last night, YYYY-MM-DD', day)
    .option('--out <report.json>', 'keep the report, for `rules activate --backtest`')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./rules-past.ts')).rulesBacktest));
  rules
    .command('replay')
    .requiredOption('--date <day>', 'the night, YYYY-MM-DD', day)
    .description('judge a night again as it was known, by the rules of then; exits 1 if anybody comes out otherwise than was stored')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./rules-past.ts')).rulesReplay));
  rules
    .command('activate')
    .argument(...FILE)
    .requiredOption('--from <day>', 'the first day judged by it, YYYY-MM-DD; no night of it may have been judged yet', day)
    .requiredOption('--why <text>', 'why; it is kept, so it must name no person')
    .option('--backtest <report.json>', 'the report of the back-test that was looked at')
    .option('--without-backtest <text>', 'why there is none')
    .description('judge by this rule set from a day on; stands in the audit ledger, as does a refusal')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./rules.ts')).rulesActivate));
  rules
    .command('list')
    .description('which rule set is active from when, who made it so and why')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./rules.ts')).rulesList));
};
