// Who receives social assistance, and who says so.

import { told } from '../expectations.ts';
import { everywhere, type Situation, type Stories } from './situation.ts';

export const assistanceSituations = ({ anchor, granted, script }: Stories): readonly Situation[] => [
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
    says: 'An identity code that is in no dictionary: unknown, never a guess, and never “not poor” because civil affairs is silent.',
    cached: told({ 'assistance-status': 'unknown' }),
  },
];
