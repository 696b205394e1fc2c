// The request envelope (domain.md §1.1): what must be there, and how long it may be.

import type { Credentials } from '../credentials.ts';
import { isObject, type JsonObject } from '../http/exchange.ts';
import { parseStamp } from '../shanghai-time.ts';

const REQUIRED: Readonly<Record<string, number>> = {
  infno: 6,
  msgid: 30,
  mdtrtarea_admvs: 6,
  recer_sys_code: 10,
  infver: 6,
  opter_type: 3,
  opter: 30,
  opter_name: 50,
  inf_time: 19,
  fixmedins_code: 12,
  fixmedins_name: 200,
};
const OPTIONAL: Readonly<Record<string, number>> = {
  insuplc_admdvs: 6,
  dev_no: 100,
  dev_safe_info: 2000,
  cainfo: 1024,
  signtype: 10,
  sign_no: 30,
};

const faultOfField = (envelope: JsonObject, field: string, length: number, required: boolean): string | undefined => {
  const value = envelope[field];
  if (value === undefined || value === null || value === '') return required ? `入参 ${field} 不能为空` : undefined;
  if (typeof value !== 'string') return `入参 ${field} 应为字符串`;
  return [...value].length > length ? `入参 ${field} 长度不得超过 ${length}` : undefined;
};

const faultOfValues = (envelope: JsonObject, medical: Credentials['medicalInsurance']): string | undefined => {
  const { msgid, infver, opter_type, inf_time, fixmedins_code, mdtrtarea_admvs, recer_sys_code } = envelope;
  if (fixmedins_code !== medical.institution) return 'fixmedins_code 无效';
  if (!String(msgid).startsWith(medical.institution) || !/^\d{18}$/.test(String(msgid).slice(12)))
    return 'msgid 应为机构编号、时间、顺序号共 30 位';
  if (mdtrtarea_admvs !== medical.region) return 'mdtrtarea_admvs 无效';
  if (recer_sys_code !== medical.receiver) return 'recer_sys_code 无效';
  if (infver !== 'V1.0') return 'infver 应为 V1.0';
  if (!['1', '2', '3'].includes(String(opter_type))) return 'opter_type 无效';
  return parseStamp(String(inf_time)) === undefined ? 'inf_time 格式应为 yyyy-MM-dd HH:mm:ss' : undefined;
};

/** What is wrong with the envelope of a call to `infno`; undefined if nothing is. */
export const faultOfEnvelope = (envelope: JsonObject, infno: string, medical: Credentials['medicalInsurance']): string | undefined => {
  const field =
    (required: boolean) =>
    ([name, length]: [string, number]) =>
      faultOfField(envelope, name, length, required);
  const [missing] = [...Object.entries(REQUIRED).map(field(true)), ...Object.entries(OPTIONAL).map(field(false))].filter(
    (fault) => fault !== undefined,
  );
  if (missing !== undefined) return missing;
  if (envelope['infno'] !== infno) return 'infno 与路径不符';
  return isObject(envelope['input']) ? faultOfValues(envelope, medical) : '入参 input 不能为空';
};
