/** What the page of alerts says. */
import { texts } from '../../language.tsx';

export const ALERTS = texts(
  {
    about: '需要有人知道或处理的事；可自行恢复的会标明，计划内的停服和暂停不在此列。',
    state: '状态',
    what: '情况与处理',
    whatToDo: '怎么办：',
    since: '开始',
    changedAt: '变更',
    told: '已通知',
    nobody: '未通知（没有配置渠道）',
    attempts: (count: number) => `尝试 ${count} 次`,
    open: '去处理',
    openOf: (what: string) => `去处理：${what}`,
    empty: '没有告警。',
  },
  {
    about: 'What a person has to know or do; what may pass by itself says so. Closures and pauses that are planned are no alerts.',
    state: 'State',
    what: 'What happened, what to do',
    whatToDo: 'To do: ',
    since: 'Since',
    changedAt: 'changed',
    told: 'Who was told',
    nobody: 'nobody: no channel is configured',
    attempts: (count: number) => (count === 1 ? 'tried once' : `tried ${count} times`),
    open: 'Go there',
    openOf: (what: string) => `Go there: ${what}`,
    empty: 'There is no alert.',
  },
);
