/** Back-test reports as `huzheng rules backtest --out` writes them. */
import type { BacktestReport } from '../../src/rule-sets/backtest-report.ts';
import type { SoundRuleSet } from '../../src/rule-sets.ts';
import type { Run } from '../../src/storage/runs.ts';

const OUTCOMES = { screened: 3, flagged: 1, leads: 1, nearMiss: 0, leaving: 0, cannotJudge: 1, byClass: { undetermined: 1 } };
const KEY = '1b671a64-40d5-491e-99b0-da01ff1f3341';

/** Of exactly this rule set on one night. */
export const aReport = (
  { manifest: { id, version }, digest }: SoundRuleSet,
  { runId, date }: Pick<Run, 'runId' | 'date'>,
): BacktestReport => ({
  draft: { id, version, digest },
  nights: [
    {
      run: { id: runId, date },
      active: { id: 'sandbox-city', version: '1.2.0', outcomes: OUTCOMES },
      draft: { id, version, outcomes: OUTCOMES },
      people: 3,
      gone: 0,
      changes: { 'newly-flagged': 0, dropped: 1, unjudged: 0, reclassified: 0 },
      byDistrict: { 南山区: { 'newly-flagged': 0, dropped: 1, unjudged: 0, reclassified: 0 } },
      byProgramme: { 'living-aid': { gained: 0, lost: 1 } },
      byRule: { 'job-lost': { gained: 0, lost: 1 } },
      examples: { 'newly-flagged': [], dropped: [KEY], unjudged: [], reclassified: [] },
    },
  ],
  seconds: 0.25,
  peopleASecond: 12,
  peakMiB: 180,
});
