/** What is expected of every page of the console, as data: a page of `src/console/pages.ts` without a line here fails the suite. */

import { PAGES, type Page } from '../../src/console/pages.ts';
import type { Role } from '../../src/security/caller.ts';

type Name = Page['name'];

export interface Expected {
  /** Who looks. */
  readonly roles: readonly Role[];
  /** Who may not. */
  readonly stranger: readonly Role[];
  /** Path of the question that its content is the answer of; the ids of the city in place of their names. */
  readonly question: string;
  /** Besides the path of the page. */
  readonly query?: string;
  /** In Chinese, where there is something. */
  readonly shows: RegExp;
  /** In Chinese, in a city where nothing has happened yet; of one thing: that there is none. */
  readonly empty: RegExp;
}

const OPERATOR = ['operator'] as const;
const AUDITOR = ['auditor'] as const;
const ADMINISTRATOR = ['administrator'] as const;

export const EXPECTED: Readonly<Record<Name, Expected>> = {
  morning: {
    roles: OPERATOR,
    stranger: AUDITOR,
    question: '/v1/morning',
    shows: /个作业失败/,
    empty: /尚未进行过夜间核验/,
  },
  runs: { roles: OPERATOR, stranger: [], question: '/v1/runs', shows: /未完成/, empty: /尚无批次/ },
  run: { roles: OPERATOR, stranger: [], question: '/v1/runs/:runId', shows: /账目[\s\S]*社保/, empty: /没有此批次/ },
  jobs: {
    roles: OPERATOR,
    stranger: AUDITOR,
    question: '/v1/jobs',
    shows: /系统升级维护中[\s\S]*失败/,
    empty: /没有失败的作业[\s\S]*没有符合条件的作业/,
  },
  job: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/jobs/:jobId', shows: /系统升级维护中[\s\S]*每次尝试/, empty: /没有此作业/ },
  retries: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/retries', shows: /已停止/, empty: /还没有重试过/ },
  retry: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/retries/:retryId', shows: /已自动停止/, empty: /没有此重试/ },
  sources: {
    roles: OPERATOR,
    stranger: AUDITOR,
    question: '/v1/connectors',
    shows: /次调用，失败/,
    // Of what was never read to its end nothing is said of how it is read on.
    empty: /参保\s+从未读取\s+—\s+—\s/,
  },
  quarantine: {
    roles: OPERATOR,
    stranger: AUDITOR,
    question: '/v1/quarantine',
    shows: /无法读取[\s\S]*社保/,
    empty: /没有符合条件的隔离行/,
  },
  quarantined: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/quarantine/:quarantineId', shows: /隔离编号/, empty: /没有此隔离/ },
  alerts: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/alerts', shows: /需人工处理/, empty: /没有告警/ },
  cases: { roles: OPERATOR, stranger: ADMINISTRATOR, question: '/v1/cases', shows: /M0000\d+/, empty: /没有符合条件的个案/ },
  case: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/cases/:caseId', shows: /可以对会员本人照读/, empty: /没有此个案/ },
  applications: { roles: OPERATOR, stranger: ADMINISTRATOR, question: '/v1/applications', shows: /M0000\d+/, empty: /没有符合条件的申请/ },
  application: {
    roles: OPERATOR,
    stranger: ['rule-keeper'],
    question: '/v1/applications/:applicationId',
    shows: /待补事项/,
    empty: /没有此申请/,
  },
  discrepancies: {
    roles: OPERATOR,
    stranger: AUDITOR,
    question: '/v1/discrepancies',
    shows: /救助身份不一致/,
    empty: /没有符合条件的差异/,
  },
  discrepancy: {
    roles: OPERATOR,
    stranger: ADMINISTRATOR,
    question: '/v1/discrepancies/:discrepancyId',
    shows: /各方说法/,
    empty: /没有此差异/,
  },
  overview: { roles: OPERATOR, stranger: AUDITOR, question: '/v1/overview', shows: /已标记会员 ?人\s+\d+/, empty: /所选范围内没有数据/ },
  audit: { roles: AUDITOR, stranger: OPERATOR, question: '/v1/audit', shows: /人员/, empty: /查看台账/ },
  looks: {
    roles: AUDITOR,
    stranger: ['viewer'],
    question: '/v1/members/:memberId/looks',
    query: '?memberId=:memberId',
    shows: /查看会员身份/,
    empty: /没有此会员|尚无人查阅过该会员/,
  },
  operators: { roles: ADMINISTRATOR, stranger: OPERATOR, question: '/v1/operators', shows: /值班员/, empty: /本人/ },
  clients: { roles: ADMINISTRATOR, stranger: OPERATOR, question: '/v1/clients', shows: /市民服务大厅/, empty: /由配置提供/ },
};

/** With everything a page needs to be looked at. */
export const EVERY_PAGE: readonly (Page & Expected)[] = PAGES.map((page) => ({ ...page, ...EXPECTED[page.name] }));

/** `:runId` and the like replaced. */
export const filled = (pattern: string, ids: Readonly<Record<string, string>>): string =>
  pattern.replaceAll(/:(\w+)/g, (whole, name: string) => ids[name] ?? whole);

/** Ids of nothing. */
export const NOWHERE: Readonly<Record<string, string>> = {
  runId: 'run-2020-01-01',
  memberId: 'M9999999',
  ...Object.fromEntries(
    ['jobId', 'retryId', 'quarantineId', 'caseId', 'applicationId', 'discrepancyId'].map((name) => [
      name,
      '6f1a3f0e-90d5-4c5d-8a59-2d3f2b1c0a77',
    ]),
  ),
};
