import { describe, expect, test } from 'vitest';
import {
  assistanceAtCivilAffairs,
  assistanceAtMedicalInsurance,
  assistanceAtSocialSecurity,
  assistanceOf,
} from '../../src/sandbox/city/assistance.ts';
import { benefitSpellOf } from '../../src/sandbox/city/benefits.ts';
import { buildCity, type City } from '../../src/sandbox/city/city.ts';
import { deathOf } from '../../src/sandbox/city/deaths.ts';
import { employmentOf, payingPost } from '../../src/sandbox/city/employment.ts';
import { LINE_YUAN, monthlyPerCapita } from '../../src/sandbox/city/hardship.ts';
import { registrationsOf, settlementsOf } from '../../src/sandbox/city/health.ts';
import { canonicalIdNumber, fifteenDigits, isIdNumber } from '../../src/sandbox/city/identity-numbers.ts';
import { gradeNames } from '../../src/sandbox/city/names.ts';
import { categoryOf, type Person, type Story, storyOf } from '../../src/sandbox/city/people.ts';
import { dashedDay, monthOf, parseDay, parseStamp, quarterStart, stampOf } from '../../src/sandbox/shanghai-time.ts';

const city = buildCity({ members: 6000, seed: 7, date: '2026-03-14' });
const membersWith = (...stories: Story[]): Person[] => city.members.filter((person) => stories.includes(storyOf(person)));
const share = (part: number, whole: number): number => part / whole;

describe('the city', () => {
  test('has exactly the roster asked for, and a third more workers who are not on it', () => {
    expect(city.members).toHaveLength(6000);
    expect(new Set(city.members.map(({ memberId }) => memberId)).size).toBe(6000);
    expect(city.workers.length - city.members.length).toBe(2100);
    expect(city.members.filter(({ household }) => household.people.filter(({ memberId }) => memberId).length === 2).length).toBeGreaterThan(
      400,
    );
  });

  test('gives everyone a sound identity number of their own, in counties that do not exist', () => {
    expect(city.people.filter(({ idNumber }) => !isIdNumber(idNumber))).toEqual([]);
    expect(new Set(city.people.map(({ idNumber }) => idNumber)).size).toBe(city.people.length);
    const residents = city.people.filter(({ idType }) => idType === 'resident-id');
    expect(residents.every(({ idNumber }) => /^\d{4}(98|99)/.test(idNumber))).toBe(true);
    expect(new Set(city.members.map(({ idType }) => idType))).toEqual(new Set(['resident-id', 'hmt-residence-permit', 'foreign-pr']));
  });

  test('has 12 to 16 % of members in hardship, few of them without a trace', () => {
    const inHardship = city.members.filter(({ household }) => household.hardship !== null);
    expect(share(inHardship.length, 6000)).toBeGreaterThan(0.12);
    expect(share(inHardship.length, 6000)).toBeLessThan(0.16);
    const hidden = city.members.filter(({ household }) => household.story === 'hidden').length;
    expect(share(hidden, 6000)).toBeGreaterThan(0.001);
    expect(share(hidden, 6000)).toBeLessThan(0.008);
  });

  test.each([
    { story: 'dibao', classes: ['deep'] },
    { story: 'tekun', classes: ['deep'] },
    { story: 'dibao-margin', classes: ['relative'] },
    { story: 'rigid-spending', classes: ['relative'] },
    { story: 'dismissed', classes: ['deep', 'relative'] },
    { story: 'hidden', classes: ['deep', 'relative'] },
    { story: 'ill', classes: ['accident'] },
    { story: 'injured', classes: ['accident'] },
    { story: 'dismissed-with-earner', classes: [null] },
    { story: 'ill-borne', classes: [null] },
    { story: 'near-miss', classes: [null] },
    { story: 'out-of-hardship', classes: [null] },
    { story: 'employed', classes: [null] },
  ] as const)('the formula finds every household of $story in $classes', ({ story, classes }) => {
    const households = city.households.filter((household) => household.story === story);
    expect(households.length).toBeGreaterThan(10);
    expect(new Set(households.map(({ hardship }) => hardship)).difference(new Set<unknown>(classes))).toEqual(new Set());
  });

  test('near misses live just above twice the line', () => {
    const amounts = city.households
      .filter(({ story }) => story === 'near-miss')
      .map(({ means, people }) => monthlyPerCapita({ ...means, size: people.length }));
    expect(Math.min(...amounts)).toBeGreaterThanOrEqual(2 * LINE_YUAN);
    expect(Math.max(...amounts)).toBeLessThan(2.5 * LINE_YUAN);
  });

  test.each([
    { options: { members: 0, seed: 1, date: '2026-03-14' }, says: 'members' },
    { options: { members: 10, seed: 1.5, date: '2026-03-14' }, says: 'seed' },
    { options: { members: 10, seed: 1, date: '2026-02-30' }, says: 'date' },
  ])('refuses unusable $says in one line', ({ options, says }) => {
    expect(() => buildCity(options)).toThrow(new RegExp(`^${says}: [^\n]+$`));
  });
});

describe('stories hold together', () => {
  test('two authorities agree on nearly every assisted member, and each leaves some out', () => {
    const assisted = city.members.filter(({ household }) => categoryOf(household) !== null);
    const telling = assisted.map((person) => {
      const truth = assistanceOf(city, person.household)?.category;
      return [
        assistanceAtCivilAffairs(city, person.household),
        assistanceAtMedicalInsurance(city, person),
        assistanceAtSocialSecurity(city, person),
      ].filter((said) => said?.category === truth && said?.until === null).length;
    });
    expect(share(telling.filter((count) => count >= 2).length, assisted.length)).toBeGreaterThan(0.93);
    expect(share(telling.filter((count) => count === 3).length, assisted.length)).toBeLessThan(0.85);
  });

  test('whoever left assistance is denied by civil affairs and kept open by one other source at most', () => {
    const left = city.households.filter(({ story }) => story === 'out-of-hardship');
    const open = left.map(({ people }) => {
      const [person] = people;
      const kept = person ? [assistanceAtMedicalInsurance(city, person), assistanceAtSocialSecurity(city, person)] : [];
      return kept.filter((said) => said?.until === null).length;
    });
    expect(left.every((household) => assistanceAtCivilAffairs(city, household)?.until !== null)).toBe(true);
    expect(Math.max(...open)).toBe(1);
  });

  test('the dead are paid for no longer, but for the contradictions planted on purpose', () => {
    const dead = city.workers.filter((person) => deathOf(city, person));
    const paidAfter = dead.filter((person) => {
      const death = deathOf(city, person);
      const month = death ? monthOf(death.on) + 1 : 0;
      return payingPost(employmentOf(city, person), month) !== undefined;
    });
    expect(dead.length).toBeGreaterThan(30);
    expect(paidAfter.length).toBeGreaterThan(0);
    expect(paidAfter.every((person) => deathOf(city, person)?.noticed === 'paid-after')).toBe(true);
    expect(dead.every((person) => benefitSpellOf(city, person) === null && assistanceOf(city, person.household) === null)).toBe(true);
  });

  test('the dismissed stop paying when dismissed, and most draw benefit', () => {
    const dismissed = membersWith('dismissed', 'dismissed-with-earner');
    const paysNow = dismissed.filter((person) => payingPost(employmentOf(city, person), monthOf(city.day)));
    expect(paysNow.every((person) => monthOf(person.household.turnedOn) === monthOf(city.day))).toBe(true);
    const drawing = dismissed.filter((person) => benefitSpellOf(city, person) !== null).length;
    expect(share(drawing, dismissed.length)).toBeGreaterThan(0.75);
  });

  test('benefit while employed shows as contributions within a spell', () => {
    const wrong = membersWith('benefit-while-employed');
    expect(wrong.length).toBeGreaterThan(5);
    for (const person of wrong) {
      const spell = benefitSpellOf(city, person);
      expect(payingPost(employmentOf(city, person), (spell?.firstMonth ?? 0) + 4)).toBeDefined();
    }
  });

  test('the seriously ill paid what their household lost, net of bills that were reversed', () => {
    for (const person of membersWith('ill').filter(({ household }) => household.turnedOn < city.anchor - 60)) {
      const settlements = settlementsOf(city, person);
      const reversed = new Set(settlements.flatMap(({ reverses }) => reverses ?? []));
      const counting = settlements.filter(({ reverses, ordinal }) => reverses === null && !reversed.has(ordinal));
      const own = counting.filter(({ kind }) => kind !== 'out-patient').reduce((sum, { ownCents }) => sum + ownCents / 100, 0);
      expect(own).toBeGreaterThan(0.8 * person.household.means.yearlyIncome);
      expect(registrationsOf(city, person).length).toBeGreaterThan(0);
    }
    expect(
      membersWith('ill')
        .flatMap((person) => settlementsOf(city, person))
        .some(({ reverses }) => reverses !== null),
    ).toBe(true);
  });

  test('the hidden leave no trace anywhere', () => {
    const hidden = city.members.filter((person) => storyOf(person) === 'hidden');
    for (const person of hidden) {
      expect(assistanceAtCivilAffairs(city, person.household)).toBeNull();
      expect(assistanceAtSocialSecurity(city, person)).toBeNull();
      expect(benefitSpellOf(city, person)).toBeNull();
      expect(employmentOf(city, person).posts.at(-1)?.until).toBeNull();
    }
  });
});

describe('time', () => {
  const outline = ({ people }: City) =>
    people.map(
      ({ idNumber, name, relation, memberId, household }) =>
        `${idNumber} ${name} ${relation} ${memberId} ${household.story} ${household.turnedOn}`,
    );

  test('the same members, seed and date are the same city', () => {
    const again = buildCity({ members: 6000, seed: 7, date: '2026-03-14' });
    expect(outline(again)).toEqual(outline(city));
  });

  test('another seed is another city', () => {
    const other = buildCity({ members: 6000, seed: 8, date: '2026-03-14' });
    expect(other.findByIdNumber(city.people[0]?.idNumber ?? '')).toBeUndefined();
  });

  test('a later date of the quarter has the same people, some of them further in their stories', () => {
    const later = buildCity({ members: 6000, seed: 7, date: '2026-03-28' });
    const turned = later.households.filter(({ story }, index) => story !== city.households[index]?.story);
    expect(later.people.map(({ idNumber }) => idNumber)).toEqual(city.people.map(({ idNumber }) => idNumber));
    expect(turned.length).toBeGreaterThan(0);
    expect(turned.every(({ turnedOn }) => turnedOn >= city.day && turnedOn < later.day)).toBe(true);
  });

  test.each([
    { given: '1970-01-01', day: 0 },
    { given: '2000-02-29', day: 11_016 },
    { given: '2024-12-31', day: 20_088 },
    { given: '1959-07-04', day: -3834 },
  ])('$given is day $day both ways', ({ given, day }) => {
    expect(parseDay(given)).toBe(day);
    expect(dashedDay(day)).toBe(given);
  });

  test('impossible dates and moments are none', () => {
    expect(['2026-02-29', '2026-13-01', '20260101', ''].map(parseDay)).toEqual([undefined, undefined, undefined, undefined]);
    expect(['2026-02-28 24:00:00', '2026-02-29 10:00:00', '2026-02-28'].map(parseStamp)).toEqual([undefined, undefined, undefined]);
    expect(stampOf(parseStamp('2026-02-28 23:59:59') ?? 0)).toBe('2026-02-28 23:59:59');
  });

  test('quarters begin on their first day', () => {
    const starts = ['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map((text) => dashedDay(quarterStart(parseDay(text) ?? 0)));
    expect(starts).toEqual(['2026-01-01', '2026-01-01', '2026-04-01', '2026-10-01']);
  });
});

describe('identity numbers and names', () => {
  test.each(['11010519491231002X', '440524188001010014', '440305199001010018', '810000199001010019', '932682198501010017'])(
    '%s of domain.md §5.1 is sound',
    (given) => {
      expect(isIdNumber(given)).toBe(true);
    },
  );

  test('a wrong check digit is not', () => {
    expect(isIdNumber('110101199003074515')).toBe(false);
  });

  test.each([
    { given: '440524800101001', want: '440524198001010013' },
    { given: ' 11010519491231002x ', want: '11010519491231002X' },
    { given: '１１０１０５１９４９１２３１００２Ｘ', want: '11010519491231002X' },
  ])('"$given" means $want', ({ given, want }) => {
    expect(canonicalIdNumber(given)).toBe(want);
  });

  test('the fifteen-digit form exists for people born in the 1900s only', () => {
    expect(fifteenDigits('440524198001010013')).toBe('440524800101001');
    expect(fifteenDigits('440398200501010011')).toBeUndefined();
    expect(fifteenDigits('810000199001010019')).toBeUndefined();
  });

  test.each([
    { one: '张三', other: '张三', grade: '1' },
    { one: '古丽·艾合买提', other: '古丽•艾合买提', grade: '2' },
    { one: '李静', other: '李婧', grade: '3' },
    { one: '李静', other: '王芳', grade: '4' },
    { one: '李静', other: '李静怡', grade: '4' },
  ] as const)('$one and $other are graded $grade', ({ one, other, grade }) => {
    expect(gradeNames(one, other)).toBe(grade);
  });
});
