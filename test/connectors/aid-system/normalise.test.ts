import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import departed from '../../../connectors/aid-system/fixtures/member-who-left.json' with { type: 'json' };
import everything from '../../../connectors/aid-system/fixtures/member-with-everything.json' with { type: 'json' };
import { normaliseMember } from '../../../connectors/aid-system/normalise.ts';
import type { Member } from '../../../src/domain/canonical.ts';

const memberOf = (item: unknown): Member => {
  const normalised = normaliseMember(item);
  if (!normalised.ok) throw new Error(`broken: ${normalised.broken.reason} at ${normalised.broken.path}`);
  return normalised.member;
};
const changed = (changes: object): Member => memberOf({ ...everything, ...changes });
const consentsOf = (...consents: unknown[]) => changed({ consents }).content.consents;
const [CONSENT] = everything.consents;

test('a member is read whole: facts apart from what identifies', () => {
  expect(memberOf(everything)).toEqual({
    content: {
      memberId: 'M-000001',
      idType: 'resident-id',
      district: '南山区',
      employmentForm: 'courier',
      joinedOn: '2019-05-01',
      leftOn: null,
      consents: [
        {
          purpose: 'hardship-screening',
          sources: ['civil-affairs', 'medical-insurance', 'social-security'],
          includesHealth: true,
          grantedAt: '2026-01-05T01:30:00.000Z',
          expiresAt: '2027-01-05T01:30:00.000Z',
        },
        {
          purpose: 'mutual-aid-claim',
          sources: ['medical-insurance'],
          includesHealth: false,
          grantedAt: '2026-01-05T01:30:00.000Z',
          expiresAt: null,
        },
      ],
      mutualAid: { from: '2026-01-01', to: '2026-12-31' },
      aidFile: { class: 'relative', openedOn: '2025-11-20', memberCount: 3 },
      householdSize: 3,
      updatedAt: '2026-11-01T00:30:00.250Z',
    },
    sealed: {
      idNumber: '44030419851231002X',
      name: '测试员甲',
      mobile: '13000000001',
      employerName: '深圳测试电子有限公司',
      employerUscc: '91440300TEST00001X',
      policyNo: 'P-2026-0001',
      fileNo: 'F-0001',
    },
  });
});

test('a member of whom only the number is stated is still one, without consents', () => {
  expect(memberOf(departed)).toEqual({
    content: {
      memberId: 'M-000002',
      idType: 'hmt-residence-permit',
      district: null,
      employmentForm: 'unknown',
      joinedOn: null,
      leftOn: '2026-10-31',
      consents: [],
      mutualAid: null,
      aidFile: null,
      householdSize: null,
      updatedAt: '2026-11-01T00:30:00.000Z',
    },
    sealed: {
      idNumber: '810000199001010019',
      name: '',
      mobile: null,
      employerName: null,
      employerUscc: null,
      policyNo: null,
      fileNo: null,
    },
  });
});

test('says the same in every permitted spelling', () => {
  const notStated = fc.constantFrom(undefined, null, '');
  const spelling = fc.record({
    idNumber: fc.constantFrom('44030419851231002X', '44030419851231002x', ' 44030419851231002X', '４４０３０４１９８５１２３１００２Ｘ'),
    joinedOn: fc.constantFrom(
      '2019-05-01',
      '20190501',
      20190501,
      '2019-05-01 00:00:00',
      '2019/05/01',
      '2019-05-01T00:00:00+08:00',
      '2019-04-30T16:00:00Z',
    ),
    leftOn: notStated,
    updatedAt: fc.constantFrom(
      '2026-11-01T00:30:00.250Z',
      '2026-11-01T08:30:00.250+08:00',
      '2026-11-01T08:30:00.250000+0800',
      '2026-10-31 19:00:00.25-05:30',
    ),
    household: fc.constantFrom({ size: 3 }, { size: '3' }, { size: 3, others: [] }),
    unheardOf: fc.jsonValue(),
  });
  fc.assert(
    fc.property(spelling, (changes) => {
      expect(changed(changes)).toEqual(memberOf(everything));
    }),
  );
});

test('a consent or a policy whose end lies beyond the last day there is ends on it, and has not ended before it began', () => {
  for (const end of ['9999-12-31T23:59:59-08:00', '9999-12-31T23:59:59Z', '9999-12-31 23:59:59']) {
    expect(consentsOf({ ...CONSENT, expiresAt: end })).toMatchObject([{ expiresAt: expect.stringMatching(/^9999-12-31T15:59:59/) }]);
    expect(changed({ mutualAid: { ...everything.mutualAid, to: end } }).content.mutualAid).toMatchObject({ to: '9999-12-31' });
  }
});

describe('an item is broken', () => {
  test.each([
    { given: 'no object', item: 'M-000001', want: { memberId: null, broken: { reason: 'not-an-object', recordKey: null, path: '' } } },
    {
      given: 'no member id',
      item: { ...everything, memberId: '' },
      want: { memberId: null, broken: { reason: 'missing-key', path: '/memberId', subject: null } },
    },
    {
      given: 'a member id that is none',
      item: { ...everything, memberId: {} },
      want: { memberId: null, broken: { reason: 'wrong-type', path: '/memberId' } },
    },
    {
      given: 'a member id that no index takes',
      item: { ...everything, memberId: 'M'.repeat(401) },
      want: { memberId: null, broken: { reason: 'wrong-type', path: '/memberId' } },
    },
    {
      given: 'a number that came as a JSON number',
      item: { ...everything, idNumber: JSON.parse('440305199001010018') },
      want: {
        memberId: 'M-000001',
        broken: { reason: 'identity-number', identityFault: 'number-type', recordKey: 'M-000001', path: '/idNumber', subject: null },
      },
    },
    {
      given: 'a number with a wrong check character',
      item: { ...everything, idNumber: '110101199003074515' },
      want: { broken: { reason: 'identity-number', identityFault: 'wrong-check-character', shape: 'string(18) 999999999999999999' } },
    },
    {
      given: "the foreigner's card of before 2023",
      item: { ...everything, idType: 'foreign-pr', idNumber: 'USA440077112233' },
      want: { broken: { reason: 'identity-number', identityFault: 'wrong-form', shape: 'string(15) aaa999999999999' } },
    },
    {
      given: 'no number',
      item: { ...everything, idNumber: null },
      want: { broken: { reason: 'identity-number', identityFault: 'absent' } },
    },
    {
      given: 'an unreadable day of leaving',
      item: { ...everything, leftOn: '2026-02-30' },
      want: {
        memberId: 'M-000001',
        broken: { reason: 'impossible-date', recordKey: 'M-000001', path: '/leftOn', subject: '44030419851231002X' },
      },
    },
  ])('with $given', ({ item, want }) => {
    expect(normaliseMember(item)).toMatchObject({ ok: false, ...want });
  });

  test('and never by throwing, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (anything, leftOn) => {
        expect(normaliseMember(anything).ok).toBe(false);
        expect(typeof normaliseMember({ ...everything, leftOn }).ok).toBe('boolean');
      }),
    );
  });

  test('for nothing less: it would hold back the consent withdrawn in it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        const fields = [
          'idType',
          'name',
          'mobile',
          'district',
          'employer',
          'employmentForm',
          'joinedOn',
          'consents',
          'mutualAid',
          'aidFile',
          'household',
          'updatedAt',
        ];
        for (const field of fields) expect(normaliseMember({ ...everything, [field]: anything }).ok).toBe(true);
      }),
    );
  });
});

describe('words that are not in the vocabulary', () => {
  test.each([['pilot'], [''], [null], [7], ['COURIER']])('employment form %j is unknown', (employmentForm) => {
    expect(changed({ employmentForm }).content.employmentForm).toBe('unknown');
  });

  test('an id type that is not stated is read from the number itself', () => {
    expect(changed({ idType: null }).content.idType).toBe('resident-id');
    expect(changed({ idType: 'passport', idNumber: '932682198501010017' }).content.idType).toBe('foreign-pr');
    expect(changed({ idType: '', idNumber: '820000199001010010' }).content.idType).toBe('hmt-residence-permit');
  });

  test('a file of an unknown class is not taken for one of a known class', () => {
    expect(changed({ aidFile: { ...everything.aidFile, class: 'other' } }).content.aidFile).toMatchObject({ class: 'unknown' });
  });

  test('a file that states nothing is no file', () => {
    expect(changed({ aidFile: { fileNo: '', class: null } }).content.aidFile).toBe(null);
  });

  test.each([
    { given: 'without its last day', mutualAid: { policyNo: 'P-1', from: '2026-01-01', to: null }, want: { from: '2026-01-01', to: null } },
    { given: 'with a first day that is none', mutualAid: { from: '2026-02-30', to: '2026-12-31' }, want: { from: null, to: '2026-12-31' } },
    { given: 'of which only the number is stated', mutualAid: { policyNo: 'P-1' }, want: { from: null, to: null } },
    { given: 'that states nothing', mutualAid: { policyNo: '', from: '', to: null }, want: null },
  ])('a policy $given', ({ mutualAid, want }) => {
    expect(changed({ mutualAid }).content.mutualAid).toEqual(want);
  });

  test.each([[0], [-1], ['many'], [null]])('a household of %j people is not stated', (size) => {
    expect(changed({ household: { size } }).content.householdSize).toBe(null);
  });
});

describe('consents are read strictly', () => {
  test('and in whatever form their moments are written', () => {
    expect(consentsOf({ ...CONSENT, grantedAt: '2026-01-01 08:00:00+08', expiresAt: '2027-01-01 08:00:00.123456' })).toMatchObject([
      { grantedAt: '2026-01-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00.123Z' },
    ]);
  });

  test.each([
    { given: 'an unknown purpose', consent: { ...CONSENT, purpose: 'marketing' } },
    { given: 'no beginning', consent: { ...CONSENT, grantedAt: null } },
    { given: 'an unreadable beginning', consent: { ...CONSENT, grantedAt: 'yesterday' } },
    { given: 'an end that cannot be read', consent: { ...CONSENT, expiresAt: '2026-02-30T00:00:00Z' } },
    { given: 'no form at all', consent: 'hardship-screening' },
  ])('one with $given allows nothing, and leaves the others', ({ consent }) => {
    expect(consentsOf(consent, CONSENT)).toHaveLength(1);
  });

  test('an unknown source is dropped, a known one stays', () => {
    expect(consentsOf({ ...CONSENT, sources: ['tax', 'social-security', 'SOCIAL-SECURITY', 7] })).toMatchObject([
      { sources: ['social-security'] },
    ]);
    expect(consentsOf({ ...CONSENT, sources: 'social-security' })).toMatchObject([{ sources: [] }]);
  });

  test.each([['true'], [1], [null], [undefined]])('health is included only by a true, not by %j', (includesHealth) => {
    expect(consentsOf({ ...CONSENT, includesHealth })).toMatchObject([{ includesHealth: false }]);
  });

  test('an end that is not stated is open', () => {
    expect(consentsOf({ ...CONSENT, expiresAt: '' })).toMatchObject([{ expiresAt: null }]);
  });
});
