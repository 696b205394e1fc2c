/** What the field's own criteria, the sandbox city's thresholds and every lack come to, situation by situation (`situations.json`). */
import { describe, expect, it } from 'vitest';
import { TABLES, type UnknownFactReason } from '../../../src/pipeline/4-screen/types.ts';
import { richerRulesOn } from '../../support/people.ts';
import { type Situation, situationsOf, toldOf } from '../../support/situations.ts';

const SITUATIONS = await situationsOf(new URL('situations.json', import.meta.url));
const titled = SITUATIONS.map((situation) => ({ title: `${situation.zh} — ${situation.en} (${situation.criterion})`, situation }));

describe('worked situations', () => {
  it.each(titled)('$title', ({ situation }) => {
    const answers = toldOf(situation);
    for (const [index, { want }] of situation.people.entries()) {
      const { explains = [], ...told } = want;
      expect(answers[index]?.told).toEqual(told);
      expect(answers[index]?.explanation).toEqual(expect.arrayContaining([...explains]));
    }
  });
});

const wanted = SITUATIONS.flatMap(({ people }) => people.map(({ want }) => want));
const casesOf = wanted.flatMap(({ hardship, claims = {}, protection }) =>
  [hardship, protection, ...Object.values(claims)].filter((one) => one !== undefined),
);
const rules = richerRulesOn();
const cells = TABLES.flatMap((table) => rules.tables[table].rows).flatMap((row) => row.cells);

describe('the table of situations', () => {
  it('tells each apart', () => {
    expect(new Set(titled.map(({ title }) => title)).size).toBe(SITUATIONS.length);
    expect(SITUATIONS.length).toBeGreaterThanOrEqual(55);
  });

  it('stands on both sides of every threshold, and at it', () => {
    // No source says how long anybody worked on a platform: no side of that threshold can be reached.
    const asked = new Set(cells.flatMap(({ compares }) => compares?.threshold ?? []).filter((name) => name !== 'platformMonths'));
    const sidesOf = (threshold: string): readonly string[] =>
      SITUATIONS.flatMap(({ boundary }: Situation) => (boundary?.threshold === threshold ? [boundary.side] : [])).toSorted();
    for (const threshold of asked) expect([threshold, ...sidesOf(threshold)]).toEqual([threshold, 'above', 'at', 'below']);
  });

  it('has every rule hold somewhere that any source can carry', () => {
    const held = new Set(casesOf.flatMap(({ reasons = [], leaving }) => [...reasons, ...(leaving === undefined ? [] : [leaving.reason])]));
    expect([...held].toSorted()).toEqual(
      Object.keys(rules.rules)
        .filter((code) => code !== 'platform-months')
        .toSorted(),
    );
  });

  it('has every reason why nothing can be judged', () => {
    const REASONS = [
      'not-yet-read',
      'source-failed',
      'no-such-code',
      'not-stated',
      'stale',
      'conflicting',
      'no-source',
    ] as const satisfies readonly UnknownFactReason[];
    const lacks = wanted.flatMap(({ cannotJudge = {} }) => Object.keys(cannotJudge));
    for (const reason of REASONS) expect(lacks.filter((lack) => lack.endsWith(` ${reason}`))).not.toEqual([]);
    expect(lacks.filter((lack) => lack.startsWith('threshold '))).not.toEqual([]);
  });

  it('suggests deep and relative hardship only where civil affairs is corroborated, and no other class at all', () => {
    const bySuggestion = casesOf.filter(({ kind, class: of }) => kind === 'suggested' && of !== undefined);
    const codes = { deep: 'assistance-deep', relative: 'assistance-relative' } as Readonly<Record<string, string>>;
    expect(bySuggestion.every(({ class: of, reasons = [] }) => reasons.includes(codes[of ?? ''] ?? ''))).toBe(true);
  });
});
