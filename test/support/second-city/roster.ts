/** The union's roster as the aid system keeps it: who is a member, what each has agreed to, and what changes on the second night. */
import type { Calendar } from './calendar.ts';
import { asNumber, lower, old, person, plain, spaced, wide } from './people.ts';
import { type Json, type JsonObject, isObject } from './wire.ts';

export type Purpose = 'hardship-screening' | 'mutual-aid-claim' | 'exclusive-protection';
export type Authority = 'civil-affairs' | 'medical-insurance' | 'social-security';

interface Consent extends JsonObject {
  readonly purpose: Purpose;
  readonly sources: readonly Authority[];
  readonly includesHealth: boolean;
  readonly grantedAt: string;
  readonly expiresAt: string | null;
}

export interface Membership {
  readonly code: string;
  readonly memberId: string;
  readonly hasLeft: boolean;
  readonly consents: readonly Consent[];
}

/** One item of the change feed, and what the city itself knows by it. */
export interface RosterItem {
  readonly item: JsonObject;
  readonly membership: Membership;
}

export const JIAMU = { name: '嘉木科技（第二市）有限公司', uscc: '91440300MA5TC0001Y' };
export const HAICHAO = { name: '第二市海潮物流有限公司', uscc: '91440300MA5TC0002W' };

const ALL: readonly Authority[] = ['civil-affairs', 'medical-insurance', 'social-security'];

/** With the outline of a consent, whose gaps are the usual: every source, health included, without end. */
const consentsOf = (calendar: Calendar) => {
  const consent = (purpose: Purpose, terms: Partial<Consent> = {}): Consent => ({
    purpose,
    sources: ALL,
    includesHealth: true,
    grantedAt: `${calendar.day(-200)}T09:30:00+08:00`,
    expiresAt: null,
    ...terms,
  });
  const everything = [
    consent('hardship-screening'),
    consent('mutual-aid-claim', { grantedAt: `${calendar.day(-190)}T01:30:00.250Z` }),
    consent('exclusive-protection', { expiresAt: `${calendar.day(300)}T00:00:00+08:00` }),
  ];
  return { consent, everything };
};

const memberIdOf = (code: string): string => `第二市/${code.slice(1)}`;

const itemOf = (code: string, traits: JsonObject): JsonObject => {
  const { name, id } = person(code);
  return {
    memberId: memberIdOf(code),
    idType: 'resident-id',
    idNumber: id,
    name,
    mobile: null,
    district: '城西区',
    employer: JIAMU,
    employmentForm: 'standard',
    joinedOn: '2018-03-01',
    cardColour: 'red',
    ...traits,
  };
};

const membershipOf = (code: string, item: JsonObject, consents: readonly Consent[]): Membership => ({
  code,
  memberId: memberIdOf(code),
  hasLeft: typeof item['leftOn'] === 'string' && item['leftOn'] !== '',
  consents,
});

/** What is not stated is left out, empty or null, by turns. */
const unstated = (turn: number): JsonObject => [{}, { leftOn: '', mutualAid: null, household: null }, { leftOn: null, aidFile: null, mobile: '' }][turn % 3] ?? {};

type Entry = readonly [code: string, traits: JsonObject, consents?: readonly Consent[]];

const itemsFrom = (entries: readonly Entry[], everything: readonly Consent[]): readonly RosterItem[] =>
  entries.map(([code, traits, consents = everything], turn) => {
    const stated: Json = consents.length === 0 ? null : consents;
    const item = { ...unstated(turn), ...itemOf(code, traits), consents: isObject(traits['only']) ? null : stated };
    return { item, membership: membershipOf(code, item, consents) };
  });
