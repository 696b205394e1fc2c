// Who is insured, by whom employed, and whom no register knows.

import { monthOf } from '../../shanghai-time.ts';
import { employerOf } from '../employers.ts';
import { all, told } from '../expectations.ts';
import { issueUscc } from '../identity-numbers.ts';
import { NO_EMPLOYMENT } from '../script.ts';
import { EMPLOYER, type Situation, type Stories, WITNESSES } from './situation.ts';

export const insuranceSituations = ({ anchor, works, worked, script }: Stories): readonly Situation[] => [
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
