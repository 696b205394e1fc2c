/** What pages, and groups of them in the menu, are called. */
import { texts } from '../language.tsx';

export const PAGE_NAMES = texts(
  {
    morning: '今日早间',
    runs: '批次',
    run: '批次详情',
    jobs: '作业',
    job: '作业详情',
    sources: '来源',
    retries: '重试记录',
    retry: '重试批次',
  },
  { morning: 'This morning', runs: 'Runs', run: 'Run', jobs: 'Jobs', job: 'Job', sources: 'Sources', retries: 'Retries', retry: 'Retry' },
);

export type PageName = keyof (typeof PAGE_NAMES)['zh'];

export const GROUP_NAMES = texts(
  { night: '每夜', people: '会员', keeping: '管理' },
  { night: 'The night', people: 'Members', keeping: 'Keeping' },
);
