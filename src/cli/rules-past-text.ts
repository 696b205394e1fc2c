/** Nights judged again, as a rule-keeper reads them. */
import type { BacktestNight } from '../pipeline/4-screen/backtest/job.ts';
import { CHANGES, type Change, type Gains } from '../pipeline/4-screen/compare.ts';
import type { Outcomes } from '../pipeline/4-screen/outcomes.ts';
import type { Replay } from '../pipeline/4-screen/replay/job.ts';
import type { BacktestReport } from '../rule-sets/backtest-report.ts';
import { padDisplay } from './display-width.ts';

const many = (count: number): string => count.toLocaleString('en-US');

export const replayText = ({ run, ruleSet, people, same, differing, gone, keptOpen, outcomes }: Replay): string =>
  [
    `${run.id} by ${ruleSet.id} ${ruleSet.version}: ${many(people)} members, ${many(same)} exactly as that night${differing.length === 0 ? '' : `, ${many(differing.length)} OTHERWISE 不一致`}.`,
    `  ${outcomesText(outcomes)}`,
    ...(keptOpen === null || keptOpen === 0
      ? []
      : [`  besides, ${many(keptOpen)} open from earlier nights, which that night could not judge.`]),
    ...missing(gone),
    ...differing.slice(0, 5).map((key) => `  otherwise: ${key}`),
    '',
  ].join('\n');

const missing = (gone: number): readonly string[] =>
  gone === 0 ? [] : [`  judged that night and not in this: ${many(gone)}, erased since or no longer kept`];

const outcomesText = ({ flagged, leads, nearMiss, leaving, cannotJudge, byClass }: Outcomes): string => {
  const classes = Object.entries(byClass).map(([name, count]) => `${many(count)} ${name}`);
  return `${many(flagged)} cases flagged, ${many(leads)} of them leads (${classes.join(', ') || 'none with a class'}); near misses: ${many(nearMiss)}, leaving: ${many(leaving)}, cannot judge: ${many(cannotJudge)} members`;
};

export const backtestText = ({ draft, nights, seconds, peopleASecond, peakMiB }: BacktestReport): string =>
  [
    `Draft ${draft.id} ${draft.version} (${draft.digest.slice(0, 12)}…)`,
    ...nights.flatMap(nightText),
    `${many(nights.reduce((sum, { people }) => sum + people, 0))} judgements by each in ${seconds} s: ${many(peopleASecond)} people a second, ${many(peakMiB)} MiB at most. Nothing was changed.`,
    '',
  ].join('\n');

const nightText = ({
  run,
  people,
  gone,
  active,
  draft,
  changes,
  byDistrict,
  byProgramme,
  byRule,
  examples,
}: BacktestNight): readonly string[] => [
  '',
  `${run.date}, ${many(people)} members, beside ${active.id} ${active.version}`,
  `  active 现行: ${outcomesText(active.outcomes)}`,
  `  draft 草案:  ${outcomesText(draft.outcomes)}`,
  ...missing(gone),
  ...chart(changes),
  ...table('district 区', byDistrict, CHANGE_COLUMNS),
  ...table('programme 项目', byProgramme, GAIN_COLUMNS),
  ...table('rule 规则', byRule, GAIN_COLUMNS),
  ...CHANGES.flatMap((change) => (examples[change].length === 0 ? [] : [`  e.g. ${change}: ${examples[change].join(' ')}`])),
];

const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  'newly-flagged': 'newly flagged 新增',
  dropped: 'dropped 减少',
  unjudged: 'not judged 无法判断',
  reclassified: 'reclassified 改类',
};

const TITLE_WIDTH = 24;
const BAR_WIDTH = 40;

/** The longest bar is the most frequent change; none at all has none. */
const chart = (changes: Readonly<Record<Change, number>>): readonly string[] => {
  const most = Math.max(1, ...Object.values(changes));
  return CHANGES.map((change) => {
    const count = changes[change];
    const bar = count === 0 ? '' : '█'.repeat(Math.max(1, Math.round((count / most) * BAR_WIDTH)));
    return `  ${padDisplay(CHANGE_WORDS[change], TITLE_WIDTH)}${many(count).padStart(8)} ${bar}`.trimEnd();
  });
};

interface Column<Row> {
  readonly head: string;
  readonly of: (row: Row) => number;
}
const CHANGE_COLUMNS: readonly Column<Readonly<Record<Change, number>>>[] = CHANGES.map((change) => ({
  head: change,
  of: (row) => row[change],
}));
const GAIN_COLUMNS: readonly Column<Gains>[] = [
  { head: 'gained', of: ({ gained }) => gained },
  { head: 'lost', of: ({ lost }) => lost },
];

const COLUMN_WIDTH = 15;

const table = <Row>(title: string, rows: Readonly<Record<string, Row>>, columns: readonly Column<Row>[]): readonly string[] => {
  const lines = Object.entries(rows);
  if (lines.length === 0) return [];
  return [
    `  ${padDisplay(title, TITLE_WIDTH)}${columns.map(({ head }) => head.padStart(COLUMN_WIDTH)).join('')}`,
    ...lines.map(
      ([name, row]) => `  ${padDisplay(name, TITLE_WIDTH)}${columns.map(({ of }) => many(of(row)).padStart(COLUMN_WIDTH)).join('')}`,
    ),
  ];
};
