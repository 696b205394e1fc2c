/** How far a run is, in words: pure. */
import { epochOf, wallTime } from '../domain/period.ts';
import { sourceOf } from '../domain/sources.ts';
import type { Run } from '../storage/runs.ts';
import type { Trouble } from '../storage/troubles.ts';
import type { StepProgress } from '../storage/work-of-run.ts';
import { cutDisplay } from './display-width.ts';
import { faultText } from './jobs-text.ts';

export interface ProgressView {
  readonly run: Pick<Run, 'runId' | 'status' | 'phase' | 'startedAt' | 'waitUntil'>;
  readonly steps: readonly StepProgress[];
  readonly troubles: readonly Trouble[];
  /** What else there is to say of it. */
  readonly notes?: readonly string[];
}

/** What each step is called for people; planning is over in a moment, and not shown. */
const TITLES: Readonly<Record<string, string>> = {
  roster: 'roster 名册',
  permit: 'consents 授权',
  'read-window': 'pull 拉取',
  'read-cursor': 'pull 拉取',
  'look-up': 'pull 拉取',
  verify: 'verify 互证',
  screen: 'screen 筛查',
  apply: 'apply 预填',
  deliver: 'deliver 推送',
  retention: 'retention 保存期限',
  close: 'books 结账',
};

type Labelled = Pick<StepProgress, 'step' | 'dataset'>;

const isShown = ({ step }: Labelled): boolean => !step.startsWith('plan-');
const label = ({ step, dataset }: Labelled): string =>
  `${TITLES[step] ?? step}${dataset === null || step === 'roster' ? '' : ` ${sourceOf(dataset)}/${dataset}`}`;
const isOver = ({ done, failed, total }: StepProgress): boolean => done + failed === total;

const BAR = 24;

const stepLine = (step: StepProgress): string => {
  const filled = step.total === 0 ? 0 : Math.floor((BAR * step.done) / step.total);
  const troubles = [step.failed > 0 ? `${step.failed} failed` : '', step.waiting > 0 ? `${step.waiting} to be tried again` : ''];
  const told = troubles.filter((text) => text !== '').join(', ');
  const count = `${String(step.done).padStart(5)}/${String(step.total).padEnd(5)}`;
  return `  ${'█'.repeat(filled)}${'·'.repeat(BAR - filled)} ${count} ${label(step)}${told === '' ? '' : `  (${told})`}`;
};

interface Terminal {
  /** Epoch ms. */
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
}

/** The run, its steps and what it waits for, no wider and no longer than the terminal. */
export const progressBlock = ({ run, steps, troubles, notes = [] }: ProgressView, { now, columns, rows }: Terminal): readonly string[] => {
  const seconds = Math.max(0, Math.round((now - epochOf(run.startedAt)) / 1000));
  const heading = `${run.runId}  ${run.status === 'running' ? run.phase : run.status}  ${seconds} s`;
  const waits = [...new Set(troubles.map(({ fault }) => `  waits: ${faultText(fault)}; ${patience(run)}`))];
  const shown = steps.filter(isShown);
  const room = rows - 2 - waits.length - notes.length;
  const kept = shown.length <= room ? shown : shown.filter((step) => !isOver(step)).slice(0, Math.max(0, room));
  return [heading, ...notes.map((note) => `  ${note}`), ...kept.map(stepLine), ...waits].map((text) => cutDisplay(text, columns - 1));
};

/** What has not been said yet; `told` remembers what was. A wait is told once, however often it is waited again. */
export const progressNews = ({ run, steps, troubles, notes = [] }: ProgressView, told: Set<string>): readonly string[] => {
  const noted = notes.filter((note) => !told.has(note));
  for (const note of noted) told.add(note);
  const lines = steps.filter(isShown).flatMap((step) => {
    const name = label(step);
    const trouble = troubles.find((one) => label(one) === name);
    const news = newsOf(step, { trouble, patience: patience(run) });
    const isOld = told.has(`${name}: ${news}`) || (news === UNDER_WAY && told.has(name));
    return isOld ? [] : [{ name, line: `${name}: ${news}` }];
  });
  for (const { name, line } of lines) told.add(name).add(line);
  return [...noted, ...lines.map(({ line }) => line)];
};

const UNDER_WAY = 'under way';

const newsOf = (step: StepProgress, wait: { readonly trouble: Trouble | undefined; readonly patience: string }): string => {
  if (isOver(step)) return `done${step.total === 1 ? '' : `, ${step.total} parts`}${step.failed > 0 ? `, ${step.failed} FAILED` : ''}`;
  return wait.trouble === undefined ? UNDER_WAY : `waits: ${faultText(wait.trouble.fault)}; ${wait.patience}`;
};

const patience = ({ waitUntil }: Pick<Run, 'waitUntil'>): string =>
  `tried again until ${wallTime(waitUntil).slice(11, 16)} Shanghai time at least`;
