import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../src/security/caller.ts';
import { type Answer, type Api, openApi, problemIn } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const set = (operatorId: string, roles: readonly string[], { cookie }: { readonly cookie: string }): Promise<Answer> =>
  api.ask({ method: 'PUT', path: `/v1/operators/${operatorId}/roles`, headers: { cookie }, json: { roles } });
const rolesNow = async (who: { readonly cookie: string }): Promise<unknown> =>
  ((await api.ask({ path: '/v1/session', headers: { cookie: who.cookie } })).json as { readonly roles: unknown }).roles;
const recorded = async (operatorId: string): Promise<readonly string[]> => {
  const { rows } = await api.context.pool.query<{ line: string }>(
    `select act || ' ' || (particulars ->> 'role') || ' by ' || actor as line from ledger_entry where particulars ->> 'operator' = $1 order by seq`,
    [operatorId],
  );
  return rows.map(({ line }) => line);
};

describe('roles', () => {
  it('are given and taken by an administrator, count from the next request, and are on record', async () => {
    const [boss, other] = [await api.operatorAs(['administrator']), await api.operatorAs([])];
    expect((await set(other.operatorId, ['viewer', 'operator'], boss)).json).toMatchObject({ roles: ['viewer', 'operator'] });
    expect(await rolesNow(other)).toEqual(['viewer', 'operator']);
    expect((await set(other.operatorId, ['viewer'], boss)).status).toBe(200);
    expect(await rolesNow(other)).toEqual(['viewer']);
    const by = `by operator:${boss.operatorId}`;
    expect(await recorded(other.operatorId)).toEqual([
      `role-granted viewer ${by}`,
      `role-granted operator ${by}`,
      `role-revoked operator ${by}`,
    ]);
  });

  it('are set by nobody for himself, however he spells his own id', async () => {
    const boss = await api.operatorAs(['administrator']);
    const own = await set(boss.operatorId, ['administrator', 'rule-keeper'], boss);
    expect([own.status, problemIn(own)]).toEqual([403, 'own-roles']);
    const { operatorId } = boss;
    for (const spelt of [
      operatorId.toUpperCase(),
      `urn:uuid:${operatorId}`,
      `{${operatorId}}`,
      operatorId.replaceAll('-', ''),
      `%20${operatorId}`,
    ])
      expect(problemIn(await set(spelt, ['administrator', 'rule-keeper'], boss))).toBe('field-invalid');
    expect(await rolesNow(boss)).toEqual(['administrator']);
    expect(await recorded(operatorId)).toEqual([]);
  });

  it('an auditor is nothing else', async () => {
    const [boss, other] = [await api.operatorAs(['administrator']), await api.operatorAs([])];
    const clash = await set(other.operatorId, ['auditor', 'viewer'], boss);
    expect([clash.status, problemIn(clash)]).toEqual([400, 'roles-clash']);
    expect((await set(other.operatorId, ['auditor'], boss)).status).toBe(200);
    expect(problemIn(await set(boss.operatorId, ['administrator'], { cookie: other.cookie }))).toBe('not-allowed');
  });

  it.each<{ readonly role: Role }>([{ role: 'viewer' }, { role: 'operator' }, { role: 'rule-keeper' }, { role: 'auditor' }])(
    'a $role gives nobody any',
    async ({ role }) => {
      const [who, other] = [await api.operatorAs([role]), await api.operatorAs([])];
      const answer = await set(other.operatorId, ['viewer'], who);
      expect([answer.status, problemIn(answer)]).toEqual([403, 'not-allowed']);
    },
  );

  it('that do not exist, or are stated twice, are refused', async () => {
    const [boss, other] = [await api.operatorAs(['administrator']), await api.operatorAs([])];
    for (const roles of [['root'], ['viewer', 'viewer'], ['__proto__']])
      expect(problemIn(await set(other.operatorId, roles, boss))).toBe('field-invalid');
    expect(problemIn(await set('0f8fad5b-d9cb-469f-a165-70867728950e', ['viewer'], boss))).toBe('no-such-operator');
  });
});

describe('the list of operators', () => {
  it('is for administrators and auditors, page by page', async () => {
    const [boss, auditor, viewer] = [
      await api.operatorAs(['administrator']),
      await api.operatorAs(['auditor']),
      await api.operatorAs(['viewer']),
    ];
    const list = (path: string, { cookie }: { readonly cookie: string }) => api.ask({ path, headers: { cookie } });
    expect(problemIn(await list('/v1/operators', viewer))).toBe('not-allowed');
    expect((await list('/v1/operators', auditor)).status).toBe(200);
    const ids: string[] = [];
    let path = '/v1/operators?limit=2';
    for (;;) {
      const { items, nextCursor } = (await list(path, boss)).json as { items: { operatorId: string }[]; nextCursor: string | null };
      ids.push(...items.map(({ operatorId }) => operatorId));
      if (nextCursor === null) break;
      path = `/v1/operators?limit=2&cursor=${nextCursor}`;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining([boss.operatorId, auditor.operatorId, viewer.operatorId]));
    expect(problemIn(await list('/v1/operators?cursor=run-2026-11-01', boss))).toBe('cursor-unknown');
  });
});
