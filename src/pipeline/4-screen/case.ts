/** From rows that hold to a case with its reasons. */
import { PROGRAMMES, type Programme } from '../../domain/application.ts';
import type { Evidence } from '../3-verify/types.ts';
import { isLasting, type Judgement } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type {
  CannotJudge,
  Case,
  Condition,
  Fact,
  Facts,
  HardshipClass,
  Offer,
  Reason,
  Screened,
  Standing,
  Undecided,
  Wording,
} from './types.ts';
import { wordedFor } from './words.ts';

type Held = Judgement['held'][number];

/** One reason a rule, however many of its rows hold. */
export const reasonsOf = (held: readonly Held[], facts: Facts, ruleSet: RuleSet): readonly Reason[] => {
  const codes = [...new Set(held.map(({ row }) => row.code))];
  return codes.map((code) => {
    const conditions = held.filter(({ row }) => row.code === code).flatMap((item) => item.conditions);
    const rule = ruleSet.rules[code];
    if (rule === undefined) throw new RangeError(`a rule set was loaded without words for ${code}`);
    return { code, text: wordedFor(rule.text, facts, ruleSet.thresholds), evidence: evidenceBehind(conditions, facts) };
  });
};

const evidenceBehind = (conditions: readonly Condition[], facts: Facts): readonly Evidence[] => {
  const all = conditions
    .map(({ fact }) => facts[fact])
    .filter((fact): fact is Extract<Fact, { state: 'known' }> => fact?.state === 'known')
    .flatMap(({ evidence }) => evidence);
  return [...new Map(all.map((item) => [`${item.dataset}/${item.recordKey}`, item])).values()];
};

const offersOf = (held: readonly Held[], heldBecause: (programme: Programme) => readonly Wording[]): readonly Offer[] =>
  PROGRAMMES.flatMap((programme) => {
    const rows = held.map(({ row }) => row).filter(({ programmes }) => programmes.includes(programme));
    const distinct = (codes: readonly string[]): readonly string[] => [...new Set(codes)];
    return rows.length === 0
      ? []
      : [
          {
            programme,
            rules: distinct(rows.map(({ code }) => code)),
            checks: distinct(rows.flatMap(({ checks }) => checks)),
            held: heldBecause(programme),
            overlaps: [],
          },
        ];
  });

const checksOf = (held: readonly Held[], facts: Facts, ruleSet: RuleSet): readonly Wording[] =>
  [...new Set(held.flatMap(({ row }) => row.checks))].map((code) => {
    const text = ruleSet.checks[code];
    if (text === undefined) throw new RangeError(`a rule set was loaded without words for ${code}`);
    return { code, text: wordedFor(text, facts, ruleSet.thresholds) };
  });

/** What every case says of the rows that hold, whatever it is about. */
export const substanceOf = (
  { held, cannotJudge, nearMiss }: Judgement,
  facts: Facts,
  ruleSet: RuleSet,
  heldBecause: (programme: Programme) => readonly Wording[],
): Pick<Case, 'offers' | 'reasons' | 'checks' | 'conditions' | 'cannotJudge' | 'nearMiss'> => ({
  offers: offersOf(held, heldBecause),
  reasons: reasonsOf(held, facts, ruleSet),
  checks: checksOf(held, facts, ruleSet),
  conditions: held.flatMap(({ conditions }) => conditions),
  cannotJudge,
  nearMiss,
});

/** Gravest first: one row may suggest, another leave it to people. */
const BY_GRAVITY: readonly HardshipClass[] = ['deep', 'relative', 'accident', 'undetermined'];
export const classOf = (held: readonly Held[]): HardshipClass | null =>
  BY_GRAVITY.find((candidate) => held.some(({ row }) => row.class === candidate)) ?? null;

export const kindOf = (held: readonly Held[]): Extract<Case['kind'], 'suggested' | 'lead'> =>
  held.some(({ row }) => row.kind === 'suggested') ? 'suggested' : 'lead';

/** What no other night mends is no outage: a case that needs it has ended. */
export const standingOf = (cannotJudge: readonly CannotJudge[]): Standing => {
  const rules = cannotJudge.filter(({ missing }) => !isLasting(missing));
  return rules.length === 0 ? { state: 'judged' } : { state: 'cannot-judge', rules };
};

/** What tonight's silence means for one case of the member; the same in SQL stands in `storage/case-nights.ts`. */
export const standingOfCase = (
  { standing, undecided = [] }: Pick<Screened, 'standing' | 'undecided'>,
  { purpose, episode }: Pick<Case, 'purpose' | 'episode'>,
): Standing => {
  const own = undecided.find((one) => one.purpose === purpose && one.episode === episode);
  const ofPurpose = standing[purpose];
  return own === undefined || ofPurpose.state !== 'judged' ? ofPurpose : { state: 'cannot-judge', rules: own.rules };
};

/** One purpose's answer about one person. */
export interface Answer {
  readonly cases: readonly Case[];
  readonly standing: Standing;
}
export const NOT_PERMITTED = {
  cases: [],
  standing: { state: 'not-permitted' },
  undecided: [],
  withoutGroundSince: null,
} as const satisfies Answer & { readonly undecided: readonly Undecided[]; readonly withoutGroundSince: null };
export const NOTHING: Answer = { cases: [], standing: { state: 'judged' } };

export const isTrue = (fact: Fact | undefined): boolean => fact?.state === 'known' && fact.value === true;
