/** The overview as a spreadsheet for those who have no console: a sheet for each breakdown, Chinese headers, numbers as numbers, and what they count. */
import writeExcelFile from 'write-excel-file/node';
import type { Programme } from '../domain/application.ts';
import { wallTime } from '../domain/period.ts';
import { DEFINITIONS, WHAT_IS_KEPT } from './definitions.ts';
import { FIGURES } from './figures.ts';
import type { Overview, ToldByRule, ToldTakeUp } from './overview.ts';
import type { ToldCount, ToldFigures } from './small-counts.ts';

type Cell = string | number | null | { readonly value: string | number; readonly format?: string; readonly fontWeight?: 'bold' };
type Row = readonly Cell[];

interface Sheet {
  readonly name: string;
  readonly headers: readonly string[];
  readonly rows: readonly Row[];
}

export const PROGRAMME_TITLES: Readonly<Record<Programme, string>> = {
  'living-aid': '生活救助',
  'medical-aid': '医疗救助',
  'education-aid': '助学',
  'mutual-aid-claim': '互助保障理赔',
  'exclusive-protection': '专属保障',
};

/** Whole, as a file. */
export const spreadsheetOf = (overview: Overview): Promise<Buffer> =>
  writeExcelFile(
    sheetsOf(overview).map(({ name, headers, rows }) => ({
      sheet: name,
      data: [headers.map((value) => ({ value, fontWeight: 'bold' as const })), ...rows.map((row) => [...row])],
      columns: headers.map((_, index) => ({ width: index === 0 ? FIRST_WIDTH : WIDTH })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();

const FIRST_WIDTH = 24;
const WIDTH = 18;

/** In the order of reading. Pure. */
export const sheetsOf = (overview: Overview): readonly Sheet[] => {
  const { total, members, months, byProgramme, byDistrict, leads, nearMisses, takeUp } = overview;
  return [
    {
      name: '总览',
      headers: ['指标', '数量'],
      rows: [
        ...FIGURES.map((figure) => [DEFINITIONS[figure].title.zh, cell(total[figure])]),
        [DEFINITIONS.members.title.zh, cell(members)],
      ],
    },
    byFigures(
      '按月',
      DEFINITIONS.month.title.zh,
      months.map(({ month, figures }) => [month, figures]),
    ),
    byFigures(
      '按项目',
      '帮扶项目',
      byProgramme.map(({ programme, figures }) => [programmeTitle(programme), figures]),
    ),
    byFigures(
      '按区',
      DEFINITIONS.district.title.zh,
      byDistrict.map(({ district, figures }) => [district ?? '名册未载', figures]),
    ),
    {
      name: '申领率',
      headers: ['帮扶项目', '有效推送（申请）', '其中已确认', '确认率', '已确认中已批准', '批准率'],
      rows: [
        takeUpRow('合计', takeUp),
        ...byProgramme.flatMap((one) => (one.programme === null ? [] : [takeUpRow(programmeTitle(one.programme), one.takeUp)])),
      ],
    },
    byRules('线索', leads),
    byRules('临界', nearMisses),
    { name: '说明', headers: ['项目', '含义'], rows: explained(overview) },
  ];
};

const byFigures = (name: string, first: string, rows: readonly (readonly [string, ToldFigures])[]): Sheet => ({
  name,
  headers: [first, ...FIGURES.map((figure) => DEFINITIONS[figure].title.zh)],
  rows: rows.map(([title, figures]) => [title, ...FIGURES.map((figure) => cell(figures[figure]))]),
});

const byRules = (name: string, rules: readonly ToldByRule[]): Sheet => ({
  name,
  headers: ['规则', '个案'],
  rows: rules.map(({ rule, cases }) => [rule, cell(cases)]),
});

const takeUpRow = (title: string, { offered, confirmed, granted, confirmedShare, grantedShare }: ToldTakeUp): Row => [
  title,
  cell(offered),
  cell(confirmed),
  share(confirmedShare),
  cell(granted),
  share(grantedShare),
];

const explained = ({ asOf, from, to, programme, district, smallestTold }: Overview): readonly Row[] => [
  ['统计时间', `${wallTime(asOf)}（北京时间）`],
  ['统计月份', `${from} 至 ${to}`],
  ['帮扶项目', programme === null ? '全部' : programmeTitle(programme)],
  ['所属区', district ?? '全部'],
  ...Object.values(DEFINITIONS).map(({ title, meaning }) => [title.zh, meaning.zh]),
  [`“${UNTOLD}”`, `不予显示：小于${smallestTold}，或可由其推算出小于${smallestTold}的数`],
  ['数据范围', WHAT_IS_KEPT.zh],
];

const UNTOLD = '—';
const cell = (count: ToldCount): Cell => count ?? UNTOLD;
const share = (part: number | null): Cell => (part === null ? UNTOLD : { value: part, format: '0.0%' });
const programmeTitle = (programme: Programme | null): string => (programme === null ? '无对应项目' : PROGRAMME_TITLES[programme]);
