/**
 * What the federation's leadership is told: how many were flagged, delivered, confirmed, declined, granted and refused, by month, programme and district.
 * Every figure stands in the month of its own event, Asia/Shanghai; what each counts is said once, in `definitions.ts`. Pure.
 */
import { PROGRAMMES, type Programme } from '../domain/application.ts';
import { addMonths, type Month, monthsBetween } from '../domain/period.ts';
import type { ApplicationTally, CaseTallies, CaseTally, RuleTally } from '../storage/overview.ts';

/** Of cases: flagged, near misses. Of applications: the rest. */
export const FIGURES = ['flagged', 'nearMiss', 'delivered', 'confirmed', 'declined', 'granted', 'refused'] as const;
export type Figure = (typeof FIGURES)[number];
export type Figures = Readonly<Record<Figure, number>>;

/** Of what was first delivered in the months asked for, and neither ran out nor was taken back. */
export interface TakeUp {
  readonly offered: number;
  /** Of those offered: by the worker, whatever was decided since. */
  readonly confirmed: number;
  /** Of those confirmed. */
  readonly granted: number;
}

export interface ByRule {
  readonly rule: string;
  readonly cases: number;
}

export interface Counted {
  readonly total: Figures;
  /** Members flagged, each once. */
  readonly members: number;
  readonly months: readonly { readonly month: Month; readonly figures: Figures }[];
  /** Null: cases that offer none. One that offers several stands under each. */
  readonly byProgramme: readonly { readonly programme: Programme | null; readonly figures: Figures; readonly takeUp: TakeUp }[];
  /** Null: the roster named none. */
  readonly byDistrict: readonly { readonly district: string | null; readonly figures: Figures }[];
  /** A case that names several rules stands under each; the most frequent first. */
  readonly leads: readonly ByRule[];
  readonly nearMisses: readonly ByRule[];
  readonly takeUp: TakeUp;
}

export interface Months {
  readonly from: Month;
  /** Inclusive. */
  readonly to: Month;
}

interface Event {
  readonly figure: Figure;
  readonly month: Month;
  readonly district: string | null;
  readonly programmes: readonly Programme[];
  readonly count: number;
}

export const countedOf = (
  { from, to }: Months,
  { tallies, rules, members }: CaseTallies,
  applications: readonly ApplicationTally[],
  only: Programme | null,
): Counted => {
  const events = [...tallies.map(caseEvent), ...applications.flatMap(applicationEvents)].filter(
    ({ month }) => month >= from && month <= to,
  );
  const cohort = applications.filter(({ event }) => event === 'delivered');
  return {
    total: figuresOf(events),
    members,
    months: monthsOf({ from, to }).map((month) => ({ month, figures: figuresOf(events.filter((event) => event.month === month)) })),
    byProgramme: programmesOf(events, only).map((programme) => ({
      programme,
      figures: figuresOf(events.filter((event) => isOf(event, programme))),
      takeUp: takeUpOf(cohort.filter((one) => one.programme === programme)),
    })),
    byDistrict: districtsOf(events).map((district) => ({
      district,
      figures: figuresOf(events.filter((event) => event.district === district)),
    })),
    leads: byRule(rules, 'lead'),
    nearMisses: byRule(rules, 'near-miss'),
    takeUp: takeUpOf(cohort),
  };
};

const FIGURE_OF_KIND: Readonly<Record<CaseTally['kind'], Figure>> = { suggested: 'flagged', lead: 'flagged', 'near-miss': 'nearMiss' };

const caseEvent = ({ kind, month, district, programmes, cases }: CaseTally): Event => ({
  figure: FIGURE_OF_KIND[kind],
  month,
  district,
  programmes,
  count: cases,
});

const applicationEvents = ({ event, status, month, district, programme, applications: count }: ApplicationTally): readonly Event[] => {
  const figure = event === 'decided' ? DECISIONS.find((one) => one === status) : event;
  return figure === undefined ? [] : [{ figure, month, district, programmes: [programme], count }];
};
const DECISIONS = ['declined', 'granted', 'refused'] as const satisfies readonly Figure[];

const figuresOf = (events: readonly Event[]): Figures => {
  const figures: Record<Figure, number> = { flagged: 0, nearMiss: 0, delivered: 0, confirmed: 0, declined: 0, granted: 0, refused: 0 };
  for (const { figure, count } of events) figures[figure] += count;
  return figures;
};

const IS_CONFIRMED: ReadonlySet<ApplicationTally['status']> = new Set(['confirmed', 'granted', 'refused']);
const IS_GONE: ReadonlySet<ApplicationTally['status']> = new Set(['expired', 'withdrawn']);

const takeUpOf = (cohort: readonly ApplicationTally[]): TakeUp => {
  const offered = cohort.filter(({ status }) => !IS_GONE.has(status));
  const sum = (those: readonly ApplicationTally[]): number => those.reduce((total, { applications }) => total + applications, 0);
  return {
    offered: sum(offered),
    confirmed: sum(offered.filter(({ status }) => IS_CONFIRMED.has(status))),
    granted: sum(offered.filter(({ status }) => status === 'granted')),
  };
};

/** Null: nobody could. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export const monthsOf = ({ from, to }: Months): readonly Month[] =>
  Array.from({ length: monthsBetween(from, to) + 1 }, (_, index) => addMonths(from, index));

const isOf = ({ programmes }: Event, programme: Programme | null): boolean =>
  programme === null ? programmes.length === 0 : programmes.includes(programme);

const programmesOf = (events: readonly Event[], only: Programme | null): readonly (Programme | null)[] => {
  const named = PROGRAMMES.filter((programme) => only === null || programme === only);
  return events.some((event) => isOf(event, null)) ? [...named, null] : named;
};

const districtsOf = (events: readonly Event[]): readonly (string | null)[] => {
  const found = new Set(events.map(({ district }) => district));
  const named = [...found].filter((district) => district !== null).sort();
  return found.has(null) ? [...named, null] : named;
};

const byRule = (tallies: readonly RuleTally[], kind: RuleTally['kind']): readonly ByRule[] => {
  const counts = new Map<string, number>();
  for (const { rules, cases } of tallies.filter((tally) => tally.kind === kind))
    for (const rule of new Set(rules)) counts.set(rule, (counts.get(rule) ?? 0) + cases);
  return [...counts]
    .map(([rule, cases]) => ({ rule, cases }))
    .sort((one, other) => other.cases - one.cases || (one.rule < other.rule ? -1 : 1));
};
