import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { type Api, openApi } from '../support/api.ts';

type Schemas = components['schemas'];

let api: Api;
beforeAll(async () => {
  api = await openApi();
}, 120_000);
afterAll(() => api.close());

const rules = async (): Promise<Schemas['RulesInForce']> => {
  const { cookie } = await api.operatorAs(['rule-keeper'], 'keeper');
  return (await api.ask({ path: '/v1/rules', headers: { cookie } })).json as Schemas['RulesInForce'];
};

describe('rules', () => {
  it('say which is active, since when and by whom, and on which thresholds each stands', async () => {
    const { activations, active } = await rules();
    expect(activations).toMatchObject([{ region: '440300', id: 'sandbox-city', by: 'machine:configuration', hasBacktest: false }]);
    expect(active.find(({ code }) => code === 'stay-claim')).toMatchObject({
      table: 'mutual-aid-claim',
      documentRef: 'sandbox-mutual-aid',
      thresholds: [
        { name: 'claimWithinDays', operator: '<=', value: 180 },
        { name: 'waitingDays', operator: '>=', value: 0 },
      ],
      cannotJudge: [],
    });
  });

  it('are told how often each was right, once the aid system has said what became of it', async () => {
    const before = (await rules()).outcomes.find(({ rule }) => rule === 'assistance-deep');
    expect(before).toMatchObject({ programme: 'living-aid', delivered: 1, granted: 0, precision: null });
    await api.context.pool.query(`update application set remote_status = 'granted' where programme = 'living-aid'`);
    const after = (await rules()).outcomes.find(({ rule }) => rule === 'assistance-deep');
    expect(after).toMatchObject({ granted: 1, precision: 1 });
  });

  it('are not for whoever only keeps roles or the ledger, nor for systems', async () => {
    const asked = await Promise.all(
      [(await api.operatorAs(['auditor'], 'auditor')).cookie, (await api.operatorAs(['administrator'], 'administrator')).cookie].map(
        (cookie) => api.ask({ path: '/v1/rules', headers: { cookie } }),
      ),
    );
    const system = await api.ask({ path: '/v1/rules', headers: await api.clientAs('aid-system', ['cases:read']) });
    expect([...asked, system].map(({ status }) => status)).toEqual([403, 403, 403]);
  });
});
