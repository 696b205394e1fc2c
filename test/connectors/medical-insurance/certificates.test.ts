import { expect, test } from 'vitest';
import { certificateTypeOf } from '../../../connectors/medical-insurance/certificates.ts';
import type { Dictionary } from '../../../src/upstream/connector.ts';
import { FOREIGNER, LABELS, OF_HONG_KONG, OF_TAIWAN, ZHANG } from './people.ts';

const labelled = (psn_cert_type: Record<string, string>): Dictionary => ({ version: 'test', tables: { psn_cert_type } });
const NONE = labelled({});

test.each([
  { who: 'a resident, whatever the table says', subject: ZHANG, dictionary: NONE, want: '01' },
  { who: 'a resident of Hong Kong', subject: OF_HONG_KONG, dictionary: LABELS, want: '08' },
  { who: 'a resident of Taiwan', subject: OF_TAIWAN, dictionary: LABELS, want: '08' },
  {
    who: 'a resident of Hong Kong, where permits are told apart',
    subject: OF_HONG_KONG,
    dictionary: labelled({ '17': '港澳居民居住证', '18': '台湾居民居住证' }),
    want: '17',
  },
  {
    who: 'a resident of Taiwan, where permits are told apart',
    subject: OF_TAIWAN,
    dictionary: labelled({ '17': '港澳居民居住证', '18': '台湾居民居住证' }),
    want: '18',
  },
  { who: 'a foreigner', subject: FOREIGNER, dictionary: LABELS, want: '06' },
  { who: 'a foreigner, under the older name', subject: FOREIGNER, dictionary: labelled({ F: ' 外国人永久居留证 ' }), want: 'F' },
  { who: 'a foreigner where the table knows only passports', subject: FOREIGNER, dictionary: labelled({ '07': '护照' }), want: null },
  {
    who: 'a resident of Hong Kong where it knows only travel permits',
    subject: OF_HONG_KONG,
    dictionary: labelled({ '04': '港澳居民来往内地通行证' }),
    want: null,
  },
  { who: 'a foreigner where there is no table', subject: FOREIGNER, dictionary: { version: 'none', tables: {} }, want: null },
])('$who is asked about under $want', ({ subject, dictionary, want }) => {
  expect(certificateTypeOf(subject, dictionary)).toBe(want);
});
