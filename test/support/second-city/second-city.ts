/**
 * The second city: the four counterparts once more, written from interfaces.md alone. It takes every freedom that the page leaves a server
 * and holds its clients to every duty that the page lays on them. Its people are some forty; each has a story, told where the rows are.
 */
import { startAidSystem } from './aid-system.ts';
import type { Application } from './application-desk.ts';
import { type Calendar, calendarFrom } from './calendar.ts';
import { startCivilAffairs } from './civil-affairs.ts';
import * as civil from './civil-affairs-rows.ts';
import { Ledger, type Misfortunes } from './ledger.ts';
import { startMedicalInsurance } from './medical-insurance.ts';
import * as medical from './medical-insurance-rows.ts';
import { firstNightRoster, memberIdOf, secondNightRoster } from './roster.ts';
import { startSocialSecurity } from './social-security.ts';
import * as social from './social-security-rows.ts';
import type { Surroundings } from './surroundings.ts';

export interface SecondCityOptions {
  /** What is empty or not known is left out wherever the page allows it: no end of a secret, no list without an entry. */
  readonly leavesOut?: boolean;
  /** Nothing befalls a call on its way. */
  readonly calm?: boolean;
}

export interface SecondCity {
  /** Addresses and credentials, by the names of Huzheng's variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly calendar: Calendar;
  /** Duties of interfaces.md that a client breached, in order. */
  violations(): readonly string[];
  /** Misfortunes that were planned and have not happened: nobody called often enough. */
  unmet(): readonly string[];
  applications(): readonly Application[];
  /** Of one person, by the code in `people.ts`. */
  applicationsOf(code: string): readonly Application[];
  /** The worker decides about an application. */
  decide(applicationId: string, status: 'confirmed' | 'declined'): void;
  /** What happens in the city between the first night and the second. */
  dayBreaks(): void;
  close(): Promise<void>;
}

/** Nights 1 and 2 are those before yesterday and today: between them lies a whole day, and every window is closed. */
export const startSecondCity = async ({ leavesOut = false, calm = false }: SecondCityOptions = {}): Promise<SecondCity> => {
  const calendar = calendarFrom(Date.now());
  const ledger = new Ledger();
  const aidSystem = await startAidSystem(ledger);
  const { agreements, desk } = aidSystem;
  const surroundings: Surroundings = { ledger, agreements, calendar, leavesOut };
  const civilAffairs = await startCivilAffairs(surroundings);
  const medicalInsurance = await startMedicalInsurance(surroundings);
  const socialSecurity = await startSocialSecurity(surroundings);
  const counterparts = [aidSystem, civilAffairs, medicalInsurance, socialSecurity];

  aidSystem.publish(firstNightRoster(calendar));
  civilAffairs.record(civil.firstNightRecords(calendar));
  medicalInsurance.settle(medical.firstNightSettlements(calendar));
  socialSecurity.record(social.firstNightRecords(calendar));
  if (!calm) ledger.plan(MISFORTUNES);

  return {
    environment: Object.assign({}, ...counterparts.map(({ environment }) => environment)),
    calendar,
    violations: () => ledger.breaches,
    unmet: () => ledger.unmet,
    applications: () => desk.all,
    applicationsOf: (code) => desk.all.filter(({ memberId }) => memberId === memberIdOf(code)),
    decide: (applicationId, status) => desk.decide(applicationId, status),
    dayBreaks: () => {
      aidSystem.publish(secondNightRoster(calendar));
      civilAffairs.record(civil.secondNightRecords(calendar));
      medicalInsurance.settle(medical.secondNightSettlements(calendar));
      socialSecurity.record(social.secondNightRecords(calendar));
      if (!calm) ledger.plan(MISFORTUNES_OF_THE_SECOND_NIGHT);
    },
    close: async () => {
      await Promise.all(counterparts.map(({ close }) => close()));
    },
  };
};

const PAGE_OF_A_GATEWAY = '<html><body><h1>网关暂时不可用</h1></body></html>';

/** Each once, on the first calls after the start. Those without a call of their own come of age: of a secret, a sign-in, a token, a cursor. */
const MISFORTUNES: Misfortunes = {
  'civil-affairs s_civil_assistance': { 2: { kind: 'refusal' }, 4: { kind: 'cut' } },
  'civil-affairs s_civil_death': { 1: { kind: 'gateway', status: 503, body: PAGE_OF_A_GATEWAY } },
  'medical-insurance 1101B': { 1: { kind: 'too-many', seconds: 2, as: 'seconds' } },
  'medical-insurance 5203B': { 2: { kind: 'cut' } },
  'medical-insurance 1901': { 1: { kind: 'gateway', status: 502, body: '' } },
  'social-security participation': { 3: { kind: 'too-many', seconds: 1, as: 'date' }, 6: { kind: 'stall', ms: 2_500 } },
  'social-security contributions': {
    5: { kind: 'cut' },
    9: { kind: 'gateway', status: 504, body: '{"code":"00000","data":{"rows":[]' },
    13: { kind: 'refusal' },
  },
  'aid-system members': { 2: { kind: 'cut' } },
  'civil-affairs expired secret': { 1: { kind: 'refusal' } },
  'social-security unknown cursor': { 1: { kind: 'refusal' } },
  'medical-insurance sign-in lost': { 1: { kind: 'refusal' } },
  'aid-system expired token': { 1: { kind: 'refusal' } },
  'aid-system PUT': {
    3: { kind: 'no-answer' },
    6: { kind: 'gateway', status: 503, body: PAGE_OF_A_GATEWAY },
    8: { kind: 'too-many', seconds: 1, as: 'seconds' },
    10: { kind: 'cut' },
  },
};

const MISFORTUNES_OF_THE_SECOND_NIGHT: Misfortunes = {
  'social-security participation': { 1: { kind: 'refusal' } },
  'social-security unknown cursor': { 1: { kind: 'refusal' } },
  'medical-insurance 5301B': { 1: { kind: 'gateway', status: 503, body: '' } },
  'aid-system withdrawal': { 1: { kind: 'no-answer' } },
};
