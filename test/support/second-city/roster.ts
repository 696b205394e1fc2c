/** The union's roster as the aid system keeps it: who is a member, what each has agreed to, and what the second night brings. */
import type { Calendar } from './calendar.ts';
import { asNumber, lower, old, person, spaced, wide } from './people.ts';
import type { Json, JsonObject } from './wire.ts';

export type Purpose = 'hardship-screening' | 'mutual-aid-claim' | 'exclusive-protection';
export type Authority = 'civil-affairs' | 'medical-insurance' | 'social-security';

export interface Consent {
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

type Entry = readonly [code: string, traits: JsonObject, consents?: readonly Consent[]];

export const JIAMU = { name: '嘉木科技（第二市）有限公司', uscc: '91440300MA5TC0001K' };
export const HAICHAO = { name: '第二市海潮物流有限公司', uscc: '91440300MA5TC0002N' };

/** A member id need not be an ASCII word. */
export const memberIdOf = (code: string): string => `第二市/${code}`;

const EVERY_AUTHORITY: readonly Authority[] = ['civil-affairs', 'medical-insurance', 'social-security'];

const consentIn =
  (calendar: Calendar) =>
  (purpose: Purpose, terms: Partial<Consent> = {}): Consent => ({
    purpose,
    sources: EVERY_AUTHORITY,
    includesHealth: true,
    grantedAt: `${calendar.day(-200)}T09:30:00+08:00`,
    expiresAt: null,
    ...terms,
  });

/** Every purpose, as of so many days from the city's start. */
const everythingIn = (calendar: Calendar, since: number): readonly Consent[] => {
  const consent = consentIn(calendar);
  const grantedAt = `${calendar.day(since)}T01:30:00.250Z`;
  return [
    consent('hardship-screening', { grantedAt }),
    consent('mutual-aid-claim', { grantedAt }),
    consent('exclusive-protection', { grantedAt, expiresAt: `${calendar.day(300)}T00:00:00+08:00` }),
  ];
};

/** In the order in which the aid system recorded them. */
export const firstNightRoster = (calendar: Calendar): readonly RosterItem[] => {
  const consent = consentIn(calendar);
  const screening = (terms: Partial<Consent> = {}) => [consent('hardship-screening', terms)];
  const policy = (policyNo: string, from: number, to: number) => ({ policyNo, from: calendar.day(from), to: calendar.day(to) });
  const aidFile = { fileNo: '档-0028', class: 'deep', openedOn: calendar.day(-250), memberCount: 1 };
  const healthless = [...screening({ includesHealth: false }), consent('mutual-aid-claim', { includesHealth: false })];
  const claimsFromMedicalAlone = [
    ...screening({ sources: ['civil-affairs', 'social-security'], includesHealth: false }),
    consent('mutual-aid-claim', { sources: ['medical-insurance'] }),
  ];
  const entries: readonly Entry[] = [
    ['m06', { employer: HAICHAO, updatedAt: `${calendar.day(-300)}T08:00:00+08:00` }],
    ['m01', { mobile: '13900000001', household: { size: 3 }, updatedAt: `${calendar.day(-150)}T08:00:00+08:00` }],
    ['m02', { idNumber: spaced(person('m02')) }],
    ['m03', {}],
    ['m04', {}],
    ['m05', { employer: { name: JIAMU.name, uscc: null } }],
    ['m06', { updatedAt: `${calendar.day(-140)}T08:00:00+08:00` }],
    ['m07', { employer: null }],
    ['m08', {}],
    ['m09', { aidFile: { ...aidFile, fileNo: '档-0009' }, mutualAid: policy('保-0009', -300, 60) }],
    ['m10', { idNumber: wide(person('m10')) }],
    ['m11', { mutualAid: policy('保-0011', -360, 4) }],
    ['m12', { mutualAid: policy('保-0012', -360, 4) }, healthless],
    ['m13', { mutualAid: policy('保-0013', -50, 300) }],
    ['m14', { idNumber: lower(person('m14')), mutualAid: policy('保-0014', -100, -60) }, claimsFromMedicalAlone],
    ['m15', { mutualAid: policy('保-0015', -360, 4) }],
    ['m16', {}],
    ['m17', {}],
    ['m18', { idNumber: lower(person('m18')), employmentForm: 'courier', employer: HAICHAO }],
    ['m19', { employmentForm: 'courier', employer: HAICHAO }, screening()],
    ['m20', { leftOn: calendar.day(-90), mutualAid: policy('保-0020', -360, 4) }],
    ['m21', { mutualAid: policy('保-0021', -360, 4), employmentForm: 'ride-hailing' }, []],
    ['m22', {}, screening({ expiresAt: `${calendar.day(-40)}T00:00:00+08:00` })],
    ['m23', { idType: 'hmt-residence-permit', employmentForm: 'ride-hailing', employer: HAICHAO }],
    ['m24', {}],
    ['m25', {}],
    ['m26', {}, screening({ sources: ['civil-affairs', 'social-security'], includesHealth: false })],
    ['m27', { idNumber: old(person('m27')) }],
    ['m28', { aidFile }],
    ['m29', {}],
    ['m30', { employmentForm: 'housekeeping', employer: null }],
    ['m31', { idNumber: asNumber(person('m31')), employmentForm: 'sanitation' }],
  ];
  return itemsFrom(entries, everythingIn(calendar, -200));
};

/** Somebody joins, somebody agrees, somebody changes the employer. */
export const secondNightRoster = (calendar: Calendar): readonly RosterItem[] => {
  const since = { updatedAt: `${calendar.day(-1)}T11:00:00+08:00` };
  const yesterday = consentIn(calendar)('hardship-screening', { grantedAt: `${calendar.day(-1)}T10:59:00+08:00` });
  const entries: readonly Entry[] = [
    ['m32', { employmentForm: 'courier', employer: HAICHAO, joinedOn: calendar.day(-1), ...since }],
    ['m21', { employmentForm: 'ride-hailing', ...since }, [yesterday]],
    ['m18', { idNumber: spaced(person('m18')), employmentForm: 'courier', employer: JIAMU, ...since }, everythingIn(calendar, -200)],
  ];
  return itemsFrom(entries, everythingIn(calendar, -1));
};

const itemsFrom = (entries: readonly Entry[], everything: readonly Consent[]): readonly RosterItem[] =>
  entries.map(([code, traits, consents = everything], turn) => {
    const item: JsonObject = {
      ...unstated(turn),
      ...itemOf(code, traits),
      consents: consents.length === 0 ? null : consents.map(consentItem),
    };
    const leftOn = item['leftOn'];
    return { item, membership: { code, memberId: memberIdOf(code), hasLeft: typeof leftOn === 'string' && leftOn !== '', consents } };
  });

const itemOf = (code: string, traits: JsonObject): { readonly [name: string]: Json } => {
  const { name, id } = person(code);
  return {
    memberId: memberIdOf(code),
    idType: 'resident-id',
    idNumber: id,
    name,
    district: '城西区',
    employer: JIAMU,
    employmentForm: 'standard',
    joinedOn: '2018-03-01',
    membershipCard: { colour: '红', stars: [1, 2] },
    ...traits,
  };
};

const consentItem = ({ purpose, sources, includesHealth, grantedAt, expiresAt }: Consent, turn: number): JsonObject => ({
  purpose,
  sources,
  includesHealth,
  grantedAt,
  expiresAt: expiresAt ?? (turn % 2 === 0 ? '' : null),
});

/** What is not stated is left out, empty or null, by turns. */
const UNSTATED: readonly JsonObject[] = [
  {},
  { leftOn: '', mutualAid: null, aidFile: null, household: null, mobile: '' },
  { leftOn: null, aidFile: '', mobile: null, updatedAt: null },
];
const unstated = (turn: number): JsonObject => UNSTATED[turn % UNSTATED.length] ?? {};
