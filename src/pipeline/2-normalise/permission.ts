/**
 * What may be used about a member, for which purpose: consents, and written bases where there is no consent (`design.md`, "Only members,
 * only what is agreed"). Everything else is withheld, and counted.
 */
import type { MembersContent } from '../../domain/canonical.ts';
import { addDays, type Day, dayAt, holdsOn, type Instant, startOf } from '../../domain/period.ts';
import { type Authority, DATASETS, PURPOSES, type Purpose, type Recipient, TESTIMONIES, type Testimony } from '../../domain/sources.ts';

/** A document that allows a dataset for a purpose and a recipient without each member's consent. Absent or expired means withheld. */
export interface WrittenBasis {
  readonly dataset: Testimony;
  readonly purpose: Purpose;
  readonly recipient: Recipient;
  readonly document: string;
  readonly from: Day;
  readonly to: Day | null;
}

/** Who receives what a purpose produces. */
export const RECIPIENT_OF: Readonly<Record<Purpose, Recipient>> = {
  'hardship-screening': 'federation',
  'mutual-aid-claim': 'mutual-aid-association',
  'exclusive-protection': 'insurer',
};

export interface Permission {
  readonly purposes: Readonly<Partial<Record<Purpose, readonly Testimony[]>>>;
  /** The union over all purposes: what may be kept at all. */
  readonly datasets: readonly Testimony[];
}

type Consent = MembersContent['consents'][number];

const isGiven = (consent: Consent, at: Instant): boolean =>
  consent.grantedAt <= at && (consent.expiresAt === null || consent.expiresAt > at);

const consentCovers = (consent: Consent, dataset: Testimony): boolean => {
  const { source, health } = DATASETS[dataset];
  return consent.sources.includes(source as Authority) && (!health || consent.includesHealth);
};

const basisCovers = (basis: WrittenBasis, use: { readonly dataset: Testimony; readonly purpose: Purpose; readonly on: Day }): boolean =>
  basis.dataset === use.dataset && basis.purpose === use.purpose && basis.recipient === RECIPIENT_OF[use.purpose] && holdsOn(use.on, basis);

interface Circumstances {
  readonly bases: readonly WrittenBasis[];
  readonly at: Instant;
}

/** What may be used for this purpose, in a stable order. */
export const permittedFor = (
  purpose: Purpose,
  { consents }: Pick<MembersContent, 'consents'>,
  { bases, at }: Circumstances,
): readonly Testimony[] => {
  const on = dayAt(at);
  const given = consents.filter((consent) => consent.purpose === purpose && isGiven(consent, at));
  const based = bases.filter((basis) => basis.purpose === purpose);
  return TESTIMONIES.filter(
    (dataset) =>
      given.some((consent) => consentCovers(consent, dataset)) || based.some((basis) => basisCovers(basis, { dataset, purpose, on })),
  );
};

/** Purposes with at least one permitted dataset, each with what it permits, in a stable order. */
export const permissionOf = (member: Pick<MembersContent, 'consents'>, bases: readonly WrittenBasis[], at: Instant): Permission => {
  const purposes = PURPOSES.map((purpose) => [purpose, permittedFor(purpose, member, { bases, at })] as const).filter(
    ([, datasets]) => datasets.length > 0,
  );
  const union = new Set(purposes.flatMap(([, datasets]) => datasets));
  return { purposes: Object.fromEntries(purposes), datasets: TESTIMONIES.filter((dataset) => union.has(dataset)) };
};

/** When what is permitted now may be something else though neither roster nor bases change; null: never. */
export const permissionStandsUntil = (
  { consents }: Pick<MembersContent, 'consents'>,
  bases: readonly WrittenBasis[],
  at: Instant,
): Instant | null => {
  const turns = [
    ...consents.flatMap(({ grantedAt, expiresAt }) => [grantedAt, expiresAt]),
    ...bases.flatMap(({ from, to }) => [startOf(from), to === null ? null : startOf(addDays(to, 1))]),
  ];
  return turns.filter((turn) => turn !== null && turn > at).toSorted()[0] ?? null;
};
