/** The request envelope, field by field (domain.md §1.1). */
import { epochOf } from './calendar.ts';
import { isObject, type JsonObject } from './wire.ts';

const SKEW_MS = 180_000;

/** Longest text of each field, and whether it must be there. */
const FIELDS: Readonly<Record<string, { readonly longest: number; readonly required: boolean }>> = {
  infno: { longest: 6, required: true },
  msgid: { longest: 30, required: true },
  mdtrtarea_admvs: { longest: 6, required: true },
  insuplc_admdvs: { longest: 6, required: false },
  recer_sys_code: { longest: 10, required: true },
  dev_no: { longest: 100, required: false },
  dev_safe_info: { longest: 2_000, required: false },
  cainfo: { longest: 1_024, required: false },
  signtype: { longest: 10, required: false },
  infver: { longest: 6, required: true },
  opter_type: { longest: 3, required: true },
  opter: { longest: 30, required: true },
  opter_name: { longest: 50, required: true },
  inf_time: { longest: 19, required: true },
  fixmedins_code: { longest: 12, required: true },
  fixmedins_name: { longest: 20, required: true },
  sign_no: { longest: 30, required: false },
};

export const envelopeFaults = (
  envelope: JsonObject,
  { infno, fixmedinsCode }: { readonly infno: string; readonly fixmedinsCode: string },
): readonly string[] => {
  const fields = Object.entries(FIELDS).flatMap(([name, { longest, required }]) => {
    const value = envelope[name];
    if (value === undefined || value === null || value === '') return required ? [`${name} is missing`] : [];
    return typeof value === 'string' && value.length <= longest ? [] : [`${name} is not a text of at most ${longest}`];
  });
  const claims: Readonly<Record<string, boolean>> = {
    'infno is that of the path': envelope['infno'] === infno,
    'msgid is made of institution, time and serial number': isMsgId(String(envelope['msgid']), fixmedinsCode),
    'inf_time is a time within 180 s': Math.abs(epochOf(String(envelope['inf_time'])) - Date.now()) <= SKEW_MS,
    'infver is V1.0': envelope['infver'] === 'V1.0',
    'opter_type is 1, 2 or 3': ['1', '2', '3'].includes(String(envelope['opter_type'])),
    'mdtrtarea is spelt without the second d': !('mdtrtarea_admdvs' in envelope),
    'input is an object': isObject(envelope['input']),
    'input is at most 40000 characters': JSON.stringify(envelope['input'] ?? null).length <= 40_000,
  };
  return [
    ...fields,
    ...Object.keys(claims)
      .filter((claim) => claims[claim] === false)
      .map((claim) => `it is not so that ${claim}`),
  ];
};

const isMsgId = (msgid: string, fixmedinsCode: string): boolean => {
  const [, institution, year, month, day, hour, minute, second] =
    /^(.{12})(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d{4}$/.exec(msgid) ?? [];
  const sentAt = epochOf(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
  return institution === fixmedinsCode && Math.abs(sentAt - Date.now()) <= SKEW_MS;
};
