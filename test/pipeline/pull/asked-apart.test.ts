/** A batch whose answer leaves open whose a row is: the bureau's register asked as the night asks it, with the reader itself. */
import { describe, expect, it } from 'vitest';
import { askApart } from '../../../connectors/civil-affairs/ask-apart.ts';
import { normaliseFamily } from '../../../connectors/civil-affairs/normalise-family.ts';
import type { IdNumber } from '../../../src/domain/id-number.ts';
import { answersAbout, MOST_FURTHER_CALLS } from '../../../src/pipeline/1-pull/asked-apart.ts';
import type { Subject } from '../../../src/upstream/connector.ts';
import { idNumberOf } from '../../support/nights-town.ts';

interface Row {
  readonly GMSFHM: string;
  readonly XM: string;
  readonly HH?: string;
  readonly HZZH?: string;
}

const person = (sequence: number): Subject => ({ idNumber: idNumberOf(sequence), idType: 'resident-id', name: `测试员${sequence}` });
const PEOPLE = Array.from({ length: 100 }, (_, sequence) => person(sequence));
const WIDOW = idNumberOf(900);
const [FIRST, SECOND] = PEOPLE.map(({ idNumber }) => idNumber) as [IdNumber, IdNumber];

const rowOf = (idNumber: string, household: number): Row => ({
  GMSFHM: idNumber,
  XM: `人${idNumber.slice(-4)}`,
  HH: `H-${household}`,
  HZZH: idNumberOf(household),
});
const blank = ({ GMSFHM, XM }: Row): Row => ({ GMSFHM, XM });

/** Everybody asked about has a household with one relative who is not; `mend` changes it. */
const registerOf = (mend: (households: Row[][]) => void = () => undefined): readonly (readonly Row[])[] => {
  const households = PEOPLE.map(({ idNumber }, index) => [rowOf(idNumber, index), rowOf(idNumberOf(200 + index), index)]);
  mend(households);
  return households;
};
const household = (households: readonly Row[][], index: number): Row[] => households[index] ?? [];
const blankIn = (households: Row[][], index: number, position: number): void => {
  const rows = household(households, index);
  rows.splice(position, 1, ...rows.slice(position, position + 1).map(blank));
};

const night = async (register: readonly (readonly Row[])[]) => {
  const calls: number[] = [];
  const ask = async (people: readonly Subject[]): Promise<readonly Row[]> => {
    calls.push(people.length);
    return people.flatMap(({ idNumber }) => register.find((rows) => rows.some(({ GMSFHM }) => GMSFHM === idNumber)) ?? []);
  };
  const answers = await answersAbout(PEOPLE, { ask, apart: ({ rows, people }) => askApart(rows, people) });
  const sizes = new Map<IdNumber | null, number | null | undefined>();
  for (const { people, rows } of answers)
    for (const read of normaliseFamily(rows, people).rows)
      if (read.ok === true && read.draft.dataset === 'family') sizes.set(read.draft.subject, read.draft.content?.householdSize);
  return {
    calls,
    sizes,
    asked: answers.flatMap(({ people }) => people),
    unsized: [...sizes.values()].filter((size) => size === null).length,
  };
};

describe('a row without household number and head', () => {
  it('of somebody asked about costs one call for them and one for the rest', async () => {
    const { calls, sizes, asked } = await night(registerOf((households) => blankIn(households, 0, 0)));
    expect(calls).toEqual([100, 1, 99]);
    expect(new Set(sizes.values())).toEqual(new Set([2]));
    expect(new Set(asked)).toEqual(new Set(PEOPLE));
  });

  it('of somebody who lives alone says that they do', async () => {
    const { calls, sizes } = await night(
      registerOf((households) => households.splice(0, 1, household(households, 0).slice(0, 1).map(blank))),
    );
    expect(calls).toEqual([100, 1, 99]);
    expect([sizes.get(FIRST), sizes.get(SECOND)]).toEqual([1, 2]);
  });

  it.each([
    { given: 'a relative', mend: (households: Row[][]) => blankIn(households, 37, 1) },
    {
      given: 'two relatives of one',
      mend: (households: Row[][]) => void [0, 1].map(() => household(households, 37).push({ GMSFHM: '', XM: '幼' })),
    },
    {
      given: 'somebody asked about who lives with another',
      mend: (households: Row[][]) => {
        household(households, 1).push(blank(rowOf(FIRST, 1)));
        households.splice(0, 1, []);
      },
    },
  ])('of $given is found by halves, and costs nobody a size', async ({ mend }) => {
    const { calls, unsized } = await night(registerOf(mend));
    expect(unsized).toBe(0);
    expect(calls.length - 1).toBeLessThanOrEqual(MOST_FURTHER_CALLS);
  });

  it('of several people asked about costs one call for each', async () => {
    const { calls, unsized } = await night(registerOf((households) => [3, 4, 5, 60].map((index) => blankIn(households, index, 0))));
    expect(calls).toEqual([100, 1, 1, 1, 1, 96]);
    expect(unsized).toBe(0);
  });

  it('beside another far from it costs no more than those it may concern', async () => {
    const { calls, sizes, unsized } = await night(registerOf((households) => [3, 80].map((index) => blankIn(households, index, 1))));
    expect(calls.length - 1).toBeLessThanOrEqual(MOST_FURTHER_CALLS);
    expect(unsized).toBeLessThan(30);
    expect(sizes.get(idNumberOf(50))).toBe(2);
  });

  it.each([
    { of: 'everybody asked about', position: 0 },
    { of: 'every relative', position: 1 },
  ])('of $of is how the bureau writes: nobody is asked about again, and no size is guessed', async ({ position }) => {
    const { calls, unsized } = await night(registerOf((households) => PEOPLE.map((_, index) => blankIn(households, index, position))));
    expect(calls).toEqual([100]);
    expect(unsized).toBe(100);
  });
});

it('one household known by head only and another by number only are asked about apart', async () => {
  const apart = registerOf((households) => {
    households.splice(
      0,
      1,
      household(households, 0).map(({ HH: _, ...row }) => row),
    );
    households.splice(
      1,
      1,
      household(households, 1).map(({ HZZH: _, ...row }) => row),
    );
  });
  const { calls, unsized } = await night(apart);
  expect(calls).toEqual([100, 1, 99]);
  expect(unsized).toBe(0);
});

it('an answer that tells every household is asked for once', async () => {
  const { calls, unsized } = await night(registerOf((households) => household(households, 0).push(rowOf(WIDOW, 0))));
  expect(calls).toEqual([100]);
  expect(unsized).toBe(0);
});
