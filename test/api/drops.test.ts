import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, startOf } from '../../src/domain/period.ts';
import type { Role } from '../../src/security/caller.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { aRow } from '../support/connectors.ts';
import { aDibao } from '../support/dossiers.ts';
import { aMember, enrol, LONG_AGO } from '../support/nights-town.ts';

type Schemas = components['schemas'];

const WHY = { why: '部门来函确认' };
const PEOPLE = Array.from({ length: 12 }, (_, index) => aMember(100 + index));
const keyOf = (member: (typeof PEOPLE)[number]): string => `aid-of-${member.content.memberId}`;

let api: Api;
let viewer: Readonly<Record<string, string>>;
let operator: Readonly<Record<string, string>>;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  const { town } = api.people;
  enrol(town, ...PEOPLE);
  for (const member of PEOPLE)
    town.rows.assistance.push(aRow(member.sealed.idNumber, aDibao({}, { recordKey: keyOf(member) }), { at: LONG_AGO }));
  await api.nights.reconcile(NIGHT);
  for (const member of PEOPLE)
    town.rows.assistance.push(aRow(null, aDibao({}, { recordKey: keyOf(member) }), { at: startOf(addDays(NIGHT, 1)), ended: true }));
  await api.nights.reconcile(addDays(NIGHT, 1));
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  api.anotherMinute();
  [viewer, operator] = [await signedInAs('viewer'), await signedInAs('operator')];
});

const signedInAs = async (role: Role): Promise<Readonly<Record<string, string>>> => {
  const { cookie } = await api.operatorAs([role]);
  return { cookie, origin: api.server.url };
};
const RUN = `run-${addDays(NIGHT, 1)}`;
const accept = (headers: Readonly<Record<string, string>>, dataset = 'assistance', json: object = WHY) =>
  api.ask({ method: 'POST', path: `/v1/runs/${RUN}/drops/${dataset}/accept`, json, headers });
const drops = async () => ((await api.ask({ path: '/v1/drops', headers: viewer })).json as Schemas['DropList']).items;
const needs = async () =>
  ((await api.ask({ path: '/v1/morning', headers: viewer })).json as Schemas['Morning']).needs.map(({ kind }) => kind);

describe('a drop that stopped in the night', () => {
  it('is listed with how many of how many would end, and needs somebody this morning', async () => {
    expect(await drops()).toEqual([
      {
        ...{ dataset: 'assistance', source: 'civil-affairs', runId: RUN, date: addDays(NIGHT, 1) },
        ...{ wouldEnd: 12, held: 13, percent: 92.3, jobs: 1, accepted: null },
      },
    ]);
    expect(await needs()).toContain('drops-asked');
  });

  it('is not accepted by whoever only looks, nor without a reason, nor where nothing stopped', async () => {
    const refused = await Promise.all([accept(viewer), accept(operator, 'assistance', {}), accept(operator, 'death')]);
    expect(refused.map(({ status }) => status)).toEqual([403, 400, 409]);
    expect(refused[2]?.text).toContain('GET /v1/drops');
    expect(await drops()).toMatchObject([{ accepted: null }]);
  });

  it('is accepted by an operator, once; and a retry then goes through', async () => {
    const accepted = await accept(operator);
    expect([accepted.status, accepted.json]).toMatchObject([
      200,
      { runId: RUN, dataset: 'assistance', by: expect.stringMatching(/^operator:/), ...WHY },
    ]);
    expect((await accept(operator)).json).toMatchObject({ type: 'urn:huzheng:problem:drop-accepted' });
    expect(await drops()).toMatchObject([{ accepted: { by: expect.any(String), ...WHY } }]);
    expect(await needs()).not.toContain('drops-asked');
    expect((await api.nights.reconcile(addDays(NIGHT, 1))).run.status).toBe('completed');
    viewer = await signedInAs('viewer');
    expect(await drops()).toEqual([]);
  });
});
