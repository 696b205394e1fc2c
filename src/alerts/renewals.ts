/** What ends on a day unless somebody renews it, in words. */
import type { Bilingual } from '../domain/bilingual.ts';
import type { Facts } from './alert.ts';

/** When it ends, or has ended. */
export const whenZh = ({ lastDay, left }: Facts): string =>
  Number(left) < 0 ? `已于 ${lastDay} 到期` : `将于 ${lastDay} 到期（还有 ${left} 天）`;
export const whenEn = ({ lastDay, left }: Facts): string =>
  Number(left) < 0 ? `ended on ${lastDay}` : `ends on ${lastDay} (${left} days left)`;

/** What they are called, by kind. */
export const ENDING_THINGS: Readonly<Record<string, Bilingual>> = {
  'written-basis': { zh: '书面依据', en: 'written basis' },
  certificate: { zh: '服务端证书', en: 'certificate' },
  authority: { zh: '根证书', en: 'trusted authority' },
  'rule-set': { zh: '规则集', en: 'rule set' },
  threshold: { zh: '标准', en: 'threshold' },
  approval: { zh: '批准', en: 'approval' },
  key: { zh: '密钥', en: 'key' },
};

/** What to do about each before its last day, and what comes of it otherwise. */
export const RENEWALS: Readonly<Record<string, Bilingual>> = {
  'written-basis': {
    zh: '取得续期文件并写入书面依据文件；到期后该数据集对未逐人授权的会员不再使用。',
    en: 'Obtain its renewal and enter it in the file of written bases; afterwards the dataset is withheld for members who did not consent themselves.',
  },
  certificate: {
    zh: '换发证书并更新 HUZHENG_TLS_CERTIFICATE；到期后无法连接。',
    en: 'Have it renewed and set HUZHENG_TLS_CERTIFICATE; afterwards nobody can connect.',
  },
  authority: {
    zh: '向对方索取新的根证书并更新文件；到期后无法连接。',
    en: 'Ask for the new one and replace the file; afterwards connections are refused.',
  },
  'rule-set': {
    zh: '校验并启用新的规则集；到期后夜间批次不能启动。',
    en: 'Check and activate another rule set; afterwards no night can begin.',
  },
  threshold: {
    zh: '在规则集中补充新标准及其文件并启用；到期后相关条件无法判断。',
    en: 'Add its new value and document to the rule set and activate it; afterwards nothing is judged by it.',
  },
  approval: { zh: '办理续批，并在 HUZHENG_ALERTS 中更新日期。', en: 'Have it renewed and correct its day in HUZHENG_ALERTS.' },
  key: {
    zh: '申领新密钥、替换，并在 HUZHENG_ALERTS 中更新日期。',
    en: 'Have a new one issued, replace it, and correct its day in HUZHENG_ALERTS.',
  },
};
