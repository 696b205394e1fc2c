/**
 * A town small enough to know everybody in it: members in the situations a night must answer for, and strangers in every feed. All invented.
 */
import type { Member, MembersContent, MembersSealed } from '../../src/domain/canonical.ts';
import { type IdNumber, parseIdNumber } from '../../src/domain/id-number.ts';
import type { Fen } from '../../src/domain/money.ts';
import { type Day, type Instant, startOf } from '../../src/domain/period.ts';
import { AUTHORITIES, PURPOSES } from '../../src/domain/sources.ts';
import { type Authorities, aRow, askerOf, createAuthorities, type RowTraits } from './connectors.ts';
import { type AidOffice, createAidOffice, onRoster } from './connectors-aid-system.ts';
import {
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aFamily,
  anIdentity,
  aParticipation,
  aPerson,
  aRosterIdentity,
  aSettlement,
  aWorkInjury,
  day,
  month,
} from './dossiers.ts';

export interface Town extends Authorities {
  readonly office: AidOffice;
}

export const createTown = (sizes: { readonly pageSize?: number; readonly batchSize?: number } = {}): Town => {
  const authorities = createAuthorities(sizes);
  return { ...authorities, office: createAidOffice(askerOf(authorities.troubles, authorities.questions), sizes) };
};

/** Numbers of nobody: sequence numbers under one birth date, each with the check character that fits. */
export const idNumberOf = (sequence: number, born = '19880704'): IdNumber => {
  const first17 = `440305${born}${String(sequence).padStart(3, '0')}`;
  for (const check of '0123456789X') {
    const parsed = parseIdNumber(first17 + check);
    if (parsed.ok) return parsed.value;
  }
  throw new RangeError('some check character always fits');
};

const FAMILY_NAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许';
/** 赵试甲, 钱试甲 … */
const nameOf = (sequence: number): string =>
  `${FAMILY_NAMES.charAt(sequence % FAMILY_NAMES.length)}试${'甲乙丙丁戊己庚辛壬癸'.charAt(Math.floor(sequence / FAMILY_NAMES.length) % 10)}`;

export const LONG_AGO = startOf(day('2020-01-01'));

/** Everything, for every purpose, health included. */
export const CONSENT_TO_ALL: MembersContent['consents'] = PURPOSES.map((purpose) => ({
  purpose,
  sources: [...AUTHORITIES],
  includesHealth: true,
  grantedAt: LONG_AGO,
  expiresAt: null,
}));

export interface MemberTraits {
  readonly content?: Partial<MembersContent>;
  readonly sealed?: Partial<MembersSealed>;
}

export const aMember = (sequence: number, { content = {}, sealed = {} }: MemberTraits = {}): Member => ({
  content: {
    memberId: `member-${sequence}`,
    idType: 'resident-id',
    district: null,
    employmentForm: 'standard',
    joinedOn: day('2018-01-01'),
    leftOn: null,
    consents: CONSENT_TO_ALL,
    mutualAid: null,
    aidFile: null,
    householdSize: null,
    updatedAt: startOf(day('2026-01-01')),
    ...content,
  },
  sealed: aRosterIdentity({ idNumber: idNumberOf(sequence), name: nameOf(sequence), ...sealed }),
});

/** The same member, changed: a later row of the roster. */
export const changed = (member: Member, at: Instant, { content = {}, sealed = {} }: MemberTraits): Member => ({
  content: { ...member.content, ...content, updatedAt: at },
  sealed: { ...member.sealed, ...sealed },
});

export const enrol = (town: Town, ...members: readonly Member[]): void => void town.office.roster.push(...members.map(onRoster));

/** As an authority's own copy has it: the same name and birth date. */
export const statedBy = ({ sealed }: Member): NonNullable<RowTraits['stated']> => ({ name: sealed.name });

/** Civil affairs grants 低保 and medical insurance treats the person under it: a class is suggested, living aid is offered. */
export const grantDibao = (town: Town, member: Member, { at, household }: { readonly at: Instant; readonly household?: string }): void => {
  const { idNumber } = member.sealed;
  const stated = statedBy(member);
  town.rows.assistance.push(
    aRow(idNumber, aDibao({}, { recordKey: `aid-of-${member.content.memberId}` }), {
      at,
      stated,
      ...(household === undefined ? {} : { household }),
    }),
  );
  insure(town, member, { at, identities: [anIdentity()] });
};

export const insure = (
  town: Town,
  member: Member,
  { at, identities = [] }: { readonly at: Instant; readonly identities?: ReturnType<typeof anIdentity>[] },
): void => {
  const sealed = { personNo: `number-of-${member.content.memberId}` };
  town.rows.person.push(
    aRow(member.sealed.idNumber, aPerson({ identities }, { recordKey: 'person', sealed }), { at, stated: statedBy(member) }),
  );
};

export const HOSPITAL = '试验市第九医院';
const STAY = {
  settledAt: startOf(day('2026-09-10')),
  from: day('2026-09-01'),
  to: day('2026-09-10'),
  total: 900_000 as Fen,
  ownPaid: 300_000 as Fen,
  hospitalLevel: '3',
};

/** A settled stay in hospital that a policy holder can claim for. */
export const settleStay = (town: Town, member: Member, key: string): void => {
  const sealed = { hospital: HOSPITAL, diseaseCode: 'C34.900', diseaseName: '试验性肺部疾病' };
  town.rows.settlement.push(aRow(member.sealed.idNumber, aSettlement(STAY, { recordKey: key, sealed }), { at: LONG_AGO }));
};

/** Care so dear that medical aid is offered. */
export const spendOnCare = (town: Town, member: Member, key: string): void => {
  const amounts = { total: 9_000_000 as Fen, ownPaid: 6_000_000 as Fen };
  town.rows.settlement.push(aRow(member.sealed.idNumber, aSettlement({ ...STAY, ...amounts }, { recordKey: key }), { at: LONG_AGO }));
};

export const employ = (town: Town, member: Member, at: Instant): void => {
  const { idNumber } = member.sealed;
  const { memberId } = member.content;
  town.rows.participation.push(
    aRow(idNumber, aParticipation({}, { recordKey: `pension-of-${memberId}` }), {
      at,
      stated: { ...statedBy(member), employer: { name: member.sealed.employerName, uscc: null } },
    }),
  );
  town.rows.contributions.push(aRow(idNumber, aContribution({ month: month('2026-10') }, { recordKey: `october-of-${memberId}` }), { at }));
};

/** Whoever is in the city's feeds and on nobody's roster. */
export const STRANGER = aMember(900);

export interface Townspeople {
  readonly town: Town;
  /** On 低保, corroborated: offered living aid. */
  readonly poor: Member;
  /** Offered exclusive protection. */
  readonly courier: Member;
  /** Has a policy and a settled stay: offered a mutual-aid claim. */
  readonly patient: Member;
  /** Works, and nothing else. */
  readonly ordinary: Member;
  /** Consents to nothing: all about them is withheld. */
  readonly silent: Member;
}

/** The town as it stands before the first night. */
export const settleTown = (sizes: Parameters<typeof createTown>[0] = {}, before: Day = day('2026-11-01')): Townspeople => {
  const town = createTown(sizes);
  const at = startOf(before);
  const poor = aMember(1);
  const courier = aMember(2, { content: { employmentForm: 'courier' } });
  const patient = aMember(3, {
    content: { mutualAid: { from: day('2026-01-01'), to: day('2026-12-31') } },
    sealed: { policyNo: 'POLICY-3' },
  });
  const ordinary = aMember(4);
  const silent = aMember(5, { content: { consents: [] } });
  enrol(town, poor, courier, patient, ordinary, silent);
  grantDibao(town, poor, { at, household: 'household-1' });
  grantDibao(town, STRANGER, { at });
  grantDibao(town, silent, { at });
  for (const member of [courier, patient, ordinary]) insure(town, member, { at });
  for (const member of [courier, patient, ordinary, STRANGER]) employ(town, member, at);
  settleStay(town, patient, 'stay-1');
  for (const member of [poor, ordinary])
    town.rows.family.push(
      aRow(member.sealed.idNumber, aFamily({}, { recordKey: 'household' }), { at, household: `household-${member === poor ? 1 : 2}` }),
    );
  fillWithStrangers(town, at);
  return { town, poor, courier, patient, ordinary, silent };
};

/** No authority of a whole city has an empty history. */
const fillWithStrangers = (town: Town, at: Instant): void => {
  const { idNumber } = STRANGER.sealed;
  town.rows.death.push(aRow(idNumber, aDeath({}, { recordKey: 'death-of-stranger' }), { at }));
  town.rows.unemployment.push(aRow(idNumber, aBenefit({}, { recordKey: 'benefit-of-stranger' }), { at }));
  town.rows['work-injury'].push(aRow(idNumber, aWorkInjury({}, { recordKey: 'injury-of-stranger' }), { at }));
};
