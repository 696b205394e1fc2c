import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dictionaryOf } from '../../../connectors/social-security/codes.ts';
import contributions from '../../../connectors/social-security/fixtures/contributions-of-a-month-that-arrived.json' with { type: 'json' };
import dictionary from '../../../connectors/social-security/fixtures/dictionary-with-hardship.json' with { type: 'json' };
import sparseDictionary from '../../../connectors/social-security/fixtures/dictionary-without-labels.json' with { type: 'json' };
import participation from '../../../connectors/social-security/fixtures/participation-of-a-dibao-recipient.json' with { type: 'json' };
import unemployment from '../../../connectors/social-security/fixtures/unemployment-spell-being-paid.json' with { type: 'json' };
import workInjury from '../../../connectors/social-security/fixtures/work-injury-of-grade-seven.json' with { type: 'json' };
import {
  normaliseContributions,
  normaliseParticipation,
  normaliseUnemployment,
  normaliseWorkInjury,
} from '../../../connectors/social-security/normalise.ts';
import type { Dictionary, Draft, Normalised } from '../../../src/upstream/connector.ts';
import { spelled } from './spellings.ts';

const LABELLED = dictionaryOf(dictionary);
const UNLABELLED = dictionaryOf(sparseDictionary);

const draftOf = (normalised: Normalised): Draft => {
  if (!normalised.ok) throw new Error(`broken: ${normalised.broken.reason} at ${normalised.broken.path}`);
  return normalised.draft;
};
const contentOf = (normalised: Normalised) => draftOf(normalised).content;
const brokenOf = (normalised: Normalised) => (normalised.ok ? null : normalised.broken);

const participationOf = (changes: object, by: Dictionary = LABELLED): Normalised =>
  normaliseParticipation({ ...participation, ...changes }, by);
const unemploymentOf = (changes: object, by: Dictionary = LABELLED): Normalised =>
  normaliseUnemployment({ ...unemployment, ...changes }, by);
const workInjuryOf = (changes: object, by: Dictionary = LABELLED): Normalised => normaliseWorkInjury({ ...workInjury, ...changes }, by);

const FEEDS = [
  { feed: 'participation', row: participation, key: 'AAZ159', normalise: normaliseParticipation },
  { feed: 'contributions', row: contributions, key: 'AAZ223', normalise: normaliseContributions },
  { feed: 'unemployment', row: unemployment, key: 'AJZ001', normalise: normaliseUnemployment },
  { feed: 'work-injury', row: workInjury, key: 'ALZ001', normalise: normaliseWorkInjury },
] as const;

describe.each(FEEDS)('a row of $feed', ({ row, key, normalise }) => {
  test('says the same in every permitted spelling', () => {
    const want = normalise(row, LABELLED);
    expect(want.ok).toBe(true);
    fc.assert(
      fc.property(spelled(row), (spelling) => {
        expect(normalise(spelling, LABELLED)).toEqual(want);
      }),
    );
  });

  test('never throws and never keeps a number it cannot read, whatever comes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (anything) => {
        expect(normalise(anything, LABELLED).ok).toBe(false);
      }),
    );
  });

  test('never ends a record: nothing is deleted here, only superseded or cancelled', () => {
    expect(draftOf(normalise(row, LABELLED)).ended).toBe(false);
    expect(draftOf(normalise({ ...row, AAE100: '0' }, LABELLED)).ended).toBe(false);
  });

  test('without its key is broken, and says whose it is', () => {
    expect(brokenOf(normalise({ ...row, [key]: '' }, LABELLED))).toMatchObject({
      reason: 'missing-key',
      path: `/${key}`,
      recordKey: null,
      subject: '44030419851231002X',
    });
  });

  test('with an identity number that came as a JSON number is broken, never repaired', () => {
    const broken = brokenOf(normalise({ ...row, AAC002: JSON.parse('440305199001010018') }, LABELLED));
    expect(broken).toMatchObject({
      reason: 'identity-number',
      identityFault: 'number-type',
      path: '/AAC002',
      recordKey: row[key as keyof typeof row],
      subject: null,
    });
    expect(JSON.stringify(broken)).not.toMatch(/4403/);
  });

  test("with a number of another form is broken, with the path as the bureau spelled it and the number's shape", () => {
    const { AAC002: _, ...rest } = row;
    expect(brokenOf(normalise({ ...rest, aac002: 'H1234567' }, LABELLED))).toMatchObject({
      reason: 'identity-number',
      identityFault: 'wrong-form',
      path: '/aac002',
      shape: 'string(8) a9999999',
    });
  });

  test.each(['USA1234567', 'usa 123456', 'ＧＢＲ００１２Ａ'])(
    'with a foreigner’s number, %s, is about nobody whom a roster can name',
    (number) => {
      expect(draftOf(normalise({ ...row, AAC002: number }, LABELLED))).toEqual({ ...draftOf(normalise(row, LABELLED)), subject: null });
    },
  );

  test.each(['UNKNOWN', 'NULL'])('with %s for a number is broken', (number) => {
    expect(brokenOf(normalise({ ...row, AAC002: number }, LABELLED))).toMatchObject({ reason: 'identity-number', path: '/AAC002' });
  });

  test('with an impossible time of change is broken', () => {
    expect(brokenOf(normalise({ ...row, AAE418: '20261332000000' }, LABELLED))).toMatchObject({
      reason: 'impossible-date',
      path: '/AAE418',
    });
  });

  test('may leave out when it last changed', () => {
    expect(draftOf(normalise({ ...row, AAE418: null }, LABELLED)).changedAt).toBe(null);
  });
});

test('the old 15-digit number is the same person', () => {
  expect(draftOf(participationOf({ AAC002: '440305900101001' })).subject).toBe('440305199001010018');
});

describe('participation', () => {
  test('is read whole', () => {
    expect(draftOf(participationOf({}))).toEqual({
      dataset: 'participation',
      recordKey: 'C900000001',
      subject: '44030419851231002X',
      changedAt: '2026-11-01T00:30:00.000Z',
      ended: false,
      content: {
        insurance: 'pension',
        enrolment: 'enrolled',
        payment: 'paying',
        from: '2015-07-01',
        to: null,
        base: 449_200,
        hardshipLabel: '最低生活保障对象',
        hardshipCategory: 'dibao',
        assistanceRecipient: 'yes',
      },
      sealed: {},
      stated: { name: '测试员甲', birthDate: '1985-12-31', employer: { name: '深圳测试电子有限公司', uscc: '91440300TEST00001X' } },
      household: null,
    });
  });

  test.each([
    { given: { AAE140: '410' }, want: { insurance: 'work-injury' } },
    { given: { AAE140: '170' }, want: { insurance: 'unknown' } },
    { given: { AAE140: null }, want: { insurance: 'unknown' } },
    { given: { AAC031: '3' }, want: { payment: 'ended' } },
    { given: { AAC031: '4' }, want: { payment: 'unknown' } },
    { given: { AAC008: '2' }, want: { enrolment: 'ended' } },
    { given: { AAC008: '7' }, want: { enrolment: 'unknown' } },
    { given: { AAC158: '0' }, want: { assistanceRecipient: 'no' } },
    { given: { AAC158: 'toString' }, want: { assistanceRecipient: 'no-such-code' } },
    { given: { AAC158: '是' }, want: { assistanceRecipient: 'no-such-code' } },
    { given: { AAC158: ' ' }, want: { assistanceRecipient: 'unknown' } },
    { given: { AAC148: '2' }, want: { hardshipLabel: '特困人员', hardshipCategory: 'tekun' } },
    { given: { AAC148: '0' }, want: { hardshipLabel: '非困难人员', hardshipCategory: 'not-assisted' } },
    { given: { AAC148: '9' }, want: { hardshipLabel: '本地其他', hardshipCategory: 'unknown' } },
    { given: { AAC148: '5' }, want: { hardshipLabel: '5', hardshipCategory: 'unknown' } },
    { given: { AAC148: '低保' }, want: { hardshipLabel: '低保', hardshipCategory: 'unknown' } },
    { given: { AAC148: '' }, want: { hardshipLabel: null, hardshipCategory: 'unknown' } },
    { given: { AAE180: 0 }, want: { base: null } },
    { given: { AAE031: '20261031' }, want: { to: '2026-10-31' } },
    { given: { AAC030: '201507', AAE031: 202402 }, want: { from: '2015-07-01', to: '2024-02-29' } },
    { given: { AAE031: '999912' }, want: { to: '9999-12-31' } },
    { given: { AAE031: 99991231 }, want: { to: '9999-12-31' } },
  ])('$given is $want', ({ given, want }) => {
    expect(contentOf(participationOf(given))).toMatchObject(want);
  });

  test('a flag whose label has no meaning states something that nobody here can read', () => {
    const called: Dictionary = { version: '2', tables: { AAC158: { '1': '历史补录' } } };
    expect(contentOf(participationOf({ AAC158: '1' }, called))).toMatchObject({ assistanceRecipient: 'no-such-code' });
    expect(contentOf(participationOf({ AAC158: '1' }, { version: '3', tables: {} }))).toMatchObject({ assistanceRecipient: 'unknown' });
  });

  test('where the dictionary has no AAC148 the field means something else, and is not even looked at', () => {
    for (const AAC148 of ['1', 135.5, { 交通费: 1 }]) {
      expect(contentOf(participationOf({ AAC148 }, UNLABELLED))).toMatchObject({
        hardshipLabel: null,
        hardshipCategory: 'unknown',
        assistanceRecipient: 'yes',
        enrolment: 'unknown',
      });
    }
  });

  test('a copy that is not stated is not compared: name, birth date, employer', () => {
    expect(draftOf(participationOf({ AAC003: '', AAC006: 0, AAB004: null, BAB010: ' ' })).stated).toEqual({
      name: null,
      birthDate: null,
      employer: null,
    });
    expect(draftOf(participationOf({ AAC006: '198512', AAB004: '' })).stated).toMatchObject({
      birthDate: null,
      employer: { name: null, uscc: '91440300TEST00001X' },
    });
  });

  test.each([
    { given: { AAC030: '20150732' }, want: { reason: 'impossible-date', path: '/AAC030' } },
    { given: { AAC030: '201513' }, want: { reason: 'impossible-date', path: '/AAC030' } },
    { given: { AAE180: '四千' }, want: { reason: 'impossible-amount', path: '/AAE180' } },
    { given: { AAE140: ['110'] }, want: { reason: 'wrong-type', path: '/AAE140' } },
  ])('$given breaks the row: $want', ({ given, want }) => {
    expect(brokenOf(participationOf(given))).toMatchObject({ ...want, recordKey: 'C900000001', subject: '44030419851231002X' });
  });
});

describe('contributions', () => {
  const contributionsOf = (changes: object): Normalised => normaliseContributions({ ...contributions, ...changes });

  test('is read whole, what was paid by whom left out', () => {
    expect(draftOf(contributionsOf({}))).toEqual({
      dataset: 'contributions',
      recordKey: 'J900000001',
      subject: '44030419851231002X',
      changedAt: '2026-11-04T18:00:00.000Z',
      ended: false,
      content: { insurance: 'unemployment', month: '2026-10', base: 449_200, arrived: 'yes' },
      sealed: {},
      stated: { name: null, birthDate: null, employer: null },
      household: null,
    });
  });

  test.each([
    [0, 'no'],
    ['1', 'yes'],
    ['2', 'unknown'],
    [null, 'unknown'],
  ])('AAE132 %j: arrived %s', (AAE132, arrived) => {
    expect(contentOf(contributionsOf({ AAE132 }))).toMatchObject({ arrived });
  });

  test('a contribution of no month is of nothing: broken', () => {
    expect(brokenOf(contributionsOf({ AAE003: 0 }))).toMatchObject({ reason: 'missing-key', path: '/AAE003', recordKey: 'J900000001' });
    expect(brokenOf(contributionsOf({ AAE003: '202613' }))).toMatchObject({ reason: 'impossible-date', path: '/AAE003' });
  });
});

describe('unemployment', () => {
  test('is read whole', () => {
    expect(draftOf(unemploymentOf({}))).toMatchObject({
      dataset: 'unemployment',
      recordKey: 'S900000001',
      content: {
        unemployedOn: '2026-07-31',
        benefitFrom: '2026-08',
        benefitTo: '2027-01',
        monthsEntitled: 6,
        monthsTaken: 3,
        monthsLeft: 3,
        monthlyAmount: 226_800,
        paying: 'yes',
        valid: true,
      },
      stated: { name: '测试员甲', birthDate: null, employer: null },
    });
  });

  test.each([
    { given: { AAE100: 0 }, want: { valid: false } },
    { given: { AAE100: '' }, want: { valid: true } },
    { given: { AAE116: '2' }, want: { paying: 'no' } },
    { given: { AAE116: '8' }, want: { paying: 'unknown' } },
    { given: { AJC090: '202607' }, want: { unemployedOn: null } },
  ])('$given is $want', ({ given, want }) => {
    expect(contentOf(unemploymentOf(given))).toMatchObject(want);
  });

  test('without labels, whether it is paid is unknown', () => {
    expect(contentOf(unemploymentOf({}, UNLABELLED))).toMatchObject({ paying: 'unknown' });
  });

  test('neither valid nor cancelled is broken', () => {
    expect(brokenOf(unemploymentOf({ AAE100: '2' }))).toMatchObject({ reason: 'wrong-type', path: '/AAE100' });
  });

  test('half a month is no count', () => {
    expect(brokenOf(unemploymentOf({ AJC098: '2.5' }))).toMatchObject({ reason: 'wrong-type', path: '/AJC098' });
  });
});

describe('work injury', () => {
  test('is read whole', () => {
    expect(draftOf(workInjuryOf({}))).toMatchObject({
      dataset: 'work-injury',
      recordKey: 'G900000001',
      content: { injuredOn: '2026-03-14', recognised: 'yes', disabilityGrade: 7, valid: true },
      stated: { name: '测试员甲', birthDate: null, employer: null },
    });
  });

  test.each([
    { given: { ALC031: '2' }, want: { recognised: 'no' } },
    { given: { ALC031: '3' }, want: { recognised: 'unknown' } },
    { given: { ALA040: '10' }, want: { disabilityGrade: 10 } },
    { given: { ALA040: '7' }, want: { disabilityGrade: null } },
    { given: { ALA040: '99' }, want: { disabilityGrade: null } },
    { given: { AAE100: '0' }, want: { valid: false } },
  ])('$given is $want', ({ given, want }) => {
    expect(contentOf(workInjuryOf(given))).toMatchObject(want);
  });

  test('without labels neither grade nor recognition is guessed', () => {
    expect(contentOf(workInjuryOf({}, UNLABELLED))).toMatchObject({ recognised: 'unknown', disabilityGrade: null });
  });
});
