/** A claim under a policy that was renewed since: open, and told for what it is, though everything else about its member was judged. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { changed, enrol } from '../support/nights-town.ts';

type Schemas = components['schemas'];
const [RENEWAL, NEXT] = [addDays(NIGHT, 1), addDays(NIGHT, 2)];

let api: Api;
let headers: { readonly cookie: string };

beforeAll(async () => {
  api = await openApi();
  const { town, patient } = api.people;
  enrol(town, changed(patient, startOf(RENEWAL), { content: { mutualAid: { from: RENEWAL, to: addDays(RENEWAL, 364) } } }));
  await api.nights.reconcile(RENEWAL);
  await api.nights.reconcile(NEXT);
  headers = await api.operatorAs(['operator']);
}, 120_000);
afterAll(() => api.close());

const get = async (path: string) => (await api.ask({ path, headers })).json;

it('is open, unjudged since the renewal, and says why', async () => {
  const { items } = (await get('/v1/cases?memberId=member-3&cannotJudge=true')) as Schemas['CasePage'];
  expect(items).toMatchObject([{ status: 'open', purpose: 'mutual-aid-claim', unjudgedSince: RENEWAL, asOf: `${NIGHT}T15:59:59.999Z` }]);
  expect(await get('/v1/cases?memberId=member-3&purpose=mutual-aid-claim&cannotJudge=false')).toMatchObject({ items: [] });
  const shown = (await get(`/v1/cases/${items[0]?.caseId}`)) as Schemas['CaseDetail'];
  expect(shown.history.map(({ event, on }) => `${event} ${on}`)).toEqual([`opened ${NIGHT}`, `unjudged ${RENEWAL}`]);
  expect(shown.cannotJudge).toContainEqual(expect.objectContaining({ rule: 'stay-claim', name: 'stayWithinPolicy', reason: 'not-stated' }));
  expect(shown.explanation[0]?.en).toMatch(/^Not judged tonight/);
  expect(shown.applications).toMatchObject([{ state: 'delivered' }]);
});
