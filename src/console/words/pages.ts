/** What pages, and groups of them in the menu, are called. */
import { texts } from '../language.tsx';

export const PAGE_NAMES = texts({ runs: '批次', run: '批次详情' }, { runs: 'Runs', run: 'Run' });

export type PageName = keyof (typeof PAGE_NAMES)['zh'];

export const GROUP_NAMES = texts(
  { night: '每夜', people: '会员', keeping: '管理' },
  { night: 'The night', people: 'Members', keeping: 'Keeping' },
);
