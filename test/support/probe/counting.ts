/** A context that counts what a question costs: statements to the database, calls to counterparts. */
import type { Context } from '../../../src/context.ts';
import { AUTHORITIES } from '../../../src/domain/sources.ts';

export interface Cost {
  statements: number;
  calls: number;
}

export const counting = (context: Context, cost: Cost): Pick<Context, 'pool' | 'authorities' | 'aidSystem'> => {
  const { pool, authorities, aidSystem } = context;
  const counted: Context['pool'] = Object.assign(Object.create(pool), {
    query: (...asked: Parameters<typeof pool.query>) => {
      cost.statements += 1;
      return pool.query(...asked);
    },
    connect: async () => clientOf(await pool.connect(), cost),
  });
  const asked = AUTHORITIES.map((source) => {
    const { ask, ...rest } = authorities[source];
    const counting: typeof ask = (...question) => {
      cost.calls += 1;
      return ask(...question);
    };
    return [source, { ...rest, ask: counting }] as const;
  });
  const page: typeof aidSystem.members.page = (...question) => {
    cost.calls += 1;
    return aidSystem.members.page(...question);
  };
  return {
    pool: counted,
    authorities: Object.fromEntries(asked) as Context['authorities'],
    aidSystem: { ...aidSystem, members: { ...aidSystem.members, page } },
  };
};

const clientOf = <C extends { readonly query: unknown }>(client: C, cost: Cost): C =>
  new Proxy(client, {
    get: (target, property) => {
      const value: unknown = Reflect.get(target, property, target);
      if (property === 'query') cost.statements += 1;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
