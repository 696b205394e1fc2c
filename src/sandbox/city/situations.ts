// The test persons, and what whoever verifies one of them is to be told: every result of every check, and every outcome, that can be brought about
// from outside. What a test person is told follows from interfaces.md and the public contract, never from anybody's code.

import { type Day, monthOf } from '../shanghai-time.ts';
import { employerOf } from './employers.ts';
import { ASKED_NOW, all, type Check, type Expectation, NOT_FOUND, SOMEBODY_ELSE, told, UNREAD } from './expectations.ts';
import { issueUscc } from './identity-numbers.ts';
import {
  type Agreement,
  type Assistance,
  type AssistanceCategory,
  type Employment,
  NO_EMPLOYMENT,
  type Purpose,
  type Script,
  type Witness,
} from './script.ts';
import type { Plan } from './test-persons.ts';

export interface Situation extends Plan {
  /** What is special about them, for readers. */
  readonly says: string;
  /** How they are asked about, where that is not by their own number and name, in everything, for hardship screening. */
  readonly ask?: { readonly name?: string; readonly fifteenDigits?: true; readonly purpose?: Purpose; readonly checks?: readonly Check[] };
  /** From what a night has read. */
  readonly cached: Expectation;
  /** From the authorities, where that differs. */
  readonly live?: Expectation;
}

const WITNESSES: readonly Witness[] = ['civil-affairs', 'medical-insurance', 'social-security'];
const EMPLOYER = 10;
const TO_ALL: Agreement = {
  purposes: ['hardship-screening', 'mutual-aid-claim', 'exclusive-protection'],
  sources: WITNESSES,
  includesHealth: true,
};

const everywhere = <T>(value: T): Readonly<Record<Witness, T>> => ({
  'civil-affairs': value,
  'medical-insurance': value,
  'social-security': value,
});

/** Everything is dated from the first day of the quarter, as the city's own stories are. */
export const situationsOf = (anchor: Day): readonly Situation[] => {
  const works: Employment = {
    cover: 'full',
    posts: [{ employer: EMPLOYER, from: anchor - 900, until: null, leaves: 'ended' }],
    lastPaidMonth: null,
  };
  const worked = (leaves: 'paused' | 'ended', until: Day): Employment => ({
    cover: 'full',
    posts: [{ employer: EMPLOYER, from: anchor - 900, until, leaves }],
    lastPaidMonth: monthOf(until),
  });
  const granted = (category: AssistanceCategory, until: Day | null = null): Assistance => ({ category, from: anchor - 400, until });
  const script = (situation: string, traits: Partial<Script> = {}): Script => ({
    situation,
    employment: works,
    agreement: TO_ALL,
    ...traits,
  });
  const agreement = (traits: Partial<Agreement>): Agreement => ({ ...TO_ALL, ...traits });

  const names: readonly Situation[] = [
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

  const assistance: readonly Situation[] = [
    {
      script: script('on-assistance', { assistance: everywhere(granted('dibao')) }),
      name: '罗红梅',
      inHardship: true,
      says: '低保 at all three: everything asked is so.',
      cached: told({ 'assistance-status': 'match' }, 'match'),
    },
    {
      script: script('on-assistance-at-civil-affairs-alone', { assistance: { 'civil-affairs': granted('margin') } }),
      name: '梁永福',
      inHardship: true,
      says: '低保边缘 at civil affairs; the others are silent.',
      cached: told({ 'assistance-status': 'match' }, 'match'),
    },
    {
      script: script('assistance-ended', { assistance: { 'civil-affairs': granted('dibao', anchor - 60) } }),
      name: '宋建平',
      says: '低保 that was stopped two months before the quarter.',
      cached: told({ 'assistance-status': 'mismatch' }),
    },
    {
      script: script('assistance-of-an-unnamed-kind', { identityCode: '7110' }),
      name: '郑秀英',
      says: 'Treated by medical insurance as ill and poor, which names no class of assistance.',
      cached: told({ 'assistance-status': 'similar' }),
    },
    {
      script: script('assistance-of-two-classes', {
        assistance: { 'civil-affairs': granted('dibao'), 'medical-insurance': granted('tekun') },
      }),
      name: '谢海涛',
      inHardship: true,
      says: '低保 at one, 特困 at another: classes that exclude each other.',
      cached: told({ 'assistance-status': 'unknown' }),
    },
    {
      script: script('identity-without-meaning', { identityCode: '7999' }),
      name: '唐丽娟',
      says: 'An identity code that is in no dictionary: unknown, never a guess; civil affairs’ silence decides.',
      cached: told(),
    },
  ];

  const insurances: readonly Situation[] = [
    {
      script: script('insured'),
      name: '许文彬',
      says: 'Works and is insured; receives nothing.',
      cached: told(),
    },
    {
      script: script('asked-in-part'),
      name: '韩雪',
      ask: { checks: ['living', 'medical-insurance'] },
      says: 'Two checks asked: the others are not-asked.',
      cached: { outcome: 'match', checks: { ...all('not-asked'), living: 'match', 'medical-insurance': 'match' } },
    },
    {
      script: script('insurance-paused', { employment: worked('paused', anchor - 60) }),
      name: '冯志勇',
      says: 'Dismissed: medical insurance paused, nothing paid.',
      cached: told({ 'medical-insurance': 'mismatch', 'employment-insurance': 'mismatch', employer: 'not-held' }),
    },
    {
      script: script('left-the-employer', { employment: worked('ended', anchor - 100) }),
      name: '曹玉兰',
      says: 'Left the employer: employment insurance ended.',
      cached: told({ 'medical-insurance': 'mismatch', 'employment-insurance': 'mismatch', employer: 'not-held' }),
    },
    {
      script: script('contributions-stopped', { employment: { ...works, lastPaidMonth: monthOf(anchor) - 5 } }),
      name: '彭刚',
      says: 'Registered as paying, and nothing has arrived for months.',
      cached: told({ 'employment-insurance': 'similar' }),
      // The live check states no month that can be relied on; what the night read of contributions stands.
    },
    {
      script: script('resident-insurance', { employment: NO_EMPLOYMENT, residentCover: true }),
      name: '曾桂芳',
      says: 'Insured as a resident; has never worked.',
      cached: told({ 'employment-insurance': 'not-held', employer: 'not-held' }),
    },
    {
      script: script('unknown-to-medical-insurance', { employment: { ...works, cover: 'pension-only' }, unknownTo: ['medical-insurance'] }),
      name: '肖国强',
      says: 'Pays pension insurance; medical insurance knows no such person.',
      cached: told({ 'medical-insurance': 'not-held' }),
    },
    {
      script: script('unknown-everywhere', { employment: NO_EMPLOYMENT, unknownTo: WITNESSES }),
      name: '田欣怡',
      says: 'No register knows them; the death register’s silence says that they live.',
      cached: told({ identity: 'not-held', 'medical-insurance': 'not-held', 'employment-insurance': 'not-held', employer: 'not-held' }),
    },
    {
      script: script('unknown-everywhere-asked-in-part', { employment: NO_EMPLOYMENT, unknownTo: WITNESSES }),
      name: '董宇航',
      ask: { checks: ['identity', 'medical-insurance'] },
      says: 'No register knows them, and nothing else is asked.',
      cached: { outcome: 'not-found', checks: { ...all('not-asked'), identity: 'not-held', 'medical-insurance': 'not-held' } },
    },
    {
      script: script('employer-branch', { rosterEmployer: { name: `${employerOf(EMPLOYER).name}龙岗分公司`, uscc: issueUscc(990_001) } }),
      name: '潘晓明',
      says: 'The roster names the branch, the registers its head office.',
      cached: told({ employer: 'similar' }),
    },
    {
      script: script('another-employer', { rosterEmployer: { name: '深圳市试验第一百货有限公司', uscc: issueUscc(990_002) } }),
      name: '袁婷',
      says: 'The registers name another employer than the roster.',
      cached: told({ employer: 'mismatch' }),
    },
  ];

  const diedOn = anchor - 100;
  const deaths: readonly Situation[] = [
    {
      script: script('dead', { death: { on: diedOn, noticed: 'everywhere', paidMonthsAfter: 0 }, employment: worked('ended', diedOn) }),
      name: '于德海',
      says: 'Died, and every register noticed.',
      cached: told({ living: 'mismatch', 'medical-insurance': 'mismatch', 'employment-insurance': 'mismatch', employer: 'not-held' }),
    },
    {
      script: script('paid-after-death', { death: { on: diedOn, noticed: 'paid-after', paidMonthsAfter: 3 } }),
      name: '蒋福生',
      says: 'In the death register, and contributions go on: only a person can decide.',
      cached: told({ living: 'unknown' }),
    },
  ];

  const civilAffairsOnly = told({ 'medical-insurance': 'unknown', 'employment-insurance': 'unknown', employer: 'unknown' });
  const consents: readonly Situation[] = [
    {
      script: script('off-roster'),
      name: '余凯',
      offRoster: true,
      says: 'Everybody knows them, and they are no member.',
      cached: NOT_FOUND,
    },
    { script: script('no-consent', { agreement: null }), name: '杜娟', says: 'A member who agreed to nothing.', cached: NOT_FOUND },
    {
      script: script('consent-for-another-purpose', { agreement: agreement({ purposes: ['exclusive-protection'] }) }),
      name: '戴军',
      says: 'Agreed to exclusive protection alone, and is asked about for hardship screening.',
      cached: NOT_FOUND,
    },
    {
      script: script('consent-for-that-purpose', { agreement: agreement({ purposes: ['exclusive-protection'] }) }),
      name: '夏晓峰',
      ask: { purpose: 'exclusive-protection' },
      says: 'Agreed to exclusive protection alone, and is asked about for that.',
      cached: told(),
    },
    {
      script: script('consent-expired', { agreement: agreement({ expired: true }) }),
      name: '钟慧',
      says: 'What they agreed to has expired.',
      cached: NOT_FOUND,
    },
    {
      script: script('left-the-union', { leftUnion: true }),
      name: '汪洋',
      says: 'Was a member.',
      cached: NOT_FOUND,
    },
    {
      script: script('consent-without-health', { agreement: agreement({ includesHealth: false }) }),
      name: '田磊',
      says: 'Agreed to everything but health: no check needs it.',
      cached: told(),
    },
    {
      script: script('consent-to-one-source', { agreement: agreement({ sources: ['civil-affairs'] }) }),
      name: '任丽萍',
      says: 'Agreed to civil affairs alone: the others are withheld, and what they would say is unknown.',
      cached: civilAffairsOnly,
    },
    {
      script: script('newly-consenting', { agreement: null, agreesLater: TO_ALL }),
      name: '姜文静',
      says: 'Ticks the consent after the roster was read (POST /sandbox/roster-changes): counts, and has still to be read; live, the authorities answer.',
      cached: UNREAD,
      live: ASKED_NOW,
    },
    {
      script: script('newly-joined', { joinsLater: true }),
      name: '范志远',
      says: 'Joins after the roster was read (POST /sandbox/roster-changes).',
      cached: UNREAD,
      live: ASKED_NOW,
    },
  ];
  return [...names, ...assistance, ...insurances, ...deaths, ...consents];
};
