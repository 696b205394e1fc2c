/** What starting and cancelling a run says. */
import { texts } from '../../language.tsx';

export const RUN_ACTS = texts(
  {
    start: '启动批次',
    startTitle: '启动全量核验',
    startWhat: '每个业务日期只有一个批次：没有则新建，未完成的继续，只补缺少的部分。',
    date: '业务日期',
    source: '只读取',
    allSources: '全部来源',
    isFull: '全量：从头读取每个数据集（耗时很长）',
    new: '批次已启动',
    resumed: '批次已在运行，继续进行',
    reopened: '批次已重新打开，补读缺少的部分',
    noWorker: '目前没有工作进程：请启动 huzheng work，批次才会进行。',
    cancel: '取消批次',
    cancelTitle: (date: string) => `取消 ${date} 批次`,
    cancelWhat: '未完成的作业全部取消，进行中的不再保存，相关重试停止；已读取的数据保留，此日期可重新启动。',
    cancelled: '批次已取消',
  },
  {
    start: 'Start a run',
    startTitle: 'Start a reconciliation',
    startWhat: 'There is one run a business day: it is begun, goes on where it is unfinished, and reads only what is missing.',
    date: 'Business day',
    source: 'Read only',
    allSources: 'all sources',
    isFull: 'Full: read every dataset from its beginning (takes long)',
    new: 'The run has begun',
    resumed: 'It was under way, and goes on',
    reopened: 'It is opened again, for what is missing',
    noWorker: 'Nobody works now: start huzheng work, and the run goes on.',
    cancel: 'Cancel the run',
    cancelTitle: (date: string) => `Cancel the run of ${date}`,
    cancelWhat:
      'Its jobs are cancelled, those under way save nothing more, and retries of them stop. What was read stays; the date may be started anew.',
    cancelled: 'The run is cancelled',
  },
);
