import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headlineOf, needsOf, type Standing } from '../../src/morning/needs.ts';
import { day } from '../support/dossiers.ts';

/** Yesterday's night is over and well. */
const WELL: Standing = {
  today: day('2026-11-24'),
  night: { runId: 'run-2026-11-23', date: day('2026-11-23'), status: 'completed' },
  failed: { jobs: 0, causes: 0 },
  dropsAsked: 0,
  alertsFiring: 0,
  sourcesPaused: 0,
  concerns: 0,
  refusedApplications: 0,
  correctionsOverdue: 0,
  quarantined: 0,
};
const night = (traits: Partial<NonNullable<Standing['night']>>): Partial<Standing> => ({
  night: { runId: 'run-2026-11-23', date: day('2026-11-23'), status: 'completed', ...traits },
});
const told = (changes: Partial<Standing>): readonly string[] =>
  needsOf({ ...WELL, ...changes }).map(({ kind, severity, count }) => `${severity} ${kind} ${count}`);

describe('what needs somebody', () => {
  it.each<{ readonly given: string; readonly changes: Partial<Standing>; readonly want: readonly string[] }>([
    { given: 'a night that is over and well', changes: {}, want: [] },
    { given: 'no night ever', changes: { night: null }, want: [] },
    { given: 'a night under way', changes: night({ status: 'running' }), want: [] },
    { given: 'books that do not balance', changes: night({ status: 'unbalanced' }), want: ['now night-unbalanced 1'] },
    {
      given: 'a night that lacks something, and nothing failed',
      changes: night({ status: 'incomplete' }),
      want: ['now night-incomplete 1'],
    },
    {
      given: 'a night that lacks something because jobs failed: one thing, not two',
      changes: { ...night({ status: 'incomplete' }), failed: { jobs: 40, causes: 1 } },
      want: ['now failed-jobs 40'],
    },
    { given: 'last night, not yet run in the early morning', changes: night({ date: day('2026-11-23') }), want: [] },
    { given: 'a night that did not take place', changes: night({ date: day('2026-11-22') }), want: ['now night-missing 1'] },
    { given: 'three of them', changes: night({ date: day('2026-11-20') }), want: ['now night-missing 3'] },
    { given: 'a run of today already', changes: night({ date: day('2026-11-24') }), want: [] },
    {
      given: 'everything at once, the weightiest first',
      changes: {
        ...night({ status: 'unbalanced', date: day('2026-11-22') }),
        failed: { jobs: 3, causes: 2 },
        dropsAsked: 2,
        alertsFiring: 4,
        sourcesPaused: 1,
        concerns: 5,
        refusedApplications: 6,
        correctionsOverdue: 7,
        quarantined: 8,
      },
      want: [
        'now night-unbalanced 1',
        'now night-missing 1',
        'now drops-asked 2',
        'now failed-jobs 3',
        'now alerts-firing 4',
        'today sources-paused 1',
        'today concerns 5',
        'today refused-applications 6',
        'today corrections-overdue 7',
        'soon quarantine 8',
      ],
    },
  ])('$given', ({ changes, want }) => {
    expect(told(changes)).toEqual(want);
  });

  const count = fc.nat({ max: 3 });
  const standing = fc.record<Standing>({
    today: fc.constant(day('2026-11-24')),
    night: fc.option(
      fc.record({
        runId: fc.constant('run-2026-11-23'),
        date: fc.constantFrom(day('2026-11-21'), day('2026-11-23'), day('2026-11-24')),
        status: fc.constantFrom('running', 'completed', 'incomplete', 'unbalanced'),
      }),
    ),
    failed: fc.record({ jobs: count, causes: count }),
    dropsAsked: count,
    alertsFiring: count,
    sourcesPaused: count,
    concerns: count,
    refusedApplications: count,
    correctionsOverdue: count,
    quarantined: count,
  });

  it('is ordered by weight, said in both languages, counted, and somewhere to be found', () => {
    fc.assert(
      fc.property(standing, (given) => {
        const needs = needsOf(given);
        const weights = needs.map(({ severity }) => ['now', 'today', 'soon'].indexOf(severity));
        expect(weights).toEqual(weights.toSorted());
        for (const { text, count: counted, link } of needs) {
          expect(text.zh).toMatch(/^[^a-z]+。$/);
          expect(text.en).toMatch(/^[A-Z0-9][ -~]+\.$/);
          expect(counted).toBeGreaterThan(0);
          expect(link.page).not.toBe('');
        }
      }),
    );
  });

  it('is said in one sentence: nothing, where there is nothing, and that there has been no night where there was none', () => {
    const said = (changes: Partial<Standing>): string => {
      const given = { ...WELL, ...changes };
      return headlineOf(given, needsOf(given)).en;
    };
    expect(said({})).toBe('The night has finished, its books balance, and nothing needs you.');
    expect(said({ night: null })).toBe('There has been no night yet.');
    expect(said(night({ status: 'running' }))).toBe('The night is under way; so far nothing needs you.');
    expect(said({ quarantined: 2 })).toBe('One thing needs you.');
    expect(said({ quarantined: 2, concerns: 1 })).toBe('2 things need you.');
  });
});
