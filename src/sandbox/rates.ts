// Every rate of the synthetic city, in one place: how its people live, what the authorities know of it, and how their
// wire behaves. Shares are of households; a day count is before the city's anchor (the first day of the quarter of D).

import type { Range } from './random.ts';

export interface StoryRate {
  /** Share of all households; `employed` takes what is left. */
  readonly share: number;
  /** Days before the anchor on which the story's turning point came. */
  readonly begun: Range;
  /** Share of these households whose turning point falls into the running quarter instead: the nightly news. */
  readonly news: number;
}

export const STORY_RATES = {
  // In hardship, as the formula of domain.md §6.1 finds it.
  dibao: { share: 0.04, begun: { from: 120, to: 1400 }, news: 0.03 },
  tekun: { share: 0.004, begun: { from: 150, to: 1400 }, news: 0 },
  'dibao-margin': { share: 0.024, begun: { from: 120, to: 900 }, news: 0.03 },
  'rigid-spending': { share: 0.016, begun: { from: 120, to: 700 }, news: 0.03 },
  dismissed: { share: 0.021, begun: { from: 30, to: 210 }, news: 0.15 },
  ill: { share: 0.018, begun: { from: 60, to: 330 }, news: 0.12 },
  injured: { share: 0.005, begun: { from: 60, to: 330 }, news: 0.1 },
  /** In hardship, and no authority has a trace of it: about three in a hundred of those in hardship. */
  hidden: { share: 0.004, begun: { from: 60, to: 600 }, news: 0 },

  // Not in hardship, though something looks like it.
  'dismissed-with-earner': { share: 0.014, begun: { from: 30, to: 210 }, news: 0.15 },
  'benefit-while-employed': { share: 0.003, begun: { from: 60, to: 200 }, news: 0 },
  'ill-borne': { share: 0.014, begun: { from: 60, to: 330 }, news: 0.1 },
  'injured-lightly': { share: 0.008, begun: { from: 30, to: 360 }, news: 0.1 },
  'near-miss': { share: 0.03, begun: { from: 60, to: 400 }, news: 0 },
  'out-of-hardship': { share: 0.012, begun: { from: 60, to: 300 }, news: 0 },
  'temporary-aid': { share: 0.008, begun: { from: 10, to: 300 }, news: 0.1 },

  // Neither, but something else happened.
  'new-form': { share: 0.1, begun: { from: 120, to: 900 }, news: 0 },
  deceased: { share: 0.007, begun: { from: 20, to: 300 }, news: 0.12 },
  retired: { share: 0.012, begun: { from: 30, to: 500 }, news: 0.08 },
  moved: { share: 0.006, begun: { from: 30, to: 500 }, news: 0.08 },
  'left-union': { share: 0.01, begun: { from: 10, to: 500 }, news: 0.08 },
} as const satisfies Record<string, StoryRate>;

export const CITY_RATES = {
  /** Workers in the authorities' feeds who are not members, on top of the roster. */
  othersOnTop: 0.35,
  twoMemberHousehold: 0.08,
  minorityName: 0.025,
  rareCharacter: 0.01,
  hmtResidencePermit: 0.006,
  foreignPermanentResident: 0.002,
  insuredElsewhere: 0.03,
  changedEmployer: 0.06,
  /** Of the deceased: contributions went on being paid; only the funeral home knows. The rest are known everywhere. */
  paidAfterDeath: 0.25,
  onlyFuneralKnows: 0.25,
  /** A funeral registered for the wrong person and withdrawn some days later. */
  mistakenFuneral: 0.0006,
  correctedFuneral: 0.1,
  unknownToCivilAffairs: 0.02,
  unknownToMedicalInsurance: 0.015,
  temporaryAidOfTheIll: 0.2,
  ordinaryHospitalStay: 0.04,
  chronicIllness: 0.05,
  disabled: 0.01,
  otherAllowance: 0.008,
} as const;

/** What a source says of a household that really is assisted. */
export const TESTIMONY_RATES = {
  'civil-affairs': { omits: 0.09, mistypes: 0.012, denies: 0.008 },
  'medical-insurance': { omits: 0.1, mistypes: 0.015, denies: 0.012 },
  'social-security': { omits: 0.1, mistypes: 0.015, denies: 0.012 },
  /** Of households that left assistance: one source still has it open. */
  staleAtMedicalInsurance: 0.22,
  staleAtSocialSecurity: 0.18,
  /** Of everyone else: an assistance nobody granted. */
  mistaken: 0.002,
  lagDays: {
    'civil-affairs': { from: 2, to: 15 },
    'medical-insurance': { from: 5, to: 60 },
    'social-security': { from: 15, to: 75 },
  },
} as const;

export const NAME_RATES = {
  /** A source's own copy of a name: one character off, or another person's. */
  similar: 0.006,
  different: 0.002,
  /** Of minority names: another middle dot than the roster's. */
  otherDot: 0.4,
  /** Of Hong Kong, Macau and Taiwan names: in simplified characters. */
  simplified: 0.5,
} as const;

export const ROSTER_RATES = {
  consent: { full: 0.92, withoutHealth: 0.03, someSources: 0.02, none: 0.02, expired: 0.01 },
  mutualAid: 0.6,
  aidFileOfAssisted: 0.4,
  aidFileOfLeaving: 0.15,
  aidFileOfOthersInHardship: 0.08,
  householdStated: 0.85,
  householdSizeWrong: 0.05,
  superseded: 0.03,
  newForm: { courier: 0.4, 'ride-hailing': 0.25, housekeeping: 0.12, construction: 0.13, sanitation: 0.1 },
  /** Of people with an ordinary story. */
  construction: 0.04,
  sanitation: 0.02,
} as const;

/** What interfaces.md permits on the wire, and how often the sandbox does it. */
export const DECISION_RATES = {
  /** Of applications that wait: somebody comes to them. */
  decided: 0.6,
  /** Of these the worker confirms, where the programme is meant for them and where it is not. */
  confirmed: { entitled: 0.92, others: 0.5 },
  /** Of the confirmed, the union has decided too. */
  byUnion: 0.8,
  /** The union grants what it should refuse, or the other way round. */
  errs: 0.03,
  /** Callbacks sent twice. */
  repeated: 0.1,
} as const;

export const QUIRK_RATES = {
  lowerCaseX: 0.15,
  fullWidthDigits: 0.003,
  surroundingSpaces: 0.006,
  fifteenDigits: 0.004,
  spacedName: 0.01,
  amountAsText: 0.35,
  codeAsNumber: 0.2,
  dateAsNumber: 0.25,
  monthForDate: 0.01,
  unknownField: 0.05,
  oneForList: 0.3,
  lowerCasePage: 0.15,
  mixedCasePage: 0.05,
  shortPage: 0.1,
  repeatedRows: 0.1,
  bareDeletion: 0.5,
  /** An extra copy of a row whose identity number arrives as a JSON number; the true row stays. */
  brokenTwin: 0.0003,
  brokenTwinOfAssisted: 0.003,
  absentFromBatch: 0.6,
} as const;

export interface Allowances {
  readonly civilCallsPerSecret: number;
  readonly civilCallsPerSecond: number;
  readonly medicalCallsPerSignIn: number;
}

/** What a caller may do before it has to sign in again or wait. `steady`: an authority that is built for counters, and has a good day. */
export const ALLOWANCES: Readonly<Record<'usual' | 'steady', Allowances>> = {
  usual: { civilCallsPerSecret: 25, civilCallsPerSecond: 50, medicalCallsPerSignIn: 40 },
  steady: { civilCallsPerSecret: Number.POSITIVE_INFINITY, civilCallsPerSecond: 200, medicalCallsPerSignIn: Number.POSITIVE_INFINITY },
};

/** How much the authorities keep, and how long a session lasts with them. */
export const VOLUMES = {
  /** Months of contributions before the anchor. */
  contributionMonths: 12,
  contributionInsurances: ['110', '210'],
  participationInsurances: ['110', '210', '310', '410', '510'],
  civilSecretSeconds: 1200,
  medicalCallsPerSecond: 20,
  aidTokenSeconds: 60,
} as const;
