// Who is a member, and what they agreed to.

import { ASKED_NOW, NOT_FOUND, told, UNREAD } from '../expectations.ts';
import { type Situation, type Stories, TO_ALL } from './situation.ts';

/** Only civil affairs may be asked. */
const CIVIL_AFFAIRS_ALONE = told({ 'medical-insurance': 'unknown', 'employment-insurance': 'unknown', employer: 'unknown' });

export const consentSituations = ({ script }: Stories): readonly Situation[] => [
  {
    script: script('off-roster'),
    name: '余凯',
    offRoster: true,
    says: 'Everybody knows them, and they are no member.',
    cached: NOT_FOUND,
  },
  { script: script('no-consent', { agreement: null }), name: '杜娟', says: 'A member who agreed to nothing.', cached: NOT_FOUND },
  {
    script: script('consent-for-another-purpose', { agreement: { ...TO_ALL, purposes: ['exclusive-protection'] } }),
    name: '戴军',
    says: 'Agreed to exclusive protection alone, and is asked about for hardship screening.',
    cached: NOT_FOUND,
  },
  {
    script: script('consent-for-that-purpose', { agreement: { ...TO_ALL, purposes: ['exclusive-protection'] } }),
    name: '夏晓峰',
    ask: { purpose: 'exclusive-protection' },
    says: 'Agreed to exclusive protection alone, and is asked about for that.',
    cached: told(),
  },
  {
    script: script('consent-expired', { agreement: { ...TO_ALL, expired: true } }),
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
    script: script('consent-without-health', { agreement: { ...TO_ALL, includesHealth: false } }),
    name: '田磊',
    says: 'Agreed to everything but health: no check needs it.',
    cached: told(),
  },
  {
    script: script('consent-to-one-source', { agreement: { ...TO_ALL, sources: ['civil-affairs'] } }),
    name: '任丽萍',
    says: 'Agreed to civil affairs alone: the others are withheld, and what they would say is unknown.',
    cached: CIVIL_AFFAIRS_ALONE,
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
