/** Synthetic persons; their numbers have correct check characters and belong to nobody. */
import type { IdNumber } from '../../../src/domain/id-number.ts';
import { parseIdNumber } from '../../../src/domain/id-number.ts';
import type { Dictionary, InsuredSubject, Subject } from '../../../src/upstream/connector.ts';

export const idOf = (text: string): IdNumber => {
  const parsed = parseIdNumber(text);
  if (!parsed.ok) throw new Error(`not an identity number: ${parsed.fault}`);
  return parsed.value;
};

const resident = (number: string, name: string): Subject => ({ idNumber: idOf(number), idType: 'resident-id', name });

export const ZHANG: InsuredSubject = { ...resident('440305199001010018', '张三'), personNo: '44030000000000000001', place: '440300' };
/** What JSON parsing leaves of a number that was not written as text: other digits. */
export const LOST_DIGITS = Number('440305199001010018');
/** Known to the authority by a number of 15 digits. */
export const LI: InsuredSubject = { ...resident('440524198001010013', '李四'), personNo: '00440000000000000002', place: '440300' };
export const WANG = resident('44030419851231002X', '王五');
export const ZHAO = resident('11010519491231002X', '赵六');
export const OF_HONG_KONG: Subject = { idNumber: idOf('810000199001010019'), idType: 'hmt-residence-permit', name: '陈一' };
export const OF_TAIWAN: Subject = { idNumber: idOf('830000199001010012'), idType: 'hmt-residence-permit', name: '林二' };
export const FOREIGNER: Subject = { idNumber: idOf('932682198501010017'), idType: 'foreign-pr', name: 'TEST PERSON' };

export const LABELS: Dictionary = {
  version: 'test',
  tables: {
    psn_idet_type: { '21': '城乡低保对象', '22': '特困人员', '23': '医疗救助人员', '88': '本市特殊群体' },
    psn_cert_type: { '01': '居民身份证（户口簿）', '04': '港澳居民来往内地通行证', '06': '外国人永久居留身份证', '08': '港澳台居民居住证' },
  },
};
