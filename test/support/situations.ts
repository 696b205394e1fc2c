/**
 * Worked situations as data (`test/pipeline/screen/situations.json`): a small vocabulary for members as the sources know them, and what screening says
 * of them in as few words. Amounts are yuan. What a situation does not name is empty and unremarkable, as in `dossiers.ts`; a word misspelt is refused.
 */
import { readFile } from 'node:fs/promises';
import type { CanonicalContent, MembersContent } from '../../src/domain/canonical.ts';
import type { Grade } from '../../src/domain/grade.ts';
import { fenOf, yuanOf } from '../../src/domain/money.ts';
import { addDays, addMonths, type Day, type Instant, type Month, monthOf, startOf } from '../../src/domain/period.ts';
import { type Dataset, type Purpose, TESTIMONIES, type Testimony } from '../../src/domain/sources.ts';
import type { Dossier, Reading } from '../../src/pipeline/2-normalise/types.ts';
import { explainMember } from '../../src/pipeline/4-screen/explain.ts';
import type { RuleSet } from '../../src/pipeline/4-screen/rule-set.ts';
import { screenHousehold } from '../../src/pipeline/4-screen/screen.ts';
import type { Bilingual, CannotJudge, Case, Leaving, NearMiss, Screened, Sheet } from '../../src/pipeline/4-screen/types.ts';
import {
  type AnyRecord,
  aBenefit,
  aContribution,
  aDeath,
  aDibao,
  aDossier,
  aFamily,
  anIdentity,
  anInsurance,
  aParticipation,
  aPerson,
  aRegistration,
  aSettlement,
  aWorkInjury,
  readOn,
  TONIGHT,
} from './dossiers.ts';
import { aSheet, loadRules, RICHER_RULES } from './people.ts';

export interface Situation {
  readonly zh: string;
  readonly en: string;
  /** The document and section it comes from, or the threshold of the sandbox city. */
  readonly criterion: string;
  /** The threshold it stands at, and on which side. */
  readonly boundary?: { readonly threshold: string; readonly side: 'below' | 'at' | 'above' };
  /** Thresholds that have no value on that day. */
  readonly expired?: readonly string[];
  /** Those who share a household, by the order of their numbers. */
  readonly people: readonly { readonly given: Given; readonly want: Told }[];
}

export interface Given {
  readonly sex?: 'male' | 'female';
  readonly bornOn?: Day;
  readonly form?: MembersContent['employmentForm'];
  readonly leftOn?: Day;
  readonly onFileSince?: Day | 'undated';
  /** First and last day. */
  readonly mutualAid?: readonly [Day, Day];
  readonly records?: readonly Said[];
  /** A day: read to its end that evening. */
  readonly readings?: Partial<Readonly<Record<Testimony, 'not-yet-read' | 'failed' | 'withheld' | Day>>>;
  readonly openSince?: Day;
  /** Nights before, oldest first, each with what differed: what it left open, tonight goes on from. */
  readonly earlier?: readonly (Pick<Given, 'records' | 'readings'> & { readonly on: Day })[];
  /** Left out: every purpose. */
  readonly permitted?: readonly Purpose[];
}

/** `works`: twelve months on a base of 8,000. `insured`: medical insurance here, no identity. `registered`: a disease on the register. */
export type Said =
  | 'works'
  | 'insured'
  | 'registered'
  | ({ readonly of: 'assistance'; readonly name?: Grade } & Content<'assistance'>)
  | ({ readonly of: 'death'; readonly name?: Grade } & Content<'death'>)
  | ({ readonly of: 'family' } & Content<'family'>)
  | {
      readonly of: 'person';
      readonly identity?: CanonicalContent['assistance']['category'];
      readonly endedOn?: Day;
      readonly place?: string;
      readonly name?: Grade;
    }
  | ({ readonly of: 'registration' } & Content<'registration'>)
  | ({ readonly of: 'settlement'; readonly key?: string; readonly settledOn?: Day; readonly ownPaid?: number | null } & Omit<
      Content<'settlement'>,
      'ownPaid' | 'settledAt'
    >)
  | ({ readonly of: 'participation' } & Content<'participation'>)
  | {
      readonly of: 'contributions';
      readonly to: Month;
      readonly months: number;
      readonly base: number | null;
      readonly arrived?: 'no' | 'unknown';
    }
  | ({ readonly of: 'unemployment' } & Content<'unemployment'>)
  | ({ readonly of: 'work-injury' } & Content<'work-injury'>);
type Content<D extends Testimony> = Partial<CanonicalContent[D]>;

/** All of it is compared, so what is not there must not be said. */
export interface Told {
  readonly hardship?: ToldCase;
  /** By the number of the settlement. */
  readonly claims?: Readonly<Record<string, ToldCase>>;
  readonly protection?: ToldCase;
  /** What is lacking → the rules that lack it: `ownPaidLast12Months stale`, `threshold largeOwnPayments`. */
  readonly cannotJudge?: Readonly<Record<string, readonly string[]>>;
  /** Purposes whose silence ends nothing. */
  readonly open?: readonly Purpose[];
  readonly notPermitted?: readonly Purpose[];
  /** Lines of the explanation, beside others. */
  readonly explains?: readonly Bilingual[];
}

export interface ToldCase {
  readonly kind: Case['kind'];
  readonly class?: Case['class'];
  readonly reasons?: readonly string[];
  /** Programme → why it is held; empty: it is sent. */
  readonly offers?: Readonly<Record<string, readonly string[]>>;
  readonly overlaps?: Readonly<Record<string, readonly string[]>>;
  /** `medical-burden ownPaidLast12Months` → how far from the threshold. */
  readonly nearMiss?: Readonly<Record<string, number>>;
  readonly leaving?: { readonly kind: Leaving['kind']; readonly reason: string; readonly months?: number };
}

export const situationsOf = async (file: URL): Promise<readonly Situation[]> => JSON.parse(await readFile(file, 'utf8'));

/** The sandbox city's rules on a day on which those thresholds have no value. */
export const rulesWithout = (expired: readonly string[], on: Day = TONIGHT): RuleSet => {
  const manifest: { thresholds: Record<string, { values: { to: Day | null }[] }> } = JSON.parse(RICHER_RULES['manifest.json'] ?? '');
  for (const name of expired) for (const value of manifest.thresholds[name]?.values ?? []) value.to = addDays(on, -1);
  return loadRules({ ...RICHER_RULES, 'manifest.json': JSON.stringify(manifest) }, on);
};

/** What screening says of those who share a household, in the order given, and how it explains that to each. */
export const toldOf = ({ people, expired = [] }: Pick<Situation, 'people' | 'expired'>) => {
  const rules = rulesWithout(expired);
  const household = people.map(({ given }, index) => ({ given, dossier: dossierOf(given, index) }));
  const sheets = household.map(({ given, dossier }, index) => sheetOf(given, dossier, withoutGroundSince(given, index)));
  return screenHousehold(sheets, rules).map((screened, index) => {
    const [sheet, dossier] = [sheets[index], household[index]?.dossier];
    if (sheet === undefined || dossier === undefined) throw new RangeError('an answer about nobody');
    return { screened, told: inWords(screened), explanation: explainMember(sheet, screened, rules, asOfIn(dossier)) };
  });
};

export const asOfIn = ({ readings }: Pick<Dossier, 'readings'>): ReadonlyMap<Dataset, Instant> =>
  new Map(
    TESTIMONIES.flatMap((dataset) => {
      const reading = readings[dataset];
      return reading.state === 'read' || reading.state === 'stale' ? [[dataset, reading.asOf] as const] : [];
    }),
  );

const sheetOf = (given: Given, dossier: Dossier, since: Day | null): Sheet =>
  aSheet(dossier, {
    ...(given.permitted === undefined ? {} : { purposes: given.permitted }),
    before: {
      openHardship: given.openSince === undefined ? null : { episode: `hardship:${given.openSince}`, openedOn: given.openSince },
      withoutGroundSince: since,
    },
  });

/** Each night before is screened as it was, and goes on from the one before it. */
const withoutGroundSince = (given: Given, index: number): Day | null =>
  (given.earlier ?? []).reduce<Day | null>((since, { on, ...differed }) => {
    const night = { ...given, ...differed };
    const [screened] = screenHousehold([sheetOf(night, dossierOf(night, index, on), since)], rulesWithout([], on));
    return screened?.withoutGroundSince ?? null;
  }, null);

const dossierOf = (given: Given, index: number, on: Day = TONIGHT): Dossier =>
  aDossier({
    on,
    ...(given.sex === undefined ? {} : { sex: given.sex }),
    ...(given.bornOn === undefined ? {} : { bornOn: given.bornOn }),
    member: {
      memberId: `M${index + 1}`,
      employmentForm: given.form ?? 'standard',
      leftOn: given.leftOn ?? null,
      mutualAid: given.mutualAid === undefined ? null : { from: given.mutualAid[0], to: given.mutualAid[1] },
      aidFile:
        given.onFileSince === undefined
          ? null
          : { class: 'deep', openedOn: given.onFileSince === 'undated' ? null : given.onFileSince, memberCount: 3 },
    },
    holds: (given.records ?? [])
      .flatMap((said) => recordsOf(said, on))
      .map(spelt)
      .filter(({ dataset }) => given.readings?.[dataset] !== 'withheld'),
    readings: Object.fromEntries(Object.entries(given.readings ?? {}).map(([dataset, said]) => [dataset, readingOf(said)])),
  });

const NOT_READ = { 'not-yet-read': { state: 'not-yet-read' }, failed: { state: 'failed' }, withheld: { state: 'withheld' } } as const;
const readingOf = (said: keyof typeof NOT_READ | Day): Reading => (isNotRead(said) ? NOT_READ[said] : readOn(said));
const isNotRead = (said: string): said is keyof typeof NOT_READ => Object.hasOwn(NOT_READ, said);

const recordsOf = (said: Said, on: Day): readonly AnyRecord[] => {
  if (said === 'insured') return [aPerson()];
  if (said === 'registered') return [aRegistration()];
  if (said === 'works') return [aParticipation(), ...paidFor({ to: addMonths(monthOf(on), -1), months: 12, base: 8000 })];
  return said.of === 'contributions' ? paidFor(said) : [recordOf(said)];
};

const paidFor = ({ to, months, base, arrived }: Omit<Extract<Said, { of: 'contributions' }>, 'of'>): readonly AnyRecord[] =>
  Array.from({ length: months }, (_, back) =>
    aContribution({ month: addMonths(to, -back), base: base === null ? null : fenOf(base), arrived: arrived ?? 'yes' }),
  );

const recordOf = (said: Exclude<Said, string | { of: 'contributions' }>): AnyRecord => {
  switch (said.of) {
    case 'assistance': {
      const { of, name = 'equal', ...content } = said;
      return aDibao(content, { grades: { name } });
    }
    case 'death': {
      const { of, name = 'equal', ...content } = said;
      return aDeath(content, { grades: { name } });
    }
    case 'family': {
      const { of, ...content } = said;
      return aFamily(content);
    }
    case 'person': {
      const { identity, endedOn = null, place = '440300', name = 'equal' } = said;
      const identities = identity === undefined ? [] : [anIdentity({ category: identity, to: endedOn })];
      return aPerson({ identities, insurances: [anInsurance({ place })] }, { grades: { name } });
    }
    case 'registration': {
      const { of, ...content } = said;
      return aRegistration(content);
    }
    case 'settlement': {
      const { of, key, settledOn, ownPaid, ...content } = said;
      const paid = ownPaid === undefined || ownPaid === null ? null : fenOf(ownPaid);
      const settled = settledOn === undefined ? {} : { settledAt: startOf(settledOn) };
      return aSettlement({ ...content, ...settled, ownPaid: paid }, key === undefined ? {} : { recordKey: key });
    }
    case 'participation': {
      const { of, ...content } = said;
      return aParticipation(content);
    }
    case 'unemployment': {
      const { of, ...content } = said;
      return aBenefit(content);
    }
    case 'work-injury': {
      const { of, ...content } = said;
      return aWorkInjury(content);
    }
  }
};

const USUAL: { readonly [D in Testimony]: () => AnyRecord } = {
  assistance: aDibao,
  death: aDeath,
  family: aFamily,
  person: aPerson,
  settlement: aSettlement,
  registration: aRegistration,
  participation: aParticipation,
  contributions: aContribution,
  unemployment: aBenefit,
  'work-injury': aWorkInjury,
};
const spelt = (record: AnyRecord): AnyRecord => {
  const words = Object.keys(USUAL[record.dataset]().content);
  const odd = Object.keys(record.content).filter((word) => !words.includes(word));
  if (odd.length > 0) throw new RangeError(`${record.dataset} has no ${odd.join(', ')}`);
  return record;
};

const inWords = ({ cases, standing }: Screened): Told => {
  const of = (purpose: Purpose): readonly Case[] => cases.filter((found) => found.purpose === purpose);
  const [hardship] = of('hardship-screening');
  const [protection] = of('exclusive-protection');
  const claims = of('mutual-aid-claim').map((claim) => [claim.episode.replace('settlement:', ''), caseInWords(claim)] as const);
  const standings = Object.entries(standing) as readonly (readonly [Purpose, Screened['standing'][Purpose]])[];
  const lacks = [
    ...cases.flatMap(({ cannotJudge }) => cannotJudge),
    ...standings.flatMap(([, stands]) => (stands.state === 'cannot-judge' ? stands.rules : [])),
  ];
  const inState = (state: string): readonly Purpose[] =>
    standings.filter(([, stands]) => stands.state === state).map(([purpose]) => purpose);
  return {
    ...(hardship === undefined ? {} : { hardship: caseInWords(hardship) }),
    ...(claims.length === 0 ? {} : { claims: Object.fromEntries(claims) }),
    ...(protection === undefined ? {} : { protection: caseInWords(protection) }),
    ...(lacks.length === 0 ? {} : { cannotJudge: lacksInWords(lacks) }),
    ...where('open', inState('cannot-judge')),
    ...where('notPermitted', inState('not-permitted')),
  };
};

const where = <K extends string, T>(key: K, values: readonly T[]): { readonly [P in K]?: readonly T[] } =>
  values.length === 0 ? {} : ({ [key]: values } as { readonly [P in K]: readonly T[] });

const lacksInWords = (lacks: readonly CannotJudge[]): NonNullable<Told['cannotJudge']> =>
  Object.fromEntries(
    [
      ...Map.groupBy(lacks, ({ missing }) => (missing.kind === 'fact' ? `${missing.name} ${missing.reason}` : `threshold ${missing.name}`)),
    ].map(([lack, lacking]) => [lack, [...new Set(lacking.map(({ rule }) => rule))].toSorted()]),
  );

const caseInWords = (found: Case): ToldCase => {
  const overlaps = found.offers.filter((offer) => offer.overlaps.length > 0).map((offer) => [offer.programme, offer.overlaps] as const);
  return {
    kind: found.kind,
    ...(found.class === null ? {} : { class: found.class }),
    ...where(
      'reasons',
      found.reasons.map(({ code }) => code),
    ),
    ...(found.offers.length === 0
      ? {}
      : { offers: Object.fromEntries(found.offers.map(({ programme, held }) => [programme, held.map(({ code }) => code)])) }),
    ...(overlaps.length === 0 ? {} : { overlaps: Object.fromEntries(overlaps) }),
    ...(found.nearMiss.length === 0 ? {} : { nearMiss: Object.fromEntries(found.nearMiss.map(missInWords)) }),
    ...(found.leaving === null ? {} : { leaving: leavingInWords(found.leaving) }),
  };
};

const IN_YUAN = new Set(['ownPaidLast12Months']);
const missInWords = ({ code, fact, distance }: NearMiss): readonly [string, number] => [
  `${code} ${fact}`,
  IN_YUAN.has(fact) ? yuanOf(fenOf(distance / 100)) : distance,
];

const leavingInWords = (leaving: Leaving): NonNullable<ToldCase['leaving']> =>
  leaving.kind === 'close'
    ? { kind: leaving.kind, reason: leaving.reason.code }
    : { kind: leaving.kind, reason: leaving.reason.code, months: leaving.months };
