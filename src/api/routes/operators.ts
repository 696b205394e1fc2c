/** Who the operators are and what they may. Nobody sets his own roles, and nobody both acts and audits. */
import { isUuid } from '../../domain/uuid.ts';
import { Fault } from '../../faults.ts';
import { type Role, rolesClash } from '../../security/caller.ts';
import { roleChanges } from '../../security/sign-in/role-changes.ts';
import { inTransaction } from '../../storage/database.ts';
import { holdOperator, listOperators as readOperators, type StoredOperator, setOperatorRoles } from '../../storage/operators.ts';
import type { components } from '../contract.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

export const listOperators: Route =
  ({ pool }) =>
  async (_request, response) => {
    const paging = parametersOf<Paging>(response);
    const { limit, cursor = null } = paging;
    if (cursor !== null && !isUuid(cursor)) throw unknownCursor();
    const found = await readOperators(pool, { after: cursor, limit: limit + 1 });
    response.json(pageOf(found.map(shown), paging, ({ operatorId }) => operatorId) satisfies Schemas['OperatorPage']);
  };

export const setRoles: Route =
  ({ pool, ledger }) =>
  async (request, response) => {
    const { traceId } = admittedTo(response);
    const { operatorId } = parametersOf<{ readonly operatorId: string }>(response);
    const caller = callerOf(response);
    const { roles } = bodyOf<{ readonly roles: readonly Role[] }>(request);
    if (operatorId === caller.id)
      throw new Fault('denied', { code: 'own-roles', detail: 'Nobody sets his own roles; ask another administrator.' });
    const clash = rolesClash(roles);
    if (clash !== null) throw new Fault('invalid', { code: 'roles-clash', detail: clash, fields: ['/roles'] });
    const after = await inTransaction(pool, async (tx) => {
      const before = await holdOperator(tx, operatorId);
      if (before === null) throw noSuchOperator();
      const set = await setOperatorRoles(tx, operatorId, roles);
      await ledger.append(tx, roleChanges({ before: before.roles, after: roles }, { caller, operatorId, trace: traceId }));
      return set;
    });
    response.json(shown(after) satisfies Schemas['Operator']);
  };

const shown = ({ operatorId, name, roles, lastSeenAt }: StoredOperator): Schemas['Operator'] => ({
  operatorId,
  name,
  roles: [...roles],
  lastSeenAt,
});

const noSuchOperator = (): Fault =>
  new Fault('invalid', {
    code: 'no-such-operator',
    detail: 'There is no such operator; GET /v1/operators lists them.',
    fields: ['operatorId'],
  });
