/** Live progress of a run: a block that redraws itself on a terminal, a plain line for every change elsewhere. */
import type { WriteStream } from 'node:tty';
import { sourceOf } from '../domain/sources.ts';
import { epochOf } from '../domain/period.ts';
import type { Run } from '../storage/runs.ts';
import type { StepProgress } from '../storage/work.ts';

export interface Progress {
  readonly show: (run: Run, steps: readonly StepProgress[], now: number) => void;
  readonly close: () => void;
}

const BAR = 24;

/** What each step is called for people. */
const TITLES: Readonly<Record<string, string>> = {
  roster: 'roster 名册',
  permit: 'consents 授权',
  'plan-readings': 'plan 计划',
  'plan-lookup': 'plan 计划',
  'read-window': 'pull 拉取',
  'read-cursor': 'pull 拉取',
  'look-up': 'pull 拉取',
  verify: 'verify 互证',
  screen: 'screen 筛查',
  apply: 'apply 预填',
  deliver: 'deliver 推送',
  close: 'books 结账',
};

export const openProgress = (out: NodeJS.WriteStream): Progress => (out.isTTY ? redrawn(out as WriteStream) : plain(out));

const label = ({ step, dataset }: StepProgress): string => `${TITLES[step] ?? step}${dataset === null || step === 'roster' ? '' : ` ${sourceOf(dataset)}/${dataset}`}`;

const isShown = ({ step }: StepProgress): boolean => !step.startsWith('plan-');

const line = (step: StepProgress): string => {
  const filled = step.total === 0 ? 0 : Math.round((BAR * step.done) / step.total);
  const troubles = [step.failed > 0 ? `${step.failed} failed` : '', step.waiting > 0 ? `${step.waiting} waiting to try again` : ''].filter((text) => text !== '').join(', ');
  return `  ${'█'.repeat(filled)}${'·'.repeat(BAR - filled)} ${String(step.done).padStart(5)}/${String(step.total).padEnd(5)} ${label(step)}${troubles === '' ? '' : `  (${troubles})`}`;
};

const redrawn = (out: WriteStream): Progress => {
  let drawn = 0;
  return {
    show: (run, steps, now) => {
      const seconds = Math.max(0, Math.round((now - epochOf(run.startedAt)) / 1000));
      const lines = [`${run.runId} ${run.status}, ${run.phase}, ${seconds} s`, ...steps.filter(isShown).map(line)].map((text) => text.slice(0, Math.max(20, out.columns - 1)));
      out.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}${lines.map((text) => `\x1b[2K${text}\n`).join('')}`);
      drawn = lines.length;
    },
    close: () => undefined,
  };
};

const plain = (out: NodeJS.WriteStream): Progress => {
  const told = new Map<string, string>();
  return {
    show: (_run, steps) => {
      for (const step of steps.filter(isShown)) {
        const name = label(step);
        const state = step.done + step.failed === step.total ? `done ${step.done}/${step.total}${step.failed > 0 ? `, ${step.failed} failed` : ''}` : step.waiting > 0 ? `${step.waiting} waiting to try again` : 'under way';
        if (told.get(name) === state) continue;
        told.set(name, state);
        out.write(`${name}: ${state}\n`);
      }
    },
    close: () => undefined,
  };
};
