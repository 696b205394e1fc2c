/** A case that a night could not judge stays open, and is told for what it is: found on an earlier night. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { addDays, type Day } from '../../src/domain/period.ts';
import { activate } from '../../src/rule-sets/activate.ts';
import { type Api, NIGHT, openApi } from '../support/api.ts';
import { TESTER } from '../support/nights.ts';
import { SANDBOX_RULES } from '../support/people.ts';

type Schemas = components['schemas'];

const [SECOND, THIRD, FOURTH, FIFTH] = [addDays(NIGHT, 1), addDays(NIGHT, 2), addDays(NIGHT, 3), addDays(NIGHT, 4)];

let api: Api;
let headers: { readonly cookie: string };

/** An edition in which the time to claim in is known up to a day, and not after. */
const claimsWithinDaysUpTo = (to: Day | null, version: string) => {
  const manifest = JSON.parse(SANDBOX_RULES['manifest.json'] ?? '{}');
  manifest.version = version;
  manifest.thresholds.claimWithinDays.values[0].to = to;
  return { ...SANDBOX_RULES, 'manifest.json': JSON.stringify(manifest) };
};
const from = (day: Day, files: Readonly<Record<string, string>>) =>
  activate({ files, from: day, why: 'as the test has it', backtest: { without: 'a test' }, by: TESTER }, api.context);

/** Judged on two nights, which say the same; the third and fourth read every source and lack the threshold. */
beforeAll(async () => {
  api = await openApi();
  await api.nights.reconcile(SECOND);
  await from(THIRD, claimsWithinDaysUpTo(SECOND, '8.8.8'));
  await api.nights.reconcile(THIRD);
  await api.nights.reconcile(FOURTH);
  headers = await api.operatorAs(['operator']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const get = async (path: string) => (await api.ask({ path, headers })).json;
const listed = async (query: string) => ((await get(`/v1/cases?purpose=mutual-aid-claim${query}`)) as Schemas['CasePage']).items;
const claim = async () => (await listed('&memberId=member-3'))[0];
const shown = async () => (await get(`/v1/cases/${(await claim())?.caseId}`)) as Schemas['CaseDetail'];

describe('a case that tonight could not judge', () => {
  it('says since when, and is dated as of the last night that judged it', async () => {
    expect(await claim()).toMatchObject({ status: 'open', kind: 'suggested', unjudgedSince: THIRD, asOf: `${SECOND}T15:59:59.999Z` });
    const { unjudgedSince, asOf, reasons, conditions } = await shown();
    expect([unjudgedSince, asOf]).toEqual([THIRD, `${SECOND}T15:59:59.999Z`]);
    const dates = [...reasons, ...conditions].flatMap(({ evidence }) => evidence.map((one) => one.asOf));
    expect(new Set(dates)).toEqual(new Set([`${SECOND}T15:59:59.999Z`]));
    expect(conditions.find(({ fact }) => fact === 'daysSinceSettlement')).toMatchObject({ value: 53 });
  });

  it('names the rules that could not be judged, and why', async () => {
    const { cannotJudge } = await shown();
    expect(cannotJudge).toContainEqual({ rule: 'stay-claim', missing: 'threshold', name: 'claimWithinDays', title: null, reason: null });
  });

  it('begins its explanation with that, in both languages', async () => {
    const { explanation } = await shown();
    expect(explanation[0]).toEqual({ zh: expect.stringMatching(/^今晚未能判断/), en: expect.stringMatching(/^Not judged tonight/) });
    expect(explanation.map(({ en }) => en).join()).toContain(`as of ${SECOND}`);
    expect(explanation.some(({ en }) => en.startsWith('Cannot be judged'))).toBe(true);
  });

  it('tells in its history the first night that could not', async () => {
    expect((await shown()).history).toEqual([
      { event: 'opened', on: NIGHT, runId: `run-${NIGHT}`, changed: [] },
      { event: 'unjudged', on: THIRD, runId: `run-${THIRD}`, changed: [] },
    ]);
  });

  it('is found among those that could not be judged, and not among the others', async () => {
    const members = async (query: string) => (await listed(query)).map(({ memberId }) => memberId);
    expect([await members('&cannotJudge=true'), await members('&cannotJudge=false')]).toEqual([['member-3'], []]);
  });

  it('is as any other once a night has judged it again', async () => {
    await from(FIFTH, claimsWithinDaysUpTo(null, '8.8.9'));
    await api.nights.reconcile(FIFTH);
    headers = await api.operatorAs(['operator']);
    expect(await claim()).toMatchObject({ unjudgedSince: null, asOf: `${FIFTH}T15:59:59.999Z` });
    const { cannotJudge, explanation } = await shown();
    expect([cannotJudge, explanation[0]?.en]).toEqual([[], expect.not.stringContaining('tonight')]);
    expect((await listed('&cannotJudge=true')).length).toBe(0);
  });
});
