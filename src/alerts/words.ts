/**
 * What a person is told, in Chinese and English: what happened, how many members it is about, what to do and where in the console. By rule; made of
 * counts, codes and names of documents, never of anything of a person. Pure.
 */
import type { Bilingual } from '../domain/bilingual.ts';
import type { Alert, Facts, RuleName } from './alert.ts';
import { enName, many, zhCause, zhDataset, zhDatasets, zhName } from './names.ts';
import { ENDING_THINGS, RENEWALS, whenEn, whenZh } from './renewals.ts';

export interface Words {
  readonly text: Bilingual;
  readonly todo: Bilingual;
  /** Path in the console. */
  readonly page: string;
}

interface RuleWords {
  readonly begun: (facts: Facts) => Bilingual;
  /** While it may still pass by itself. */
  readonly wait: (facts: Facts) => Bilingual;
  /** When nothing will mend it but a person. */
  readonly act: (facts: Facts) => Bilingual;
  readonly passed: (facts: Facts) => Bilingual;
  readonly page: (facts: Facts) => string;
}

/** `members`: how many people's statements come from what it is about; null where it is about nobody's, or nobody is known yet. */
const membersOf = ({ members }: Facts): Bilingual => {
  if (members === null || members === undefined) return { zh: '', en: '' };
  if (members === 0) return { zh: '不影响会员。', en: ' No members are affected.' };
  return {
    zh: `涉及至多 ${members} 名会员。`,
    en: ` At most ${members === 1 ? 'one member is' : `${members} members are`} affected.`,
  };
};
const withMembers = (zh: string, en: string, facts: Facts): Bilingual => ({
  zh: `${zh}${membersOf(facts).zh}`,
  en: `${en}${membersOf(facts).en}`,
});
const nothingToDo: Bilingual = { zh: '无需处理。', en: 'Nothing to do.' };

const WORDS: Readonly<Record<RuleName, RuleWords>> = {
  'source-failing': {
    begun: (f) =>
      f['ended'] === 0
        ? withMembers(
            `${zhName(f)}没有应答，${f['jobs']} 个作业已放弃（${zhCause(f)}）。`,
            `${enName(f)} did not answer; ${many(f['jobs'], 'job')} given up (${f['code']}).`,
            f,
          )
        : withMembers(
            `${zhName(f)}最近 ${f['minutes']} 分钟 ${f['ended']} 次调用失败 ${f['failed']} 次（${zhCause(f)}）。`,
            `${enName(f)} failed ${f['failed']} of ${f['ended']} attempts in the last ${f['minutes']} minutes (${f['code']}).`,
            f,
          ),
    wait: () => ({
      zh: '系统会自动重试；请联系对方确认何时恢复，恢复后会再通知。',
      en: 'It is tried again by itself; ask them when they will be back. You will be told when they are.',
    }),
    act: ({ jobs }) =>
      jobs === 0
        ? { zh: '失败的作业已全部补完；对方恢复应答后本告警自动解除。', en: 'All that failed is made good; this is over once they answer.' }
        : {
            zh: `批次已结束，不会再自动重试：对方恢复后，在控制台重试 ${jobs} 个失败作业。`,
            en: `The run is over and nothing is tried again by itself: once they are back, retry what failed in the console (${many(jobs ?? null, 'job')}).`,
          },
    passed: (f) => ({ zh: `${zhName(f)}已恢复应答。`, en: `${enName(f)} answers again.` }),
    page: (f) => `/console/sources?source=${String(f['source'])}`,
  },
  'drop-asked': {
    begun: (f) => withMembers(droppedZh(f), droppedEn(f), f),
    wait: () => ({ zh: '批次仍在进行。', en: 'The run is still under way.' }),
    act: () => ({
      zh: '请先向部门核实：属实则在作业页确认骤减，再重试失败作业；不属实则待对方恢复后重试。在此之前原有记录不变。',
      en: 'Ask the authority first. If it is true, accept the drop on the page of jobs and retry what failed; if it is not, retry once their data are back. Until then what was held stays held.',
    }),
    passed: ({ dataset }) => ({
      zh: `数据集“${zhDataset(dataset)}”的骤减已确认，或已不再骤减。`,
      en: `The drop of ${dataset} was accepted, or is over.`,
    }),
    page: () => '/console/jobs?state=failed',
  },
  'failed-cause': {
    begun: (f) =>
      withMembers(
        `${f['jobs']} 个作业因同一原因失败（${zhCause(f)}）。`,
        `${many(f['jobs'], 'job')} failed for one cause (${f['code']}).`,
        f,
      ),
    wait: () => ({ zh: '批次仍在进行。', en: 'The run is still under way.' }),
    act: ({ fingerprint }) => ({
      zh: `查看故障指纹 ${fingerprint}，排除原因后一次重试全部。`,
      en: `Look at fingerprint ${fingerprint}, remove the cause, and retry them all at once.`,
    }),
    passed: () => ({ zh: '该原因的失败作业已全部处理。', en: 'No job that failed for this cause is left.' }),
    page: ({ fingerprint }) => `/console/jobs?fingerprint=${String(fingerprint)}`,
  },
  'night-late': {
    begun: () => ({
      zh: '夜间批次到点没有启动，会员数据没有更新。',
      en: 'The night did not begin at its hour; members’ data is not brought up to date.',
    }),
    wait: () => ({
      zh: '检查 schedule 进程和规则集是否正常；也可在控制台手动启动批次。',
      en: 'See whether the schedule process runs and a rule set is in force, or start a run in the console.',
    }),
    act: () => ({ zh: '在控制台手动启动批次。', en: 'Start a run in the console.' }),
    passed: () => ({ zh: '夜间批次已启动。', en: 'The night has begun.' }),
    page: () => '/console/runs',
  },
  'night-long': {
    begun: ({ date, hours }) => ({
      zh: `${date} 的批次已进行 ${hours} 小时，仍未结束。`,
      en: `The run of ${date} has been under way for ${hours} hours.`,
    }),
    wait: () => ({ zh: '在批次页查看停在哪一步、等待什么。', en: 'See on the run’s page which step it is in and what it waits for.' }),
    act: () => ({ zh: '在批次页处理。', en: 'Act on the run’s page.' }),
    passed: () => ({ zh: '批次已结束。', en: 'The run has ended.' }),
    page: ({ run }) => `/console/runs/${String(run)}`,
  },
  'night-unfinished': {
    begun: (f) =>
      f['status'] === 'unbalanced'
        ? withMembers(`${f['date']} 的批次账不平。`, `The books of the run of ${f['date']} do not balance.`, f)
        : withMembers(
            `${f['date']} 的批次未完成，共有 ${f['allJobs']} 个失败作业待处理。`,
            `The run of ${f['date']} is incomplete; ${many(f['allJobs'], 'failed job')} to be made good in all.`,
            f,
          ),
    wait: () => ({ zh: '批次正在重新进行。', en: 'The run is under way again.' }),
    act: ({ status }) =>
      status === 'unbalanced'
        ? {
            zh: '不要使用该批次的结果；在批次页核对账目，并联系维护人员。',
            en: 'Do not use its results; look at its books and call whoever maintains this.',
          }
        : {
            zh: '在作业页查看失败原因并重试；批次会自行补完。',
            en: 'Look at why the jobs failed and retry them; the run then completes itself.',
          },
    passed: ({ date }) => ({
      zh: `${date} 的批次所缺的，之后的批次已全部接手。`,
      en: `Runs since have taken over all that the run of ${date} lacked.`,
    }),
    page: ({ run }) => `/console/runs/${String(run)}`,
  },
  'dataset-behind': {
    begun: (f) => withMembers(`${zhName(f)}数据滞后（${zhDatasets(f)}）。`, `${enName(f)}’s data is behind (${f['datasets']}).`, f),
    wait: () => ({
      zh: '在来源页查看最近一次完整读取和失败原因；下一次完整读取后自动恢复。',
      en: 'See on the page of sources when it was last read whole and why not since; the next whole reading mends it.',
    }),
    act: () => ({ zh: '在来源页处理。', en: 'Act on the page of sources.' }),
    passed: (f) => ({ zh: `${zhName(f)}数据已更新。`, en: `${enName(f)}’s data is up to date.` }),
    page: (f) => `/console/sources?source=${String(f['source'])}`,
  },
  'quarantine-full': {
    begun: ({ dataset, rows }) => ({
      zh: `数据集“${zhDataset(dataset)}”有 ${rows} 行无法读取，隔离待处理（同一行重复读到只计一次）。`,
      en: `${many(rows, 'row')} of ${dataset} cannot be read: open in quarantine, where a row that was read twice counts once.`,
    }),
    wait: () => ({ zh: '在隔离页查看原因。', en: 'Look at the reasons on the page of quarantine.' }),
    act: () => ({
      zh: '在隔离页按原因查看；请对方更正，或修正映射后重放。',
      en: 'Look at them by reason on the page of quarantine: ask the authority to correct them, or replay them after a mapping is mended.',
    }),
    passed: ({ dataset }) => ({
      zh: `数据集“${zhDataset(dataset)}”的隔离行已处理。`,
      en: `The quarantine of ${dataset} has been worked off.`,
    }),
    page: ({ dataset }) => `/console/quarantine?dataset=${String(dataset)}`,
  },
  'work-waiting': {
    begun: ({ units, minutes, worker }) =>
      worker === 'yes'
        ? {
            zh: `${units} 个作业等待处理，${minutes} 分钟没有进展。`,
            en: `${many(units, 'job')} waiting, and for ${minutes} minutes none has moved.`,
          }
        : { zh: `${units} 个作业等待处理，没有工作进程。`, en: `${many(units, 'job')} waiting, and no worker is there.` },
    wait: ({ worker }) =>
      worker === 'yes'
        ? { zh: '检查工作进程的日志和磁盘空间。', en: 'Look at the worker’s log and at the room on its disk.' }
        : { zh: '启动工作进程：huzheng work。', en: 'Start a worker: huzheng work.' },
    act: () => ({ zh: '启动工作进程：huzheng work。', en: 'Start a worker: huzheng work.' }),
    passed: () => ({ zh: '作业已恢复处理。', en: 'Jobs move again.' }),
    page: () => '/console/jobs?state=ready',
  },
  'disk-filling': {
    begun: ({ free }) => ({ zh: `磁盘只剩 ${free} MB。`, en: `Only ${free} MB are left on the disk.` }),
    wait: () => ({
      zh: '清理磁盘；写满后作业会停止，已保存的数据不会丢失。',
      en: 'Make room: once it is full, work stops. Nothing that was saved is lost.',
    }),
    act: () => ({ zh: '清理磁盘。', en: 'Make room.' }),
    passed: () => ({ zh: '磁盘空间已足够。', en: 'There is room on the disk again.' }),
    page: () => '/console/morning',
  },
  'concerns-open': {
    begun: ({ applications }) => ({
      zh: `${applications} 份职工已确认的申请与最新数据不符。`,
      en: `${many(applications, 'confirmed application')} no longer borne out by the evidence.`,
    }),
    wait: () => ({ zh: '在申请页复核。', en: 'Look at them on the page of applications.' }),
    act: () => ({
      zh: '在申请页逐份复核；系统不会自行改动。',
      en: 'Look at each on the page of applications; nothing is changed by itself.',
    }),
    passed: () => ({ zh: '没有待复核的申请。', en: 'No application has to be looked at.' }),
    page: () => '/console/applications',
  },
  'corrections-overdue': {
    begun: ({ requests }) => ({
      zh: `${requests} 份校核申请逾期未答复。`,
      en: `${many(requests, 'correction request')} not answered in time.`,
    }),
    wait: () => ({ zh: '催办对方。', en: 'Remind the authority.' }),
    act: () => ({
      zh: '在差异页查看，向对方催办或登记答复。',
      en: 'See them on the page of discrepancies; remind the authority, or record its answer.',
    }),
    passed: () => ({ zh: '没有逾期的校核申请。', en: 'No correction request is overdue.' }),
    page: () => '/console/discrepancies',
  },
  expiry: {
    begun: (f) => ({
      zh: `${ENDING_THINGS[String(f['kind'])]?.zh ?? ''}“${f['name']}”${whenZh(f)}。`,
      en: `The ${ENDING_THINGS[String(f['kind'])]?.en ?? 'paper'} “${f['name']}” ${whenEn(f)}.`,
    }),
    wait: (f) => RENEWALS[String(f['kind'])] ?? nothingToDo,
    act: (f) => RENEWALS[String(f['kind'])] ?? nothingToDo,
    passed: ({ name }) => ({ zh: `“${name}”已续。`, en: `“${name}” has been renewed.` }),
    page: () => '/console/morning',
  },
};

/** Where nothing was held nothing ends: then nobody was named of the many who were asked about. */
const droppedZh = (facts: Facts): string => {
  const { dataset, wouldEnd, held, percent } = facts;
  if (held === 0) return `${zhName(facts)}数据集“${zhDataset(dataset)}”查询多人均无记录，未予采信。`;
  const [whole, part] =
    dataset === 'members'
      ? [`${held} 名会员`, `${wouldEnd} 名将退会`]
      : [`数据集“${zhDataset(dataset)}”原有 ${held} 条记录`, `${wouldEnd} 条将终止`];
  const share = held === null ? `数据集“${zhDataset(dataset)}”中 ${part}` : `${whole}，${part}（${percent}%）`;
  return `${zhName(facts)}数据骤减：${share}，已停止终止，待人确认。`;
};
const droppedEn = (facts: Facts): string => {
  const { dataset, wouldEnd, held, percent } = facts;
  if (held === 0) return `${enName(facts)} knows nobody of many who were asked about (${dataset}); that is not believed.`;
  const [things, end] = dataset === 'members' ? ['members', 'leave'] : [`records of ${dataset}`, 'end'];
  const share = held === null ? `${wouldEnd} ${things} would ${end}` : `${wouldEnd} of ${held} ${things} would ${end} (${percent}%)`;
  return `${enName(facts)} dropped: ${share}; nothing more is ended until a person accepts it.`;
};

const WELL_AGAIN: Bilingual = {
  zh: '已恢复正常，持续稳定后自动解除，无需处理。',
  en: 'It is well again, and over once that has lasted: nothing to do.',
};

/** In the state the alert is in; what is well again asks nobody to do anything, whatever it was about when it began. */
export const wordsOf = ({ rule, state, clearFrom, facts }: Pick<Alert, 'rule' | 'state' | 'clearFrom' | 'facts'>): Words => {
  const { begun, wait, act, passed, page } = WORDS[rule];
  if (clearFrom !== null && state !== 'recovered') return { text: begun(facts), todo: WELL_AGAIN, page: page(facts) };
  switch (state) {
    case 'recovered':
      return { text: passed(facts), todo: nothingToDo, page: page(facts) };
    case 'final':
      return { text: begun(facts), todo: act(facts), page: page(facts) };
    default:
      return { text: begun(facts), todo: wait(facts), page: page(facts) };
  }
};
