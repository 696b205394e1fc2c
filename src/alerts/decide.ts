/** From how things stand to what becomes of every alert: each rule is asked, and each of its subjects judged. Pure. */
import type { Alert, RuleName } from './alert.ts';
import { RULE_NAMES } from './alert.ts';
import { forMsOf, RULES } from './rules.ts';
import type { AlertSettings } from './settings.ts';
import type { Signal } from './signal.ts';
import type { Situation } from './situation.ts';
import { type After, judge } from './state.ts';

export interface Known {
  readonly open: readonly Alert[];
  /** The round of which a rule's subject was last told as final. */
  readonly toldRound: (rule: RuleName, subject: string) => string | null;
}

export interface Decision {
  readonly rule: RuleName;
  readonly subject: string;
  readonly before: Alert | null;
  /** Null: it is clear. */
  readonly signal: Signal | null;
  /** Null: it is over, and nobody was told of it. */
  readonly after: After | null;
}

export const decide = (situation: Situation, settings: AlertSettings, known: Known): readonly Decision[] => {
  const told = new Set<string>();
  const keyOf = (rule: RuleName, subject: string): string => `${rule} ${subject}`;
  return RULE_NAMES.flatMap((rule) => {
    const decisions = decisionsOf(rule, settings, { situation, known, isTold: (...key) => told.has(keyOf(...key)) });
    for (const { subject, after } of decisions) if (after?.state === 'firing' || after?.state === 'final') told.add(keyOf(rule, subject));
    return decisions;
  });
};

interface Deciding {
  readonly situation: Situation;
  readonly known: Known;
  readonly isTold: (rule: RuleName, subject: string) => boolean;
}

const decisionsOf = (rule: RuleName, settings: AlertSettings, { situation, known, isTold }: Deciding): readonly Decision[] => {
  const said = settings.off.includes(rule) ? [] : RULES[rule](situation, settings, isTold);
  const open = new Map(known.open.filter((alert) => alert.rule === rule).map((alert) => [alert.subject, alert]));
  const signals = said === 'unsaid' ? [...open.values()].map(nothingSaid) : said;
  const bySubject = new Map(signals.map((signal) => [signal.subject, signal]));
  const moment = { now: situation.now, forMs: forMsOf(rule, settings) };
  return [...new Set([...open.keys(), ...bySubject.keys()])].map((subject) => {
    const [before, signal] = [open.get(subject) ?? null, bySubject.get(subject) ?? null];
    return { rule, subject, before, signal, after: judge({ alert: before, toldRound: known.toldRound(rule, subject) }, signal, moment) };
  });
};

const nothingSaid = ({ subject, source, value, threshold, facts }: Alert): Signal => ({
  subject,
  source,
  standing: 'unsaid',
  round: null,
  value,
  threshold,
  facts,
  datasets: [],
});
