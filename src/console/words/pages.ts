/** What pages, and groups of them in the menu, are called. */
import { texts } from '../language.tsx';

export const PAGE_NAMES = texts(
  {
    morning: '今日早间',
    runs: '批次',
    run: '批次详情',
    jobs: '作业',
    job: '作业详情',
    retries: '重试记录',
    retry: '重试批次',
    sources: '来源',
    quarantine: '隔离',
    quarantined: '隔离行',
    alerts: '告警',
    cases: '个案',
    case: '个案详情',
    applications: '申请',
    application: '申请详情',
    discrepancies: '差异',
    discrepancy: '差异详情',
    overview: '总览',
    audit: '审计台账',
    looks: '会员查阅记录',
    operators: '操作员与角色',
    clients: '调用系统',
  },
  {
    morning: 'This morning',
    runs: 'Runs',
    run: 'Run',
    jobs: 'Jobs',
    job: 'Job',
    retries: 'Retries',
    retry: 'Retry',
    sources: 'Sources',
    quarantine: 'Quarantine',
    quarantined: 'Row in quarantine',
    alerts: 'Alerts',
    cases: 'Cases',
    case: 'Case',
    applications: 'Applications',
    application: 'Application',
    discrepancies: 'Discrepancies',
    discrepancy: 'Discrepancy',
    overview: 'Overview',
    audit: 'Audit ledger',
    looks: 'Looks at a member',
    operators: 'Operators and roles',
    clients: 'Client systems',
  },
);

export type PageName = keyof (typeof PAGE_NAMES)['zh'];

export const GROUP_NAMES = texts(
  { night: '每夜', people: '会员', keeping: '管理' },
  { night: 'The night', people: 'Members', keeping: 'Keeping' },
);
