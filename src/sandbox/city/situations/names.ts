// How name and number are written: by the caller, on the roster, and in the registers.

import { SOMEBODY_ELSE, told } from '../expectations.ts';
import { everywhere, type Situation, type Stories } from './situation.ts';

export const nameSituations = ({ script }: Stories): readonly Situation[] => [
  {
    script: script('middle-dot', {
      names: { 'civil-affairs': '阿依古丽•卡德尔', 'medical-insurance': '阿依古丽．卡德尔', 'social-security': '阿依古丽・卡德尔' },
    }),
    name: '阿依古丽·卡德尔',
    ask: { name: '阿依古丽•卡德尔' },
    says: 'Every register writes another middle dot.',
    cached: told(),
  },
  {
    script: script('full-width'),
    name: 'TANAKA HARUTO',
    idType: 'foreign-pr',
    ask: { name: 'Ｔａｎａｋａ　Ｈａｒｕｔｏ' },
    says: 'A permanent-resident card; the caller writes full-width letters.',
    cached: told(),
  },
  {
    script: script('traditional', { names: { 'medical-insurance': '陈国伟', 'social-security': '陈国伟' } }),
    name: '陳國偉',
    idType: 'hmt-residence-permit',
    prefix: '810000',
    ask: { name: '陈国伟' },
    says: 'A residence permit of Hong Kong (81); the roster writes traditional characters.',
    cached: told(),
  },
  {
    script: script('permit-82'),
    name: '黄丽华',
    idType: 'hmt-residence-permit',
    prefix: '820000',
    says: 'A residence permit of Macau (82).',
    cached: told(),
  },
  {
    script: script('permit-83'),
    name: '林志强',
    idType: 'hmt-residence-permit',
    prefix: '830000',
    ask: { name: '林志強' },
    says: 'A residence permit of Taiwan (83); the caller writes traditional characters.',
    cached: told(),
  },
  {
    script: script('variant-character'),
    name: '吕静',
    ask: { name: '呂靜' },
    says: 'The caller writes variant characters.',
    cached: told(),
  },
  {
    script: script('asked-by-a-homophone'),
    name: '张伟',
    ask: { name: '张玮' },
    says: 'The caller’s name only sounds the same: at most similar.',
    cached: told({ identity: 'similar' }),
  },
  {
    script: script('registered-under-a-homophone', { names: everywhere('李敏婧') }),
    name: '李敏静',
    says: 'All registers write a name that only sounds the same.',
    cached: told({ identity: 'similar' }),
  },
  {
    script: script('asked-by-another-name'),
    name: '王建国',
    ask: { name: '赵小兰' },
    says: 'The caller gives the name of somebody else, and is told nothing more.',
    cached: SOMEBODY_ELSE,
  },
  {
    script: script('registered-under-another-name', { names: everywhere('孙大勇') }),
    name: '周明辉',
    says: 'All registers know the number under another name.',
    cached: SOMEBODY_ELSE,
  },
  {
    script: script('registers-disagree-on-the-name', { names: { 'social-security': '何晓燕' } }),
    name: '郭永刚',
    says: 'One register knows the number under another name: nobody is told a mismatch that another source denies.',
    cached: told({ identity: 'unknown' }),
  },
  {
    script: script('fifteen-digits'),
    name: '高志文',
    ask: { fifteenDigits: true },
    says: 'Asked about by the old number of 15 digits.',
    cached: told(),
  },
];
