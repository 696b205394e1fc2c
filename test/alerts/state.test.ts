import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertState, MessageKind } from '../../src/alerts/alert.ts';
import type { Standing } from '../../src/alerts/signal.ts';
import { judge } from '../../src/alerts/state.ts';
import { type Instant, instantOf, MINUTE } from '../../src/domain/period.ts';

const START = Date.parse('2026-11-23T17:00:00Z');
const at = (minute: number): Instant => instantOf(START + minute * MINUTE);

interface Step {
  readonly minute: number;
  readonly standing: Standing | 'clear';
  readonly round?: string;
}

interface Told {
  readonly minute: number;
  readonly tells: MessageKind;
}

/** One subject, looked at again and again, as `decide` and the database keep it. */
const history = (steps: readonly Step[], forMinutes = 10): { readonly told: readonly Told[]; readonly state: AlertState | null } => {
  let alert: Alert | null = null;
  let toldRound: string | null = null;
  const told: Told[] = [];
  for (const { minute, standing, round = 'run-1' } of steps) {
    const signal = standing === 'clear' ? null : { standing, round };
    const after = judge({ alert, toldRound }, signal, { now: at(minute), forMs: forMinutes * MINUTE });
    if (after === null) {
      alert = null;
      continue;
    }
    const { tells, ...state } = after;
    if (tells !== null) told.push({ minute, tells });
    toldRound = state.round ?? toldRound;
    alert = state.state === 'recovered' ? null : { ...SUBJECT, ...state };
  }
  return { told, state: alert?.state ?? null };
};

const SUBJECT = {
  alertId: '00000000-0000-4000-8000-000000000001',
  rule: 'source-failing',
  subject: 'civil-affairs',
  source: 'civil-affairs',
  value: null,
  threshold: null,
  facts: {},
} as const;

const each = (from: number, to: number, standing: Step['standing'], round = 'run-1'): readonly Step[] =>
  Array.from({ length: to - from }, (_, index) => ({ minute: from + index, standing, round }));

const CASES: readonly { readonly given: string; readonly steps: readonly Step[]; readonly want: readonly string[] }[] = [
  {
    given: 'a failure that heals within its patience is told to nobody',
    steps: [...each(0, 9, 'crossed'), ...each(9, 30, 'clear')],
    want: [],
  },
  {
    given: 'one that lasts is told once, and its recovery once it has lasted',
    steps: [...each(0, 60, 'crossed'), ...each(60, 90, 'clear')],
    want: ['10 fail', '70 recovered'],
  },
  {
    given: 'one that comes back before it was well for long is the same failure',
    steps: [...each(0, 20, 'crossed'), ...each(20, 25, 'clear'), ...each(25, 40, 'crossed'), ...each(40, 60, 'clear')],
    want: ['10 fail', '50 recovered'],
  },
  {
    given: 'closed hours begin nothing, and end nothing that was told',
    steps: [...each(0, 20, 'unsaid'), ...each(20, 40, 'crossed'), ...each(40, 80, 'unsaid'), ...each(80, 95, 'clear')],
    want: ['30 fail', '90 recovered'],
  },
  {
    given: 'a failure that closed hours interrupt in its patience is forgotten',
    steps: [...each(0, 9, 'crossed'), ...each(9, 40, 'unsaid')],
    want: [],
  },
  {
    given: 'a run that is over is told as final, once, for as long as nobody acts',
    steps: [...each(0, 20, 'crossed'), ...each(20, 100, 'over')],
    want: ['10 fail', '20 final'],
  },
  {
    given: 'a run that is over while nothing is heard any more is final all the same',
    steps: [...each(0, 20, 'crossed'), ...each(20, 40, 'stuck')],
    want: ['10 fail', '20 final'],
  },
  {
    given: 'what was never told is not final because nothing is heard',
    steps: [...each(0, 5, 'crossed'), ...each(5, 40, 'stuck')],
    want: [],
  },
  {
    given: 'what is final and was told as a failure before is told when it heals',
    steps: [...each(0, 20, 'crossed'), ...each(20, 30, 'over'), ...each(30, 50, 'clear')],
    want: ['10 fail', '20 final', '40 recovered'],
  },
  { given: 'who heard of no failure hears of no recovery', steps: [...each(0, 5, 'over'), ...each(5, 30, 'clear')], want: ['0 final'] },
  {
    given: 'the next run that ends so is told again',
    steps: [...each(0, 5, 'over', 'run-1'), ...each(5, 9, 'over', 'run-2')],
    want: ['0 final', '5 final'],
  },
  {
    given: 'a run that was told as over is not told as over again after it had healed',
    steps: [...each(0, 5, 'over'), ...each(5, 30, 'clear'), ...each(30, 40, 'over')],
    want: ['0 final'],
  },
  {
    given: 'a retry that fails with the run open again is no new failure',
    steps: [...each(0, 5, 'over'), ...each(5, 40, 'crossed'), ...each(40, 45, 'over')],
    want: ['0 final'],
  },
];

describe('an alert', () => {
  it.each(CASES)('$given', ({ steps, want }) => {
    expect(history(steps).told.map(({ minute, tells }) => `${minute} ${tells}`)).toEqual(want);
  });

  it('of a rule without patience is told at once', () => {
    expect(history([...each(0, 3, 'crossed'), ...each(3, 5, 'clear')], 0).told).toEqual([
      { minute: 0, tells: 'fail' },
      { minute: 3, tells: 'recovered' },
    ]);
  });

  const standings = fc.constantFrom<Step['standing']>('crossed', 'over', 'stuck', 'clear', 'unsaid');
  const histories = fc.array(fc.record({ standing: standings, lasts: fc.integer({ min: 1, max: 15 }), newRun: fc.boolean() }), {
    maxLength: 40,
  });
  const stepsOf = (
    phases: readonly { readonly standing: Step['standing']; readonly lasts: number; readonly newRun: boolean }[],
  ): readonly Step[] => {
    let [minute, run] = [0, 1];
    return phases.flatMap(({ standing, lasts, newRun }) => {
      if (newRun) run += 1;
      const steps = each(minute, minute + lasts, standing, `run-${run}`);
      minute += lasts;
      return steps;
    });
  };

  it('never recovers unless it was told as a failure, never fails twice without a recovery, and is final once a run', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(0, 5, 10), (phases, forMinutes) => {
        const steps = stepsOf(phases);
        const roundAt = new Map(steps.map(({ minute, round }) => [minute, round]));
        const { told } = history(steps, forMinutes);
        const turns = told.filter(({ tells }) => tells !== 'final').map(({ tells }) => tells);
        expect(turns).toEqual(turns.map((_, index) => (index % 2 === 0 ? 'fail' : 'recovered')));
        const rounds = told.filter(({ tells }) => tells === 'final').map(({ minute }) => roundAt.get(minute));
        expect(new Set(rounds).size).toBe(rounds.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('tells nothing where nothing is ever wrong but by plan', () => {
    fc.assert(
      fc.property(histories, (phases) => {
        const planned = phases.map((phase) => ({
          ...phase,
          standing: phase.standing === 'clear' ? ('clear' as const) : ('unsaid' as const),
        }));
        expect(history(stepsOf(planned))).toEqual({ told: [], state: null });
      }),
    );
  });
});
