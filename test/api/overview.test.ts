import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { components } from '../../src/api/contract.ts';
import { PROGRAMMES } from '../../src/domain/application.ts';
import { dayAt, type Instant } from '../../src/domain/period.ts';
import { FIGURES } from '../../src/overview/figures.ts';
import type { Role } from '../../src/security/caller.ts';
import { saveWhereabouts } from '../../src/storage/applications.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { type Api, openApi, problemIn } from '../support/api.ts';
import { DISTRICTS, type LivedApplication, livedCity, RULES, settleCity } from '../support/overview-city.ts';
import { sheetsIn } from '../support/spreadsheets.ts';

type Schemas = components['schemas'];
type Figures = Schemas['OverviewFigures'];

const CITY = livedCity(20261101);
const MONTHS = ['2026-05', '2026-06', '2026-07'];

let api: Api;
let viewer: { readonly cookie: string };
let people: readonly string[];
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
  people = await settleCity(CITY, api.context);
  viewer = await api.operatorAs(['viewer']);
}, 120_000);
afterAll(() => api.close());
beforeEach(() => api.anotherMinute());

const overview = async (query = '?from=2026-05&to=2026-07'): Promise<Schemas['Overview']> =>
  (await api.ask({ path: `/v1/overview${query}`, headers: { cookie: viewer.cookie } })).json as Schemas['Overview'];

/** One thing that happened, as the test knows it. */
interface Happened {
  readonly figure: keyof Figures;
  readonly month: string;
  readonly district: string | null;
  readonly programmes: readonly string[];
}

const monthOf = (at: Instant): string => dayAt(at).slice(0, 7);
const districtOf = ({ person }: { readonly person: number }): string | null => CITY.districts[person] ?? null;

const HAPPENED: readonly Happened[] = [
  ...CITY.cases.flatMap((one): readonly Happened[] =>
    one.kind === 'leaving'
      ? []
      : [
          {
            figure: one.kind === 'near-miss' ? 'nearMiss' : 'flagged',
            month: one.on.slice(0, 7),
            district: districtOf(one),
            programmes: one.programmes,
          },
        ],
  ),
  ...CITY.applications.flatMap((one): readonly Happened[] => {
    const happened = (figure: keyof Figures, at: Instant): Happened => ({
      figure,
      month: monthOf(at),
      district: districtOf(one),
      programmes: [one.programme],
    });
    const { decision, confirmed } = one;
    return [
      happened('delivered', one.delivered),
      ...(confirmed === null ? [] : [happened('confirmed', confirmed)]),
      ...(decision === null || decision.status === 'expired' ? [] : [happened(decision.status, decision.at)]),
    ];
  }),
].filter(({ month }) => MONTHS.includes(month));

const countedBy = (keep: (one: Happened) => boolean): Figures => {
  const counts = Object.fromEntries(FIGURES.map((figure) => [figure, 0])) as unknown as Record<keyof Figures, number>;
  for (const one of HAPPENED) if (keep(one)) counts[one.figure] += 1;
  return counts;
};

describe('the overview', () => {
  it('counts every event once, in the month in which it happened in Shanghai', async () => {
    const { total, months, from, to } = await overview();
    expect([from, to]).toEqual(['2026-05', '2026-07']);
    expect(total).toEqual(countedBy(() => true));
    expect(months).toEqual(MONTHS.map((month) => ({ month, figures: countedBy((one) => one.month === month) })));
  });

  it('counts by programme, a case that offers several under each, and one that offers none by itself', async () => {
    const { byProgramme } = await overview();
    expect(byProgramme.map(({ programme, figures }) => ({ programme, figures }))).toEqual([
      ...PROGRAMMES.map((programme) => ({ programme, figures: countedBy(({ programmes }) => programmes.includes(programme)) })),
      { programme: null, figures: countedBy(({ programmes }) => programmes.length === 0) },
    ]);
  });

  it('counts by district, and tells no figure of one or two', async () => {
    const { byDistrict } = await overview();
    expect(byDistrict.map(({ district }) => district)).toEqual([...DISTRICTS, null]);
    for (const { district, figures } of byDistrict) {
      const want = countedBy((one) => one.district === district);
      for (const figure of FIGURES) {
        if (figures[figure] !== null) expect(figures[figure], `${figure} of ${district}`).toBe(want[figure]);
        expect(figures[figure]).not.toBe(1);
        expect(figures[figure]).not.toBe(2);
      }
    }
  });

  it('counts members flagged, each once, and cases by rule, the most frequent first', async () => {
    const within = CITY.cases.filter(({ on }) => MONTHS.includes(on.slice(0, 7)));
    const flagged = within.filter(({ kind }) => kind === 'lead' || kind === 'suggested');
    const { members, leads, nearMisses } = await overview();
    expect(members).toBe(new Set(flagged.map(({ person }) => person)).size);
    const byRule = (kind: string): readonly object[] =>
      RULES.map((rule) => ({ rule, cases: within.filter((one) => one.kind === kind && one.rules.includes(rule)).length })).toSorted(
        (one, other) => other.cases - one.cases || (one.rule < other.rule ? -1 : 1),
      );
    expect(leads).toEqual(byRule('lead'));
    expect(nearMisses).toEqual(byRule('near-miss'));
  });

  it('says how much of what was offered, and did not run out, was confirmed, and how much of that granted', async () => {
    const takeUp = (those: readonly LivedApplication[]): object => {
      const offered = those.filter(({ delivered, decision }) => MONTHS.includes(monthOf(delivered)) && decision?.status !== 'expired');
      const confirmed = offered.filter((one) => one.confirmed !== null);
      const granted = confirmed.filter(({ decision }) => decision?.status === 'granted');
      return {
        offered: offered.length,
        confirmed: confirmed.length,
        granted: granted.length,
        confirmedShare: confirmed.length / offered.length,
        grantedShare: granted.length / confirmed.length,
      };
    };
    const told = await overview();
    expect(told.takeUp).toEqual(takeUp(CITY.applications));
    for (const { programme, takeUp: ofProgramme } of told.byProgramme)
      if (programme !== null) expect(ofProgramme).toEqual(takeUp(CITY.applications.filter((one) => one.programme === programme)));
  });

  it('is asked by programme and by district', async () => {
    const ofProgramme = await overview('?from=2026-05&to=2026-07&programme=medical-aid');
    expect(ofProgramme.total).toEqual(countedBy(({ programmes }) => programmes.includes('medical-aid')));
    const ofDistrict = await overview('?from=2026-06&to=2026-06&district=440304');
    const want = countedBy(({ month, district }) => month === '2026-06' && district === '440304');
    expect(ofDistrict.total).toEqual(
      Object.fromEntries(Object.entries(want).map(([figure, count]) => [figure, count === 1 || count === 2 ? null : count])),
    );
    expect(ofDistrict.byDistrict.map(({ district }) => district)).toEqual(['440304']);
  });

  it('is of the last twelve months where none is named, with every month of them', async () => {
    const { from, to, months } = await overview('');
    expect([from, to, months.length]).toEqual(['2025-12', '2026-11', 12]);
  });

  it.each(['?from=2026-07&to=2026-05', '?from=2010-01&to=2026-05', '?from=2026-13', '?programme=gold'])('refuses %s', async (query) => {
    const answer = await api.ask({ path: `/v1/overview${query}`, headers: { cookie: viewer.cookie } });
    expect([answer.status, problemIn(answer)]).toEqual([400, 'field-invalid']);
  });

  it.each<{ readonly role: Role; readonly status: number }>([
    { role: 'viewer', status: 200 },
    { role: 'operator', status: 200 },
    { role: 'rule-keeper', status: 200 },
    { role: 'auditor', status: 403 },
    { role: 'administrator', status: 403 },
  ])('is answered to a $role with $status', async ({ role, status }) => {
    const { cookie } = await api.operatorAs([role]);
    for (const path of ['/v1/overview', '/v1/overview/spreadsheet'])
      expect((await api.ask({ path, headers: { cookie } })).status).toBe(status);
  });

  it('is what it was, whoever has moved since; a later version is not delivered once more', async () => {
    const before = await overview();
    await api.context.pool.query(`update member set district = '440399'`);
    await inTransaction(api.context.pool, async (tx) => {
      const { rows } = await tx.query<{ key: string; id: string }>(
        `select person_key as key, application_id as id from application where remote_status = 'awaiting-confirmation' limit 5`,
      );
      const where = {
        state: 'delivered',
        remoteStatus: 'awaiting-confirmation',
        holdReason: null,
        decidedAt: null,
        reasonCode: null,
      } as const;
      await saveWhereabouts(
        tx,
        rows.map(({ key, id }) => ({ ...where, personKey: key, applicationId: id, deliveredVersion: 2 })),
        '2026-07-15T00:00:00.000Z' as Instant,
      );
    });
    const { asOf: _, ...after } = await overview();
    expect(after).toEqual(expect.objectContaining({ total: before.total, months: before.months, byDistrict: before.byDistrict }));
  });

  it('counts nobody who is being erased', async () => {
    const before = await overview();
    const delivered = CITY.applications.find((one) => MONTHS.includes(monthOf(one.delivered)));
    const gone = people[delivered?.person ?? 0];
    const { rowCount } = await api.context.pool.query(
      `update application set state = 'withdrawing', hold_reason = 'erased'
        where person_key = $1 and first_delivered_at >= '2026-05-01T00:00:00+08:00' and first_delivered_at < '2026-08-01T00:00:00+08:00'`,
      [gone],
    );
    expect(rowCount).toBeGreaterThan(0);
    expect((await overview()).total.delivered).toBe((before.total.delivered ?? 0) - (rowCount ?? 0));
  });
});

describe('the spreadsheet of the overview', () => {
  it('has a sheet for each breakdown with Chinese headers, numbers as numbers, and says what they count and when they were counted', async () => {
    const told = await overview();
    const { file, headers } = await download('/v1/overview/spreadsheet?from=2026-05&to=2026-07');
    expect(headers['content-disposition']).toBe('attachment; filename="huzheng-overview-2026-05-2026-07.xlsx"');
    const sheets = sheetsIn(file);
    expect([...sheets.keys()]).toEqual(['总览', '按月', '按项目', '按区', '申领率', '线索', '临界', '说明']);
    for (const [name, [header = []]] of sheets) expect(header.join(''), name).toMatch(/\p{Script=Han}/u);
    const cells = (figures: Figures) => FIGURES.map((figure) => figures[figure] ?? '—');
    expect(sheets.get('按月')?.slice(1)).toEqual(told.months.map(({ month, figures }) => [month, ...cells(figures)]));
    expect(sheets.get('按区')?.slice(1)).toEqual(
      told.byDistrict.map(({ district, figures }) => [district ?? '名册未载', ...cells(figures)]),
    );
    expect(sheets.get('总览')?.at(-1)).toEqual(['已标记会员（人）', told.members]);
    expect(sheets.get('申领率')?.[1]?.slice(0, 4)).toEqual([
      '合计',
      told.takeUp.offered,
      told.takeUp.confirmed,
      told.takeUp.confirmedShare,
    ]);
    const said = sheets.get('说明')?.flat().join('\n') ?? '';
    for (const part of ['统计时间', '2026-05 至 2026-07', '首次被工会帮接收', '北京时间', '已销毁的人员不在其内'])
      expect(said).toContain(part);
  });
});

const download = async (path: string) => {
  const response = await fetch(`${api.server.url}${path}`, { headers: { cookie: viewer.cookie } });
  return { file: Buffer.from(await response.arrayBuffer()), headers: Object.fromEntries(response.headers) };
};
