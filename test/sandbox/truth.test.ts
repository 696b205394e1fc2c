import { describe, expect, test } from 'vitest';
import { agreesToScreening } from '../../src/sandbox/aid-system/members.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { type Judged, judge } from '../../src/sandbox/truth.ts';

const city = buildCity({ members: 3000, seed: 7, date: '2026-03-14' });
const of = (wanted: (person: (typeof city.members)[number]) => boolean) => city.members.filter(wanted);
const alone = of(({ household }) => household.people.filter(({ memberId }) => memberId !== null).length === 1);
const verdict = (memberId: string | null, changed: Partial<Judged> = {}): Judged => ({
  memberId: String(memberId),
  flagged: true,
  suggestedClass: null,
  ...changed,
});

describe('the judge', () => {
  test('flagging everyone who is in hardship, and with their class, is perfect', () => {
    const report = judge(
      city,
      of(({ household }) => household.hardship !== null).map(({ memberId, household }) =>
        verdict(memberId, { suggestedClass: household.hardship }),
      ),
    );
    expect(report.flagged).toEqual({ precision: 1, recall: 1 });
    expect(report.class).toEqual({ precision: 1, recall: 1 });
    expect(report.counts.inHardship).toBe(report.counts.deep + report.counts.relative + report.counts.accident);
  });

  test('shares are of what they say', () => {
    const deep = alone.filter(({ household }) => household.hardship === 'deep').slice(0, 4);
    const relative = alone.filter(({ household }) => household.hardship === 'relative').slice(0, 2);
    const fine = alone.filter(({ household }) => household.hardship === null).slice(0, 2);
    const report = judge(city, [
      ...deep.map(({ memberId }) => verdict(memberId, { suggestedClass: 'deep' })),
      ...relative.map(({ memberId }) => verdict(memberId)),
      verdict(fine[0]?.memberId ?? '', { suggestedClass: 'relative' }),
      verdict(fine[1]?.memberId ?? ''),
    ]);
    expect(report.flagged.precision).toBe(6 / 8);
    expect(report.flagged.recall).toBe(6 / report.counts.inHardship);
    expect(report.class.precision).toBe(4 / 5);
    expect(report.class.recall).toBe(4 / (report.counts.deep + report.counts.relative));
    expect(report.leads.precision).toBe(2 / 3);
    expect(report.counts).toMatchObject({ members: 3000, judged: 8, flagged: 8, leads: 3, classSuggested: 5, classRight: 4, unknown: 0 });
  });

  test('a case that was not flagged counts for nothing, a wrong class is not right', () => {
    const [person] = alone.filter(({ household }) => household.hardship === 'relative');
    expect(judge(city, [verdict(person?.memberId ?? '', { flagged: false })]).flagged).toEqual({ precision: null, recall: 0 });
    expect(judge(city, [verdict(person?.memberId ?? '', { suggestedClass: 'deep' })]).class).toEqual({ precision: 0, recall: 0 });
  });

  test('a flag on one member finds both members of the household', () => {
    const [person] = of(
      ({ household }) => household.hardship === 'deep' && household.people.filter(({ memberId }) => memberId !== null).length === 2,
    );
    const report = judge(city, [verdict(person?.memberId ?? '')]);
    expect(report.flagged.recall).toBe(2 / report.counts.inHardship);
  });

  test('out of reach are the hidden, and households of which nobody agreed to be looked at', () => {
    const inHardship = of(({ household }) => household.hardship !== null);
    const reachable = inHardship.filter(
      ({ household }) =>
        household.story !== 'hidden' && household.people.some((person) => person.memberId !== null && agreesToScreening(city, person)),
    );
    const { counts } = judge(city, []);
    expect(counts.outOfReach).toBe(inHardship.length - reachable.length);
    expect(counts.outOfReach).toBeGreaterThan(counts.hidden);
    expect(counts.outOfReach / counts.inHardship).toBeLessThan(0.1);
  });

  test('nothing flagged is nothing found; strangers are counted apart', () => {
    const report = judge(city, [verdict('M9999999')]);
    expect(report).toMatchObject({
      flagged: { precision: null, recall: 0 },
      class: { precision: null, recall: 0 },
      leads: { precision: null },
    });
    expect(report.counts).toMatchObject({ judged: 1, flagged: 0, unknown: 1 });
  });

  test('where nobody is in hardship there is nothing to find, and no share of it', () => {
    const fortunate = { ...city, members: of(({ household }) => household.hardship === null) };
    const nothing = { precision: null, recall: null };
    expect(judge(fortunate, [])).toMatchObject({ flagged: nothing, class: nothing, leads: { precision: null } });
  });

  test('two authorities agreeing are nearly always right about the class', () => {
    const assisted = of(({ household }) => ['dibao', 'tekun', 'dibao-margin', 'rigid-spending'].includes(household.story));
    const classes = { dibao: 'deep', tekun: 'deep', 'dibao-margin': 'relative', 'rigid-spending': 'relative' } as const;
    const report = judge(
      city,
      assisted.map(({ memberId, household }) => verdict(memberId, { suggestedClass: classes[household.story as keyof typeof classes] })),
    );
    expect(report.class.precision).toBe(1);
    expect(report.class.recall).toBeGreaterThan(0.6);
  });
});
