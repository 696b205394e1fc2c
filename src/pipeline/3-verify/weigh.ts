/**
 * Weighs what several sources state of one check. Pure, and the same whatever order they are heard in: what is unknown never tips the scale, and
 * no agreement outvotes a contradiction, because the third source may have copied from the second.
 */
import type { Authority } from '../../domain/sources.ts';
import type { CheckResult, Finding, Statement, Verdict } from './types.ts';

export interface Scale {
  /** Sources whose *not-held* is a no, a weak one: it gives way to any stated yes. */
  readonly silenceDenies: readonly Authority[];
  /** What a stated value may stand for, where it is not only itself: several categories of assistance. */
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

export type Weighing = Pick<Finding, 'verdict' | 'holds' | 'value'>;

/** Values that can be true together; null: any. */
type Claim = readonly string[] | null;

const claimsOf = (statements: readonly Statement[], { claims }: Scale): readonly Claim[] =>
  statements.map(({ value }) => (value === null ? null : (claims[value] ?? [value])));

const common = (a: Claim, b: Claim): Claim => {
  if (a === null || b === null) return a ?? b;
  return a.filter((value) => b.includes(value));
};
const isImpossible = (claim: Claim): boolean => claim?.length === 0;

/** All that is affirmed can be true together, and nothing of it is denied. */
const agree = (affirmed: readonly Claim[], denied: readonly Claim[]): boolean =>
  !isImpossible(affirmed.reduce(common, null)) && affirmed.every((yes) => denied.every((no) => isImpossible(common(yes, no))));

const support = (statements: readonly Statement[]): Verdict =>
  new Set(statements.map(({ source }) => source)).size > 1 ? 'corroborated' : 'single-source';

const CONFLICTING: Weighing = { verdict: 'conflicting', holds: null, value: null };

const affirm = (affirming: readonly Statement[], affirmed: readonly Claim[]): Weighing => {
  const agreed = affirmed.reduce(common, null);
  return { verdict: support(affirming), holds: true, value: agreed?.length === 1 ? (agreed[0] ?? null) : null };
};

/**
 * *Match* affirms and *mismatch* denies. *Similar* leans to yes and silence, where it counts, to no: they decide only where nothing stronger is
 * said, and two likenesses are not a proof. A code without meaning affirms nothing, but may stand for all that is not denied outright: beside it neither
 * silence is a no nor the denial of one value (`domain.md` §0.4: to review, never *not poor*).
 */
export const weigh = (statements: readonly Statement[], scale: Scale): Weighing => {
  const saying = (result: CheckResult): readonly Statement[] => statements.filter((statement) => statement.result === result);
  const [affirming, denying, leaning] = [saying('match'), saying('mismatch'), saying('similar')];
  const isUnreadable = statements.some(({ reason }) => reason === 'no-such-code');
  const outright = isUnreadable ? denying.filter(({ value }) => value === null) : denying;
  const silent = isUnreadable ? [] : saying('not-held').filter(({ source }) => scale.silenceDenies.includes(source));
  if (affirming.length > 0) {
    const affirmed = claimsOf(affirming, scale);
    return agree(affirmed, claimsOf(denying, scale)) ? affirm(affirming, affirmed) : CONFLICTING;
  }
  if (outright.length > 0) return { verdict: support([...outright, ...silent]), holds: false, value: null };
  if (leaning.length > 0) return { verdict: 'single-source', holds: true, value: null };
  if (silent.length > 0) return { verdict: support(silent), holds: false, value: null };
  return { verdict: statements.some(({ reason }) => reason === 'stale') ? 'stale' : 'missing', holds: null, value: null };
};
