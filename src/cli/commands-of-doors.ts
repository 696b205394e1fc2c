/** Commands about who may ask, who asked, and what is kept: clients, operators, keys, the ledger. */
import { type Command, Option } from 'commander';
import { ROLES, SCOPES } from '../security/caller.ts';
import { ACTS } from '../security/ledger/entry.ts';
import { OVERLAP } from '../security/sign-in/register.ts';
import { act, JSON_ROWS } from './command.ts';
import { day, duration, positive } from './option-values.ts';

const MOST = ['--limit <n>', 'at most so many', positive, 100] as const;

export const addClients = (program: Command): void => {
  const clients = program.command('clients').description('the systems that may ask: their ids, scopes and secrets');
  clients
    .command('add')
    .argument('<id>', 'up to 64 letters, digits and ._-')
    .description('let another system ask; shows its secret once')
    .option('--name <name>', 'what it is called in lists')
    .addOption(new Option('--scope <scopes...>', 'what it may; default: everything').choices(SCOPES))
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./clients.ts')).clientsAdd));
  clients
    .command('list')
    .description('who may ask')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./clients.ts')).clientsList));
  clients
    .command('rotate')
    .argument('<id>', 'id of a client')
    .description('a new secret; shows it once')
    .addOption(
      new Option('--overlap <duration>', 'how long the old secret stays good: 90s, 10m, 24h').argParser(duration).default(OVERLAP, '24h'),
    )
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./clients.ts')).clientsRotate));
  clients
    .command('revoke')
    .argument('<id>', 'id of a client')
    .description('let a system ask no more')
    .action(act(async () => (await import('./clients.ts')).clientsRevoke));
};

export const addOperators = (program: Command): void => {
  const operators = program.command('operators').description('the people who sign in, and what they may do');
  operators
    .command('list')
    .description('everybody who has signed in')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./operators.ts')).operatorsList));
  operators
    .command('roles')
    .argument('<id>', 'id of an operator, as the list gives it')
    .description('set the roles of an operator; none: take every role away')
    .addOption(new Option('--role <roles...>', 'all the roles they are to have').choices(ROLES))
    .action(act(async () => (await import('./operators.ts')).operatorsRoles));
};

export const addKeys = (program: Command): void => {
  const keys = program.command('keys').description('which keys there are, and rotating them');
  keys
    .command('show')
    .description('each key and what wraps it; never the key itself')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./keys.ts')).keysShow));
  keys
    .command('rotate')
    .description('wrap everything under new keys, while everything goes on; interrupted, the same again goes on')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./keys.ts')).keysRotate));
};

export const addAudit = (program: Command): void => {
  const audit = program.command('audit').description('the audit ledger: who looked at whom, why, and what was done');
  audit
    .command('verify')
    .argument('[file]', 'an export; default: the ledger in the database')
    .description('goes along the whole chain: exits 0 if it is intact, 1 and names the first broken entry if it is not')
    .option('--key <id>', 'believe only this key; note it down where nobody can change it')
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./audit-verify.ts')).auditVerify));
  audit
    .command('export')
    .argument('[file]', 'where to; default: standard output')
    .description('the ledger as JSON lines with the public key, for whoever verifies it elsewhere; no personal data')
    .action(act(async () => (await import('./audit.ts')).auditExport));
  audit
    .command('list')
    .description('what was done, the newest first')
    .option('--actor <actor>', 'only of this one, as the ledger names it: client:…, operator:…, command:…, machine:…')
    .addOption(new Option('--act <act>', 'only this').choices(ACTS))
    .option('--from <day>', 'from this day on, YYYY-MM-DD', day)
    .option('--to <day>', 'up to this day', day)
    .option(...MOST)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./audit.ts')).auditList));
  audit
    .command('looks')
    .option('--member <id>', 'the member')
    .option('--by-number', 'ask for the identity number, or read it from standard input: also of somebody who was erased')
    .description('who looked at this person, when and why, the newest first')
    .option(...MOST)
    .option(...JSON_ROWS)
    .action(act(async () => (await import('./audit-looks.ts')).auditLooks));
};
