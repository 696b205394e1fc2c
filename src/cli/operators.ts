/** `huzheng operators`: who may do what; how the first administrator becomes one. */
import { isUuid } from '../domain/uuid.ts';
import { Fault } from '../faults.ts';
import { ROLES, type Role, rolesClash } from '../security/caller.ts';
import { roleChanges } from '../security/sign-in/role-changes.ts';
import { inTransaction } from '../storage/database.ts';
import { holdOperator, listOperators, setOperatorRoles } from '../storage/operators.ts';
import type { Interruption } from './interruption.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

const MOST_LISTED = 1_000;

export const operatorsList = ({ json }: { readonly json?: true }): Promise<number> =>
  withContext('tool', async ({ pool }) => {
    const items = await listOperators(pool, { after: null, limit: MOST_LISTED });
    const lines = items.map(
      ({ operatorId, name, roles, lastSeenAt }) =>
        `${operatorId}  ${name.padEnd(20)} ${roles.join(' ') || 'no role'}, last seen ${lastSeenAt.slice(0, 10)}`,
    );
    const text = lines.length === 0 ? 'Nobody has signed in yet.\n' : `${lines.join('\n')}\n`;
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : text);
    return 0;
  });

/** All the roles an operator is to have; none takes every role away. */
export const operatorsRoles = (
  { role = [] }: { readonly role?: readonly Role[] },
  _: Interruption,
  [operatorId = '']: readonly string[],
): Promise<number> =>
  withContext('tool', async ({ pool, ledger }) => {
    // Each once, however often it was said.
    const roles = ROLES.filter((one) => role.includes(one));
    const clash = rolesClash(roles);
    if (clash !== null) throw new Fault('invalid', { code: 'roles-clash', detail: clash });
    const { name } = await inTransaction(pool, async (tx) => {
      const before = isUuid(operatorId) ? await holdOperator(tx, operatorId) : null;
      if (before === null)
        throw new Fault('invalid', { code: 'no-such-operator', detail: 'There is no such operator; `operators list` shows them.' });
      const after = await setOperatorRoles(tx, operatorId, roles);
      await ledger.append(tx, roleChanges({ before: before.roles, after: roles }, { caller: thisUser(), operatorId, trace: null }));
      return after;
    });
    process.stdout.write(`${name}: ${roles.join(' ') || 'no role'}\n`);
    const operators = await listOperators(pool, { after: null, limit: MOST_LISTED });
    if (!operators.some((one) => one.roles.includes('administrator')))
      process.stderr.write('There is no administrator now: `huzheng operators roles ID --role administrator` makes one.\n');
    return 0;
  });
