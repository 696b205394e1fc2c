import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asker, createMessageIds, envelopeOf, nameOf, type Question } from '../../../connectors/medical-insurance/envelope.ts';
import { breachesOf } from './contract.ts';
import { ZHANG } from './people.ts';
import { SETTINGS } from './settings.ts';

const AT = Date.parse('2026-11-23T02:00:00Z');
const sending = { at: AT, messageId: 'H44030000001202611231000000001', signNo: 'SIGN-1' };
const registrations: Question = { infno: '5301B', place: '440300', input: { data: { psn_no_list: ['1'] } } };

describe('the envelope', () => {
  test('carries who asks, where, when and under which sign-in', () => {
    expect(envelopeOf(SETTINGS, registrations, sending)).toEqual({
      infno: '5301B',
      msgid: 'H44030000001202611231000000001',
      mdtrtarea_admvs: '440300',
      insuplc_admdvs: '440300',
      recer_sys_code: 'MBS_LOCAL',
      dev_no: '',
      dev_safe_info: '',
      cainfo: '',
      signtype: '',
      infver: 'V1.0',
      opter_type: '1',
      opter: '01',
      opter_name: '测试',
      inf_time: '2026-11-23 10:00:00',
      fixmedins_code: 'H44030000001',
      fixmedins_name: '测试机构',
      sign_no: 'SIGN-1',
      input: { data: { psn_no_list: ['1'] } },
    });
  });

  test.each([
    ['fixmedins_code', { fixmedinsCode: 'H440300000012' }],
    ['fixmedins_name', { fixmedinsName: '测'.repeat(201) }],
    ['mdtrtarea_admvs', { admdvs: '4403000' }],
    ['recer_sys_code', { recerSysCode: 'A'.repeat(11) }],
    ['opter', { opterNo: '0'.repeat(31) }],
    ['opter_name', { opterName: '测'.repeat(51) }],
  ])('a setting too long for %s is refused, not cut off', (field, setting) => {
    expect(() => envelopeOf({ ...SETTINGS, ...setting }, registrations, sending)).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'field-too-long', message: expect.stringContaining(field) }),
    );
  });

  test('a place, sign-in or input too long is refused as well', () => {
    expect(() => envelopeOf(SETTINGS, { ...registrations, place: '44030001' }, sending)).toThrow(/insuplc_admdvs/);
    expect(() => envelopeOf(SETTINGS, registrations, { ...sending, signNo: 'S'.repeat(31) })).toThrow(/sign_no/);
    expect(() => envelopeOf(SETTINGS, { infno: '5301B', input: { data: { psn_no_list: ['1'.repeat(40_000)] } } }, sending)).toThrow(
      /input/,
    );
  });

  test('whatever is configured, an envelope that is made keeps to the contract', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
    const askers: fc.Arbitrary<Asker> = fc.record({
      fixmedinsCode: text,
      fixmedinsName: text,
      admdvs: text,
      recerSysCode: text,
      opterNo: text,
      opterName: text,
    });
    const made = (asker: Asker): object | null => {
      try {
        return envelopeOf(asker, registrations, { ...sending, messageId: createMessageIds(asker.fixmedinsCode, '0000000a')(AT) });
      } catch {
        return null;
      }
    };
    fc.assert(
      fc.property(askers, (asker) => {
        const envelope = made(asker);
        if (envelope !== null) expect(breachesOf('RegistrationsRequest', envelope)).toEqual([]);
      }),
    );
  });
});

describe('message ids', () => {
  test('hold institution, second and a running number: 30 characters', () => {
    const messageIdAt = createMessageIds('H44030000001', '00000007-0000-4000-8000-000000000000');
    expect([messageIdAt(AT), messageIdAt(AT + 1000)]).toEqual(['H44030000001202611231000000007', 'H44030000001202611231000010008']);
  });

  test('do not repeat within ten thousand calls of one second', () => {
    const messageIdAt = createMessageIds('H44030000001', 'ffffffff-0000-4000-8000-000000000000');
    const ids = Array.from({ length: 10_000 }, () => messageIdAt(AT));
    expect(new Set(ids).size).toBe(10_000);
    expect(ids.every((id) => id.length === 30)).toBe(true);
  });
});

test('a name longer than the interface takes is shortened: they do not check it', () => {
  expect(nameOf({ ...ZHANG, name: '买买提·'.repeat(20) })).toHaveLength(50);
});
