// Transaction 1901: the region's code tables, one of which has a code nobody lists (an unknown code is unknown).

import type { IdType } from '../city/identity-numbers.ts';
import type { AssistanceCategory } from '../city/script.ts';
import type { Row } from '../quirks.ts';

export const IDENTITY_CODES: Record<AssistanceCategory, string> = { dibao: '7019', tekun: '7131', margin: '7201', rigid: '7206' };
export const DISABLED_CODE = '7069';
/** In people's records, in no dictionary. */
export const UNLISTED_CODE = '7999';
export const CERTIFICATE_CODES: Record<IdType, string> = { 'resident-id': '01', 'hmt-residence-permit': '08', 'foreign-pr': '06' };

const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  psn_idet_type: {
    [IDENTITY_CODES.tekun]: '特困',
    [IDENTITY_CODES.dibao]: '低保',
    [IDENTITY_CODES.margin]: '低保边缘',
    [IDENTITY_CODES.rigid]: '刚性支出困难',
    7202: '返贫致贫',
    7205: '突发严重困难户',
    7110: '因病致贫家庭重病患者',
    [DISABLED_CODE]: '重度残疾',
    7041: '城乡孤儿',
    7052: '在乡重点优抚',
  },
  psn_cert_type: {
    '01': '居民身份证',
    '06': '外国人永久居留身份证',
    '07': '护照',
    '08': '港澳台居民居住证',
    99: '其他',
  },
  insutype: { 310: '职工基本医疗保险', 390: '城乡居民基本医疗保险' },
  psn_insu_stas: { 0: '未参保', 1: '正常参保', 2: '暂停参保', 4: '终止参保' },
  med_type: { 11: '普通门诊', 13: '急诊', 14: '门诊慢特病', 21: '普通住院' },
};
/** Labels that no longer hold (valiFlag 0). */
const RETIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = { psn_idet_type: { 7018: '低保户' } };

const row =
  (type: string, valiFlag: string) =>
  ([value, label]: [string, string]): Row => ({
    type,
    label,
    value,
    parentValue: '',
    valiFlag,
    createDate: '2022-01-01 00:00:00',
    version: 'V1.0',
  });

export const dictionaryRows = (type: string): Row[] => [
  ...Object.entries(TABLES[type] ?? {}).map(row(type, '1')),
  ...Object.entries(RETIRED[type] ?? {}).map(row(type, '0')),
];
