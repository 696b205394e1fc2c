import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stepThrough } from '../../bench/reconcile/city/chance.ts';
import { agreesFromNight, cityOf, joinsOnNight, newsOf } from '../../bench/reconcile/city/city.ts';
import { identityOf, ordinalOf } from '../../bench/reconcile/city/identity.ts';
import { everybody } from '../../bench/reconcile/city/order.ts';
import { birthDateOf, parseIdNumber, sexOf } from '../../src/domain/id-number.ts';

const person = fc.integer({ min: 0, max: 60_000_000 });

it('gives everybody of the bench city an identity number that can be read, and leads back to them', () => {
  fc.assert(
    fc.property(person, (ordinal) => {
      const { idNumber, birth, isMale } = identityOf(ordinal);
      const read = parseIdNumber(idNumber);
      if (!read.ok) throw new Error(read.fault);
      expect(ordinalOf(idNumber)).toBe(ordinal);
      expect(birthDateOf(read.value).replaceAll('-', '')).toBe(birth);
      expect(sexOf(read.value)).toBe(isMale ? 'male' : 'female');
    }),
  );
});

it('meets everybody once, whatever the size of the city, at times that never go back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3_000 }), (members) => {
      const city = cityOf({ members, date: '2026-11-10', newsNights: 1 });
      const met = [...everybody(city, { from: 0, to: 10 })];
      expect(new Set(met.map(([ordinal]) => ordinal)).size).toBe(city.people);
      expect(met.every(([, at], nth) => nth === 0 || at >= (met[nth - 1]?.[1] ?? 0))).toBe(true);
      expect(stepThrough(city.people)).toBeGreaterThan(0);
    }),
    { numRuns: 20 },
  );
});

it('brings news of two in a hundred on an ordinary night, and one in a thousand who joins or agrees', () => {
  const city = cityOf({ members: 100_000, date: '2026-11-10', newsNights: 1 });
  const people = Array.from({ length: city.people }, (_, ordinal) => ordinal);
  const changed = people.filter((ordinal) => newsOf(city, ordinal, 2) !== null).length;
  expect(changed / city.people).toBeCloseTo(0.02, 2);
  expect(people.filter((ordinal) => newsOf(city, ordinal, 1) !== null || newsOf(city, ordinal, 3) !== null)).toEqual([]);
  const joining = people.filter((ordinal) => joinsOnNight(city, ordinal) === 2).length;
  const agreeing = people.filter((ordinal) => ordinal < city.members && agreesFromNight(city, ordinal) === 2).length;
  expect(joining + agreeing).toBe(city.members / 1_000);
});
