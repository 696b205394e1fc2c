/** Commands about the rules by which people are judged: checking them, and which are active when. */
import type { Command } from 'commander';
import { act, JSON_ROWS } from './command.ts';
import { day } from './option-values.ts';
import { rulesCheck } from './rules-check.ts';

const FILE = ['<file>', 'a rule set: its folder, its manifest.json, or the id of one under rule-sets/'] as const;

export const addRules = (program: Command): void => {
  const rules = program.command('rules').description('rule sets: whether one is right, which is active from when');
  rules
    .command('check')
    .argument(...FILE)
    .description('says everything that is the matter with a rule set, with file, line and place; exits 1 if no night may be judged by it')
    .option('--on <day>', 'the day that past and future are told apart by, YYYY-MM-DD; default: today', day)
    .option(...JSON_ROWS)
    .action(act(rulesCheck));
};
