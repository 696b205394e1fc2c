import { describe, expect, it } from 'vitest';
import { decide } from '../../src/alerts/decide.ts';
import type { Situation } from '../../src/alerts/situation.ts';
import { wordsOf } from '../../src/alerts/words.ts';
import { type Day, instantOf } from '../../src/domain/period.ts';
import type { Dataset } from '../../src/domain/sources.ts';
import { parseClosedHours } from '../../src/upstream/closed-hours.ts';
import { aCause, aDataset, aDrop, aRun, aSource, calm, settingsWith } from './situations.ts';

/** Told of at once, as somebody who was not told of anything before: `rule subject state`. */
const toldOf = (situation: Situation, file: object = { 'source-failing': { forMinutes: 0 } }): readonly string[] =>
  decide(situation, settingsWith(file), { open: [], toldRound: () => null })
    .filter(({ after }) => after !== null && after.state !== 'pending')
    .map(({ rule, subject, after }) => `${rule} ${subject} ${after?.state}`);

const DOWN = { ended: 40, failed: 40, code: 'unavailable' };
/** Half past two, and the run is under way. */
const tonight = (besides: Partial<Situation>): Situation =>
  calm({ now: '2026-11-23T18:30:00.000Z' as Situation['now'], lastRun: aRun({ status: 'running' }), ...besides });
/** Why jobs failed that would have ended too much. */
const ofDrop = (code: string, ...datasets: Dataset[]) => aCause('medical-insurance', 12, { fingerprint: `drop-${code}`, code, datasets });
const DROPPED = {
  lastRun: aRun({ status: 'incomplete' }),
  failed: [ofDrop('suspiciously-empty', 'person'), ofDrop('too-many-ended', 'person')],
} as const;
const LONG_AGO = '2026-11-22T00:00:00.000Z';
const AN_ENDING = { kind: 'written-basis', name: '深总工数据〔2025〕3号', source: null } as const;

const CASES: readonly { readonly given: string; readonly situation: Situation; readonly want: readonly string[] }[] = [
  { given: 'an ordinary morning needs nobody', situation: calm(), want: [] },
  { given: 'a new installation needs nobody', situation: calm({ lastRun: null, nightDue: null }), want: [] },
  {
    given: 'a source that is down while the run waits for it may still pass',
    situation: tonight({ sources: [aSource('civil-affairs', DOWN)] }),
    want: ['source-failing civil-affairs firing'],
  },
  {
    given: 'one that is closed by plan is no failure',
    situation: calm({
      lastRun: aRun({ status: 'running', waitsByPlan: true }),
      sources: [aSource('civil-affairs', { ...DOWN, isPlanned: true })],
    }),
    want: [],
  },
  {
    given: 'a share of failures below its threshold, or too few attempts to tell, is no failure',
    situation: tonight({
      sources: [aSource('civil-affairs', { ended: 40, failed: 19 }), aSource('social-security', { ended: 4, failed: 4 })],
    }),
    want: [],
  },
  {
    given: 'one that answers again is none, whatever it did before',
    situation: tonight({ sources: [aSource('civil-affairs', { ...DOWN, failed: 38, answersAgain: true })] }),
    want: [],
  },
  {
    given: 'a source that the run has given up is told once, and its jobs not again by cause or night',
    situation: calm({
      lastRun: aRun({ status: 'incomplete' }),
      failed: [aCause('civil-affairs', 40)],
      sources: [aSource('civil-affairs', DOWN)],
    }),
    want: ['source-failing civil-affairs final'],
  },
  {
    given: 'many jobs of one cause are told as one, and the night not besides',
    situation: calm({ lastRun: aRun({ status: 'incomplete' }), failed: [aCause(null, 12)] }),
    want: ['failed-cause ours-1 final'],
  },
  {
    given: 'a few are told with the night',
    situation: calm({ lastRun: aRun({ status: 'incomplete' }), failed: [aCause(null, 12), aCause('civil-affairs', 3)] }),
    want: ['failed-cause ours-1 final', 'night-unfinished night final'],
  },
  {
    given: 'what a night failed at is told while a whole run of another source is the last one',
    situation: calm({ lastRun: aRun({ runId: 'run-2026-11-24-2' }), failed: [aCause('civil-affairs', 3)] }),
    want: ['night-unfinished night final'],
  },
  {
    given: 'a drop that waits for a person is told as one, and its jobs not again by cause, night or delay',
    situation: calm({ ...DROPPED, drops: [aDrop('person')], datasets: [aDataset('person', 'medical-insurance', LONG_AGO)] }),
    want: ['drop-asked person final'],
  },
  {
    given: 'of a first night, too, in which a source knows nobody at all',
    situation: calm({ ...DROPPED, drops: [aDrop('person', { wouldEnd: 0, held: 0, percent: null })] }),
    want: ['drop-asked person final'],
  },
  {
    given: 'of which nobody has counted how much was held',
    situation: calm({ ...DROPPED, drops: [aDrop('person', { held: null, percent: null })] }),
    want: ['drop-asked person final'],
  },
  {
    given: 'one of the roster, beside jobs that failed of something else',
    situation: calm({
      lastRun: aRun({ status: 'incomplete' }),
      failed: [ofDrop('too-many-ended', 'members'), aCause(null, 3)],
      drops: [aDrop('members')],
    }),
    want: ['drop-asked members final', 'night-unfinished night final'],
  },
  {
    given: 'a drop is not told before it is known how much would end',
    situation: tonight({ drops: [aDrop('person')] }),
    want: [],
  },
  {
    given: 'one whose night waits for another source to open is told all the same',
    situation: calm({ lastRun: aRun({ status: 'running', waitsByPlan: true }), drops: [aDrop('person')] }),
    want: ['drop-asked person final'],
  },
  {
    given: 'one that somebody has accepted is told no more, nor are the jobs that wait for a retry',
    situation: calm({ ...DROPPED, drops: [aDrop('person', { isAccepted: true })] }),
    want: [],
  },
  {
    given: 'a dataset of that source that did not drop is behind all the same',
    situation: calm({
      ...DROPPED,
      drops: [aDrop('person')],
      datasets: [aDataset('person', 'medical-insurance', LONG_AGO), aDataset('settlement', 'medical-insurance', LONG_AGO)],
    }),
    want: ['drop-asked person final', 'dataset-behind medical-insurance firing'],
  },
  {
    given: 'books that do not balance',
    situation: calm({ lastRun: aRun({ status: 'unbalanced' }) }),
    want: ['night-unfinished night final'],
  },
  {
    given: 'a night that did not begin',
    situation: calm({ nightBegan: false }),
    want: ['night-late night firing'],
  },
  {
    given: 'one that did not begin, as far as those see who begin none',
    situation: calm({ nightBegan: false, nightDue: null }),
    want: [],
  },
  {
    given: 'one that has minutes left to begin',
    situation: calm({ nightBegan: false, nightDue: '2026-11-24T00:20:00.000Z' as Situation['now'] }),
    want: [],
  },
  {
    given: 'one that is under way after five hours',
    situation: calm({ now: '2026-11-23T22:30:00.000Z' as Situation['now'], lastRun: aRun({ status: 'running' }) }),
    want: [],
  },
  {
    given: 'one that is under way in the morning',
    situation: calm({ lastRun: aRun({ status: 'running' }) }),
    want: ['night-long night firing'],
  },
  {
    given: 'one that is under way in the morning because a source opens at nine',
    situation: calm({ lastRun: aRun({ status: 'running', waitsByPlan: true }) }),
    want: [],
  },
  {
    given: 'datasets of one source that were not read for two days are one',
    situation: calm({
      datasets: [
        aDataset('assistance', 'civil-affairs', '2026-11-22T00:00:00.000Z'),
        aDataset('death', 'civil-affairs', '2026-11-22T00:00:00.000Z'),
        aDataset('person', 'medical-insurance', '2026-11-23T16:00:00.000Z'),
      ],
    }),
    want: ['dataset-behind civil-affairs firing'],
  },
  {
    given: 'those of a source that is closed at the week’s end are not behind on Monday morning',
    situation: calm({
      now: '2026-11-23T00:30:00.000Z' as Situation['now'],
      datasets: [aDataset('assistance', 'civil-affairs', '2026-11-20T16:00:00.000Z', parseClosedHours('sat,sun'))],
    }),
    want: [],
  },
  {
    given: 'those of a source that is told of as failing are explained',
    situation: tonight({
      sources: [aSource('civil-affairs', DOWN)],
      datasets: [aDataset('assistance', 'civil-affairs', '2026-11-20T16:00:00.000Z')],
    }),
    want: ['source-failing civil-affairs firing'],
  },
  {
    given: 'rows in quarantine by the hundred',
    situation: calm({
      quarantine: [
        { dataset: 'family', open: 100, newestRun: 'run-2026-11-24' },
        { dataset: 'death', open: 99, newestRun: 'run-2026-11-24' },
      ],
    }),
    want: ['quarantine-full family final'],
  },
  {
    given: 'work that nobody does',
    situation: calm({ waiting: { units: 7, minutes: 11, hasWorker: false } }),
    want: ['work-waiting work firing'],
  },
  { given: 'a disk with little room', situation: calm({ free: 1023 }), want: ['disk-filling disk firing'] },
  {
    given: 'an application that was confirmed and is no longer borne out',
    situation: calm({ concerns: { open: 1, newestOn: '2026-11-24' as Day } }),
    want: ['concerns-open concerns final'],
  },
  {
    given: 'a correction request beyond its day',
    situation: calm({ corrections: { overdue: 2, newestOn: '2026-11-20' as Day } }),
    want: ['corrections-overdue corrections final'],
  },
  { given: 'a document that ends in 31 days', situation: calm({ endings: [{ ...AN_ENDING, lastDay: '2026-12-25' as Day }] }), want: [] },
  {
    given: 'one that ends in 30 days',
    situation: calm({ endings: [{ ...AN_ENDING, lastDay: '2026-12-24' as Day }] }),
    want: ['expiry written-basis: 深总工数据〔2025〕3号: 2026-12-24 final'],
  },
  { given: 'one that ended long ago is history', situation: calm({ endings: [{ ...AN_ENDING, lastDay: '2026-10-01' as Day }] }), want: [] },
];

describe('what a person is told of', () => {
  it.each(CASES)('$given', ({ situation, want }) => {
    expect(toldOf(situation)).toEqual(want);
  });

  it('a night is not told of once more because a run of another source followed it', () => {
    const failed = [aCause('civil-affairs', 3)];
    const roundOf = (lastRun: Situation['lastRun']): unknown =>
      decide(calm({ lastRun, failed }), settingsWith(), { open: [], toldRound: () => null }).flatMap(({ after }) => after?.round ?? []);
    const [own, another] = [aRun({ status: 'incomplete' }), aRun({ runId: 'run-2026-11-24-2' })];
    expect([roundOf(own), roundOf(another)]).toEqual([[own.runId], [own.runId]]);
  });

  it('a night that is told of as late stays so while only those look who begin no nights', () => {
    const late = calm({ nightBegan: false });
    const [told] = decide(late, settingsWith(), { open: [], toldRound: () => null });
    const { tells: _, ...state } = told?.after ?? expect.fail('nobody is told');
    const alert = {
      ...state,
      alertId: '1',
      rule: 'night-late',
      subject: 'night',
      source: null,
      value: 60,
      threshold: 30,
      facts: {},
    } as const;
    const later = decide({ ...late, nightDue: null }, settingsWith(), { open: [alert], toldRound: () => null });
    expect(later).toMatchObject([{ rule: 'night-late', after: { state: 'firing', tells: null, clearFrom: null } }]);
  });

  it('a source has thresholds of its own, and a rule can be switched off', () => {
    const situation = tonight({
      sources: [aSource('civil-affairs', DOWN), aSource('social-security', DOWN)],
      concerns: { open: 1, newestOn: null },
    });
    const file = { off: ['concerns-open'], 'source-failing': { forMinutes: 0, bySource: { 'civil-affairs': { attempts: 100 } } } };
    expect(toldOf(situation, file)).toEqual(['source-failing social-security firing']);
  });

  it('an end is announced 30 days before, again at 7 and at 1, and when it has come: four times in all', () => {
    const days = Array.from({ length: 45 }, (_, index) => new Date(Date.parse('2026-11-20T01:00:00Z') + index * 86_400_000).toISOString());
    let toldRound: string | null = null;
    const told = days.flatMap((now) => {
      const situation = calm({ now: now as Situation['now'], endings: [{ ...AN_ENDING, lastDay: '2026-12-24' as Day }] });
      const [decision] = decide(situation, settingsWith(), { open: [], toldRound: () => toldRound });
      toldRound = decision?.after?.round ?? toldRound;
      return decision?.after?.tells === 'final' ? [now.slice(0, 10)] : [];
    });
    expect(told).toEqual(['2026-11-24', '2026-12-17', '2026-12-23', '2026-12-25']);
  });
});

describe('the words', () => {
  const every = CASES.flatMap(({ situation }) =>
    decide(situation, settingsWith({ 'source-failing': { forMinutes: 0 } }), { open: [], toldRound: () => null }),
  ).flatMap(({ rule, signal, after }) =>
    signal === null || after === null ? [] : [{ rule, state: after.state, clearFrom: null, facts: { ...signal.facts, members: 3 } }],
  );

  it.each([...every, ...every.map((one) => ({ ...one, state: 'recovered' as const }))])(
    'of $rule, $state, are whole in both languages',
    (alert) => {
      const { text, todo, page } = wordsOf(alert);
      expect(text.zh).toMatch(/\p{Script=Han}.*。$/u);
      expect(todo.zh).toMatch(/\p{Script=Han}.*。$/u);
      for (const words of [text.en, todo.en]) expect(words).toMatch(/^[A-Z\d“].*\.$/);
      for (const words of [text.zh, text.en, todo.zh, todo.en, page]) expect(words).not.toMatch(/undefined|null|NaN/);
      expect(page).toMatch(/^\/console/);
    },
  );

  it('of a drop say how much would end, of how much, and what to do first', () => {
    const facts = { source: 'medical-insurance', dataset: 'person', wouldEnd: 900, held: 1200, percent: 75, members: 1180 };
    const { text, todo } = wordsOf({ rule: 'drop-asked', state: 'final', clearFrom: null, facts });
    expect(text).toEqual({
      zh: '医保数据骤减：数据集“参保人”原有 1200 条记录，900 条将终止（75%），已停止终止，待人确认。涉及至多 1180 名会员。',
      en: 'Medical insurance dropped: 900 of 1200 records of person would end (75%); nothing more is ended until a person accepts it. At most 1180 members are affected.',
    });
    expect(todo.zh).toMatch(/^请先向部门核实/);
  });

  it('say how many members it is about', () => {
    const facts = {
      source: 'civil-affairs',
      ended: 40,
      failed: 38,
      minutes: 10,
      code: '1002',
      jobs: 40,
      run: 'run-2026-11-24',
      members: 1200,
    };
    const { text, todo } = wordsOf({ rule: 'source-failing', state: 'final', clearFrom: null, facts });
    expect(text).toEqual({
      zh: '民政最近 10 分钟 40 次调用失败 38 次（1002）。涉及至多 1200 名会员。',
      en: 'Civil affairs failed 38 of 40 attempts in the last 10 minutes (1002). At most 1200 members are affected.',
    });
    expect(todo.zh).toBe('批次已结束，不会再自动重试：对方恢复后，在控制台重试 40 个失败作业。');
    // Well again, and not for long enough yet to be over: what was to be done then is done.
    const again = wordsOf({ rule: 'source-failing', state: 'final', clearFrom: instantOf(Date.UTC(2026, 10, 25)), facts });
    expect([again.text, again.todo.zh]).toEqual([text, '已恢复正常，持续稳定后自动解除，无需处理。']);
  });
});
