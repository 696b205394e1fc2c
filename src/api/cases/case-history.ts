/**
 * What became of a case, night by night: told from the versions of what screening said of its member. Opening and end are the case's own; what is
 * no longer kept in between is left out. Pure.
 */
import { isSameJson } from '../../domain/canonical-json.ts';
import { FACTS, type FactUnit } from '../../domain/fact-catalogue.ts';
import type { Day } from '../../domain/period.ts';
import type { Case, Condition, Standing, Wording } from '../../pipeline/4-screen/types.ts';
import { lastWords } from './unjudged.ts';

export const PARTS = ['kind', 'class', 'offers', 'reasons', 'checks', 'conditions', 'cannotJudge', 'nearMiss', 'leaving'] as const;
export type Changed = (typeof PARTS)[number] | 'evidence';

export interface CaseEvent {
  /** `unjudged`: the first night in a row that could not judge it. */
  readonly event: 'opened' | 'changed' | 'closed' | 'reopened' | 'unjudged';
  readonly on: Day;
  readonly runId: string;
  /** What is other than before; of nothing but a change. */
  readonly changed: readonly Changed[];
}

/** What a night said that concerns the case. */
export interface Said {
  readonly runId: string;
  readonly on: Day;
  readonly standing: Standing['state'];
  /** Null: nothing of it. */
  readonly found: Case | null;
}

export interface Lifetime {
  readonly openedOn: Day;
  readonly openedRun: string;
  /** Null: it is open. */
  readonly closed: Moment | null;
  /** The first night that could not judge it; null: the last one did, or it is closed. */
  readonly unjudged: Moment | null;
}

interface Moment {
  readonly on: Day;
  readonly runId: string;
}

/** `said`: in the order it was said. */
export const historyOf = (said: readonly Said[], { openedOn, openedRun, closed, unjudged }: Lifetime): readonly CaseEvent[] => {
  const events: CaseEvent[] = [{ event: 'opened', on: openedOn, runId: openedRun, changed: [] }];
  let before: Case | null = null;
  let isOpen = true;
  let isJudged = true;
  for (const { runId, on, standing, found } of lastWords(said)) {
    const event = eventOf({ before, found, standing, isOpen, isJudged, isItsEnd: runId === closed?.runId });
    if (event !== null) events.push({ ...event, on, runId });
    isOpen = event === null ? isOpen : event.event !== 'closed';
    isJudged = found !== null || (isJudged && event?.event !== 'unjudged');
    before = found ?? before;
  }
  if (closed !== null && isOpen) return [...events, { event: 'closed', ...closed, changed: [] }];
  // What it was before those nights may not be kept any more.
  return unjudged === null || !isJudged ? events : [...events, { event: 'unjudged', on: unjudged.on, runId: unjudged.runId, changed: [] }];
};

interface Night extends Pick<Said, 'found' | 'standing'> {
  /** As it was said last; null: nothing earlier is kept. */
  readonly before: Case | null;
  readonly isOpen: boolean;
  /** False: the nights before could not judge it either. */
  readonly isJudged: boolean;
  /** The case's own row says that this night closed it. */
  readonly isItsEnd: boolean;
}

/** Silence of a night that could not judge is no end (`design.md`, promise 2); the case's own row knows where it was one all the same. */
const eventOf = ({ before, found, standing, isOpen, isJudged, isItsEnd }: Night): Pick<CaseEvent, 'event' | 'changed'> | null => {
  if (found === null) {
    if (!isOpen || before === null) return null;
    if (standing !== 'cannot-judge' || isItsEnd) return { event: 'closed', changed: [] };
    return isJudged ? { event: 'unjudged', changed: [] } : null;
  }
  if (!isOpen) return { event: 'reopened', changed: [] };
  const changed = before === null ? [] : changedIn(before, found);
  return changed.length === 0 ? null : { event: 'changed', changed };
};

const changedIn = (before: Case, now: Case): readonly Changed[] => {
  const parts = PARTS.filter((part) => !isSameJson(COMPARED[part](before), COMPARED[part](now)));
  return isSameJson(evidenceOf(before), evidenceOf(now)) ? parts : [...parts, 'evidence'];
};

const codesOf = (worded: readonly Wording[]): readonly string[] => worded.map(({ code }) => code);

/** What only counts on from day to day tells of the calendar and nothing of the member: neither the value, nor the words and the distance made of it. */
const lasting = ({ fact, value }: Pick<Condition, 'fact' | 'value'>): Condition['value'] | null =>
  COUNTED_ON.has(FACTS[fact]?.unit) ? null : value;
const COUNTED_ON: ReadonlySet<FactUnit | undefined> = new Set(['days', 'months', 'years']);

const COMPARED: Readonly<Record<(typeof PARTS)[number], (found: Case) => unknown>> = {
  kind: ({ kind }) => kind,
  class: (found) => found.class,
  offers: ({ offers }) => offers,
  reasons: ({ reasons }) => codesOf(reasons),
  checks: ({ checks }) => codesOf(checks),
  conditions: ({ conditions }) => conditions.map((one) => [one.rule, one.fact, one.bound, one.mark, one.threshold, lasting(one)]),
  cannotJudge: ({ cannotJudge }) => cannotJudge,
  nearMiss: ({ nearMiss }) => nearMiss.map((one) => [one.code, one.fact, one.threshold, lasting(one)]),
  leaving: ({ leaving }) => (leaving === null ? null : [leaving.kind, leaving.reason.code, 'since' in leaving ? leaving.since : null]),
};

const evidenceOf = ({ reasons, conditions, leaving }: Case): readonly unknown[] => [
  reasons.map(({ evidence }) => evidence),
  conditions.map(({ evidence }) => evidence),
  leaving?.reason.evidence,
];
