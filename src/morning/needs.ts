/**
 * What needs somebody this morning: a table, the weightiest first, each line a pure function of how things stand. A line that has nothing to say says
 * nothing, and where all are silent nothing needs anybody. Nothing stands here that mends itself.
 */
import { type Day, daysBetween } from '../domain/period.ts';
import type { Bilingual } from '../pipeline/4-screen/types.ts';
import type { RunStatus } from '../storage/runs.ts';

export interface Standing {
  readonly today: Day;
  /** Null: there has been no night ever. */
  readonly night: { readonly runId: string; readonly date: Day; readonly status: RunStatus } | null;
  readonly failed: { readonly jobs: number; readonly causes: number };
  /** Datasets of which nothing more ends until a person says that the drop is true. */
  readonly dropsAsked: number;
  /** Of what no other line says. */
  readonly alertsFiring: number;
  readonly sourcesPaused: number;
  /** What workers confirmed and the evidence no longer says. */
  readonly concerns: number;
  /** What the aid system did not take. */
  readonly refusedApplications: number;
  readonly correctionsOverdue: number;
  readonly quarantined: number;
}

export type Page = 'runs' | 'jobs' | 'sources' | 'alerts' | 'applications' | 'discrepancies' | 'quarantine';

export interface Link {
  readonly page: Page;
  /** By the names of the list's own parameters. */
  readonly query: Readonly<Record<string, string>>;
}

/** `now`: somebody is affected; `today`: somebody waits; `soon`: it can wait, and is not to be forgotten. */
export type Severity = 'now' | 'today' | 'soon';

interface Line<Kind extends string> {
  readonly kind: Kind;
  readonly severity: Severity;
  /** 0: nothing. */
  readonly count: (standing: Standing) => number;
  readonly text: (count: number, standing: Standing) => Bilingual;
  readonly link: (standing: Standing) => Link;
}

const to = (page: Page, query: Link['query'] = {}): Link => ({ page, query });
const toNight = ({ night }: Standing): Link => to('runs', night === null ? {} : { run: night.runId });
const statusIs = ({ night }: Standing, status: RunStatus): number => (night?.status === status ? 1 : 0);
const are = (count: number, one: string, many: string): string => (count === 1 ? `One ${one}` : `${count} ${many}`);

/** The night of a date begins on it, and is over in the morning after. */
const nightsMissing = ({ night, today }: Standing): number => (night === null ? 0 : Math.max(0, daysBetween(night.date, today) - 1));

const LINES = [
  {
    kind: 'night-unbalanced',
    severity: 'now',
    count: (standing) => statusIs(standing, 'unbalanced'),
    text: () => ({
      zh: '昨夜账目不平：有拉取的行未入账，或有会员未核验。',
      en: 'The books of the night do not balance: rows came that are nowhere, or members were not verified.',
    }),
    link: toNight,
  },
  {
    kind: 'night-missing',
    severity: 'now',
    count: nightsMissing,
    text: (count) => ({
      zh: `已有${count}夜没有核验。`,
      en: `${are(count, 'night has', 'nights have')} gone by without a reconciliation.`,
    }),
    link: () => to('runs'),
  },
  {
    kind: 'drops-asked',
    severity: 'now',
    count: ({ dropsAsked }) => dropsAsked,
    text: (count) => ({
      zh: `${count}个数据集骤减，已停止终止其记录；请向部门核实，属实再确认。`,
      en: `${are(count, 'dataset has', 'datasets have')} dropped beyond an ordinary night, and nothing more of ${count === 1 ? 'it' : 'them'} is ended: ask the authority, and accept what is true.`,
    }),
    link: () => to('jobs', { state: 'failed' }),
  },
  {
    kind: 'failed-jobs',
    severity: 'now',
    count: ({ failed }) => failed.jobs,
    text: (count, { failed }) => ({
      zh: `${count}个作业失败，原因${failed.causes}种。`,
      en: `${are(count, 'job has', 'jobs have')} failed, of ${failed.causes === 1 ? 'one cause' : `${failed.causes} causes`}.`,
    }),
    link: () => to('jobs', { state: 'failed' }),
  },
  {
    kind: 'night-incomplete',
    severity: 'now',
    // What has failed says more of it.
    count: (standing) => (standing.failed.jobs > 0 ? 0 : statusIs(standing, 'incomplete')),
    text: () => ({
      zh: '昨夜未完成：有数据集未读完，或有申请未推送。',
      en: 'The night is incomplete: a dataset or a delivery is missing.',
    }),
    link: toNight,
  },
  {
    kind: 'alerts-firing',
    severity: 'now',
    count: ({ alertsFiring }) => alertsFiring,
    text: (count) => ({ zh: `${count}条告警未恢复。`, en: `${are(count, 'alert is', 'alerts are')} firing.` }),
    link: () => to('alerts', { state: 'open' }),
  },
  {
    kind: 'sources-paused',
    severity: 'today',
    count: ({ sourcesPaused }) => sourcesPaused,
    text: (count) => ({
      zh: `${count}个数据来源已暂停，恢复前不会读取。`,
      en: `${are(count, 'source is', 'sources are')} paused, and not read before somebody resumes it.`,
    }),
    link: () => to('sources'),
  },
  {
    kind: 'concerns',
    severity: 'today',
    count: ({ concerns }) => concerns,
    text: (count) => ({
      zh: `${count}件职工已确认的申请与现有依据不符，需人工复核。`,
      en: `${are(count, 'application was', 'applications were')} confirmed, and the evidence says otherwise since: a person has to look.`,
    }),
    link: () => to('applications', { concern: 'true' }),
  },
  {
    kind: 'refused-applications',
    severity: 'today',
    count: ({ refusedApplications }) => refusedApplications,
    text: (count) => ({
      zh: `${count}件申请未被工会帮接收，需人工处理。`,
      en: `${are(count, 'application was', 'applications were')} not taken by the aid system: a person has to look.`,
    }),
    link: () => to('applications', { state: 'refused' }),
  },
  {
    kind: 'corrections-overdue',
    severity: 'today',
    count: ({ correctionsOverdue }) => correctionsOverdue,
    text: (count) => ({
      zh: `${count}件校核申请已逾期未答复。`,
      en: `${are(count, 'correction request is', 'correction requests are')} overdue without an answer.`,
    }),
    link: () => to('discrepancies', { status: 'requested' }),
  },
  {
    kind: 'quarantine',
    severity: 'soon',
    count: ({ quarantined }) => quarantined,
    text: (count) => ({
      zh: `${count}行数据无法读取，已隔离。`,
      en: `${are(count, 'row', 'rows')} could not be read and ${count === 1 ? 'is' : 'are'} in quarantine.`,
    }),
    link: () => to('quarantine', { state: 'open' }),
  },
] as const satisfies readonly Line<string>[];

export type NeedKind = (typeof LINES)[number]['kind'];

export interface Need {
  readonly kind: NeedKind;
  readonly severity: Severity;
  readonly count: number;
  readonly text: Bilingual;
  readonly link: Link;
}

export const needsOf = (standing: Standing): readonly Need[] =>
  LINES.flatMap(({ kind, severity, count, text, link }) => {
    const counted = count(standing);
    return counted === 0 ? [] : [{ kind, severity, count: counted, text: text(counted, standing), link: link(standing) }];
  });

/** The whole in one sentence. */
export const headlineOf = ({ night }: Pick<Standing, 'night'>, needs: readonly Need[]): Bilingual => {
  const [weightiest] = needs;
  if (night === null) return { zh: '尚未进行过夜间核验。', en: 'There has been no night yet.' };
  if (weightiest !== undefined)
    return { zh: `有${needs.length}项需要处理。`, en: needs.length === 1 ? 'One thing needs you.' : `${needs.length} things need you.` };
  return night.status === 'running'
    ? { zh: '夜间核验正在进行，目前没有需要处理的事项。', en: 'The night is under way; so far nothing needs you.' }
    : { zh: '夜间核验已完成，账目平衡，没有需要处理的事项。', en: 'The night has finished, its books balance, and nothing needs you.' };
};
