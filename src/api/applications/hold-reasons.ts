/** Why an application is held, was refused or withdrawn, in words. */
import { hold } from '../../pipeline/4-screen/holds.ts';
import type { Bilingual, HoldCode } from '../../pipeline/4-screen/types.ts';
import type { components } from '../contract.ts';

/** Beside the holds of screening, which have words of their own. */
const OF_DELIVERY: Readonly<Record<string, Bilingual>> = {
  'evidence-corrected': {
    zh: '申请所依据的记录已更正或不再存在；尚无人决定的申请予以撤回。',
    en: 'The records it rested on were corrected or are gone: it is withdrawn where nobody has decided yet.',
  },
  'not-permitted': {
    zh: '相关数据不再获准使用；尚无人决定的申请予以撤回。',
    en: 'The data it rested on may no longer be used: it is withdrawn where nobody has decided yet.',
  },
  'unknown-member': {
    zh: '工会帮尚无该会员，待对方有记录后再推送。',
    en: 'The aid system does not know the member yet: sent once it does.',
  },
  'fields-refused': { zh: '工会帮认为部分字段有误，未接收。', en: 'The aid system found fields at fault and did not take it.' },
  'version-conflict': {
    zh: '工会帮所存版本与本系统不符，需人工处理。',
    en: 'The aid system holds another version than it says: a person has to look.',
  },
  'decided-before': {
    zh: '较早的版本已有决定或已过期，不再变更。',
    en: 'An earlier version was decided on or has expired: it is left as it is.',
  },
};

const CODE = /^[a-z][a-z-]{0,63}$/;
/** A process of a version before 2026-11-29 may still write the aid system's own words, which may name the person: only places are taken from them. */
const POINTER = /^(?:\/[A-Za-z][A-Za-z0-9]{0,40}|\/[0-9]{1,3})+$/;

/** `code,code`, or `code: /place /place`; null: nothing stands against it. */
export const holdReasonsOf = (kept: string | null): components['schemas']['HoldReason'][] => {
  if (kept === null) return [];
  const [codes = '', ...named] = kept.split(':');
  const fields = named
    .join(':')
    .split(/\s+/)
    .filter((word) => POINTER.test(word));
  return codes
    .split(',')
    .filter((code) => CODE.test(code))
    .map((code) => ({ code, text: wordsOf(code), fields }));
};

/** A code that is none of ours any more is told as it is. */
const wordsOf = (code: string): Bilingual =>
  OF_DELIVERY[code] ?? (hold(code as HoldCode).text as Bilingual | undefined) ?? { zh: `原因代码 ${code}`, en: `Reason ${code}` };
