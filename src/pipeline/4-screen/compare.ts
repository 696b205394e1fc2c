/** Two rule sets on the same sheets: whom the other would flag, drop or class anew, and by which rules. Pure; it counts, and names nobody. */
import { PROGRAMMES, type Programme } from '../../domain/application.ts';
import type { HardshipClass, Screened } from './types.ts';

/** `unjudged`: flagged now, and by the draft neither flagged nor cleared: what it would need is not known, so the case would stay open. */
export const CHANGES = ['newly-flagged', 'dropped', 'unjudged', 'reclassified'] as const;
export type Change = (typeof CHANGES)[number];

/** What of an answer is compared. */
interface Standing {
  readonly isFlagged: boolean;
  readonly isJudged: boolean;
  readonly class: HardshipClass | null;
  readonly programmes: ReadonlySet<Programme>;
  readonly rules: ReadonlySet<string>;
}

const standingOf = ({ cases, standing }: Screened): Standing => {
  const flagged = cases.filter(({ kind }) => kind === 'suggested' || kind === 'lead');
  const hardship = flagged.find(({ purpose }) => purpose === 'hardship-screening');
  return {
    isFlagged: hardship !== undefined,
    isJudged: standing['hardship-screening'].state !== 'cannot-judge',
    class: hardship?.class ?? null,
    programmes: new Set(flagged.flatMap(({ offers }) => offers.map(({ programme }) => programme))),
    rules: new Set(flagged.flatMap(({ reasons }) => reasons.map(({ code }) => code))),
  };
};

const changeOf = (active: Standing, draft: Standing): Change | null => {
  if (!active.isFlagged && draft.isFlagged) return 'newly-flagged';
  if (active.isFlagged && !draft.isFlagged) return draft.isJudged ? 'dropped' : 'unjudged';
  return active.class === draft.class ? null : 'reclassified';
};

export interface Gains {
  readonly gained: number;
  readonly lost: number;
}

/** Members whose answer differs, each counted once a night in every line that concerns them. */
export interface Comparison {
  readonly changes: Readonly<Record<Change, number>>;
  /** GB/T 2260; `unknown` where the roster does not state it. */
  readonly byDistrict: Readonly<Record<string, Readonly<Record<Change, number>>>>;
  readonly byProgramme: Readonly<Record<string, Gains>>;
  readonly byRule: Readonly<Record<string, Gains>>;
  /** A few of each change, by the person's random key. */
  readonly examples: Readonly<Record<Change, readonly string[]>>;
}

export interface Pair {
  readonly personKey: string;
  readonly district: string | null;
  readonly active: Screened;
  readonly draft: Screened;
}

const EXAMPLES = 5;
const NO_CHANGES: Readonly<Record<Change, number>> = { 'newly-flagged': 0, dropped: 0, unjudged: 0, reclassified: 0 };

/** Counts as it is told, so that a city of any size needs no more memory than its districts and rules. */
export class Comparing {
  readonly #changes = { ...NO_CHANGES };
  readonly #byDistrict = new Map<string, Record<Change, number>>();
  readonly #byProgramme = new Map<string, { gained: number; lost: number }>();
  readonly #byRule = new Map<string, { gained: number; lost: number }>();
  readonly #examples: Record<Change, string[]> = { 'newly-flagged': [], dropped: [], unjudged: [], reclassified: [] };

  add({ personKey, district, active, draft }: Pair): void {
    const [before, after] = [standingOf(active), standingOf(draft)];
    count(this.#byProgramme, before.programmes, after.programmes);
    count(this.#byRule, before.rules, after.rules);
    const change = changeOf(before, after);
    if (change === null) return;
    this.#changes[change] += 1;
    const inDistrict = this.#byDistrict.get(district ?? 'unknown') ?? { ...NO_CHANGES };
    inDistrict[change] += 1;
    this.#byDistrict.set(district ?? 'unknown', inDistrict);
    if (this.#examples[change].length < EXAMPLES) this.#examples[change].push(personKey);
  }

  result(): Comparison {
    return {
      changes: { ...this.#changes },
      byDistrict: inOrder(this.#byDistrict),
      byProgramme: Object.fromEntries(PROGRAMMES.flatMap((name) => entryOf(this.#byProgramme, name))),
      byRule: inOrder(this.#byRule),
      examples: this.#examples,
    };
  }
}

const count = (counts: Map<string, { gained: number; lost: number }>, before: ReadonlySet<string>, after: ReadonlySet<string>): void => {
  const lineOf = (name: string): { gained: number; lost: number } => {
    const line = counts.get(name) ?? { gained: 0, lost: 0 };
    counts.set(name, line);
    return line;
  };
  for (const name of after) if (!before.has(name)) lineOf(name).gained += 1;
  for (const name of before) if (!after.has(name)) lineOf(name).lost += 1;
};

const entryOf = <T>(counts: ReadonlyMap<string, T>, name: string): readonly (readonly [string, T])[] => {
  const line = counts.get(name);
  return line === undefined ? [] : [[name, line]];
};
const inOrder = <T>(counts: ReadonlyMap<string, T>): Readonly<Record<string, T>> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
