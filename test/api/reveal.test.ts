import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, DAY, startOf } from '../../src/domain/period.ts';
import type { Purpose } from '../../src/domain/sources.ts';
import type { Role } from '../../src/security/caller.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { type Answer, type Api, NIGHT, openApi, type ProblemBody, problemIn } from '../support/api.ts';
import { TESTER } from '../support/nights.ts';
import { aMember, changed, enrol, grantDibao } from '../support/nights-town.ts';

const PER_DAY = 8;

let api: Api;
let operator: { readonly cookie: string; readonly operatorId: string };
/** On the second night one has left, and one is erased after it. */
beforeAll(async () => {
  api = await openApi({ variables: { HUZHENG_REVEALS_PER_DAY: String(PER_DAY) } });
  const [leaves, erased] = [aMember(11), aMember(12)];
  enrol(api.people.town, leaves, erased);
  for (const member of [leaves, erased]) grantDibao(api.people.town, member, { at: startOf(NIGHT) });
  await api.nights.reconcile(addDays(NIGHT, 1));
  enrol(api.people.town, changed(leaves, startOf(addDays(NIGHT, 2)), { content: { leftOn: addDays(NIGHT, 2) } }));
  await api.nights.reconcile(addDays(NIGHT, 2));
  await eraseMember({ memberId: 'member-12', cause: 'asked', reason: null, caller: TESTER }, api.context);
}, 120_000);
afterAll(() => api.close());
beforeEach(async () => {
  api.anotherMinute();
  operator = await api.operatorAs(['operator']);
});

const WHY = '电话核实家庭情况';
const ask = (memberId: string, json: object, { cookie }: { readonly cookie: string }): Promise<Answer> =>
  api.ask({ method: 'POST', path: `/v1/members/${memberId}/reveal`, headers: { cookie }, json });
const reveal = (memberId: string, purpose: Purpose = 'hardship-screening', who = operator): Promise<Answer> =>
  ask(memberId, { purpose, why: WHY }, who);
const entries = async ({ operatorId } = operator) => {
  const { rows } = await api.context.pool.query<{ purpose: string; outcome: string; subjects: number; particulars: object }>(
    `select purpose, outcome, subjects, particulars from ledger_entry where act = 'member-revealed' and actor = $1 order by seq`,
    [`operator:${operatorId}`],
  );
  return rows;
};

describe('who a member is', () => {
  it('is shown as the roster has them, for a purpose they have a case of, once it is in the ledger with the reason', async () => {
    const { sealed, content } = api.people.poor;
    const answer = await reveal('member-1');
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(answer.json).toEqual({
      memberId: 'member-1',
      name: sealed.name,
      idNumber: sealed.idNumber,
      mobile: sealed.mobile,
      district: content.district,
      employer: sealed.employerName,
    });
    expect(await entries()).toEqual([{ purpose: 'hardship-screening', outcome: 'shown', subjects: 1, particulars: { why: WHY } }]);
    const auditor = await api.operatorAs(['auditor']);
    const looks = await api.ask({ path: '/v1/members/member-1/looks?limit=5', headers: { cookie: auditor.cookie } });
    expect(looks.text).toContain(`operator:${operator.operatorId}`);
  });

  it('is answered alike, and on record alike, for whoever is not known, has left, was erased, or has nothing open for that purpose', async () => {
    const asked: readonly (readonly [string, Purpose])[] = [
      ['member-999', 'hardship-screening'],
      ['member-11', 'hardship-screening'],
      ['member-12', 'hardship-screening'],
      ['member-4', 'hardship-screening'],
      ['member-1', 'mutual-aid-claim'],
    ];
    const answers: unknown[] = [];
    for (const [memberId, purpose] of asked) {
      const { status, json } = await reveal(memberId, purpose);
      const { traceId: _, ...problem } = json as ProblemBody;
      answers.push({ status, problem });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, problem: { type: 'urn:huzheng:problem:no-such-member' } });
    const kept = (await entries()).map(({ purpose: _, ...entry }) => entry);
    expect(kept).toEqual(asked.map(() => ({ outcome: 'none', subjects: 0, particulars: { why: WHY } })));
  });

  it.each([
    { given: 'no reason', body: {}, want: 'field-missing' },
    { given: 'a reason of one letter', body: { why: 'x' }, want: 'field-invalid' },
    { given: 'a reason of blanks', body: { why: '    ' }, want: 'field-invalid' },
    { given: 'a reason with an identity number', body: { why: '核实 440305198807040018' }, want: 'field-invalid' },
    { given: 'no purpose that there is', body: { why: WHY, purpose: 'curiosity' }, want: 'field-invalid' },
  ])('is told to nobody who gives $given', async ({ body, want }) => {
    expect(problemIn(await ask('member-1', { purpose: 'hardship-screening', ...body }, operator))).toBe(want);
    expect(await entries()).toEqual([]);
  });

  it.each<{ readonly role: Role }>([{ role: 'viewer' }, { role: 'rule-keeper' }, { role: 'auditor' }, { role: 'administrator' }])(
    'is not told to a $role',
    async ({ role }) => {
      const answer = await reveal('member-1', 'hardship-screening', await api.operatorAs([role]));
      expect([answer.status, problemIn(answer)]).toEqual([403, 'not-allowed']);
    },
  );
});

describe('an operator’s day', () => {
  it('has so many reveals and no more, whoever is asked about; the refusal says when the next day begins, and is in the ledger', async () => {
    const asked = ['member-1', ...Array.from({ length: PER_DAY - 1 }, (_, nth) => `member-${100 + nth}`)];
    for (const memberId of asked) expect((await reveal(memberId)).status).not.toBe(429);
    const refused = await reveal('member-1');
    expect([refused.status, problemIn(refused)]).toEqual([429, 'reveals-spent']);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(DAY / 1000);
    expect((await entries()).at(-1)).toEqual({ purpose: 'hardship-screening', outcome: 'refused', subjects: 0, particulars: { why: WHY } });
    expect((await reveal('member-1', 'hardship-screening', await api.operatorAs(['operator']))).status).toBe(200);
    api.clock.forward(Number(refused.headers['retry-after']) * 1000);
    const again = await api.context.signIn.sessions.open(operator.operatorId);
    expect((await reveal('member-1', 'hardship-screening', { ...operator, cookie: `huzheng-session=${again.secret}` })).status).toBe(200);
  });

  it('is one and the same in every process', async () => {
    const second = await api.another();
    const json = { purpose: 'hardship-screening', why: WHY };
    const everywhere = await Promise.all(
      Array.from({ length: 2 * PER_DAY }, (_, nth) =>
        (nth % 2 === 0 ? api : second).ask({
          method: 'POST',
          path: '/v1/members/member-1/reveal',
          headers: { cookie: operator.cookie },
          json,
        }),
      ),
    );
    await second.close();
    expect(everywhere.filter(({ status }) => status === 200)).toHaveLength(PER_DAY);
    expect(everywhere.filter(({ status }) => status === 429)).toHaveLength(PER_DAY);
  });
});
