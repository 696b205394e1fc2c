/** The aid system's vocabularies (`interfaces.md` §4). A word that is not in them is unknown, never the nearest. */
import type { MembersContent } from '../../src/domain/canonical.ts';
import type { ApplicationStatus } from '../../src/upstream/aid-system.ts';

export const ID_TYPES = ['resident-id', 'hmt-residence-permit', 'foreign-pr'] as const satisfies readonly MembersContent['idType'][];
export const EMPLOYMENT_FORMS = [
  'standard',
  'courier',
  'ride-hailing',
  'housekeeping',
  'construction',
  'sanitation',
] as const satisfies readonly MembersContent['employmentForm'][];
export const AID_CLASSES = ['deep', 'relative', 'accident'] as const satisfies readonly NonNullable<MembersContent['aidFile']>['class'][];
export const STATUSES = [
  'awaiting-confirmation',
  'confirmed',
  'declined',
  'expired',
  'granted',
  'refused',
  'withdrawn',
] as const satisfies readonly NonNullable<ApplicationStatus['status']>[];

/** The word as one of the vocabulary, or null. */
export const wordOf = <Word extends string>(vocabulary: readonly Word[], stated: unknown): Word | null =>
  vocabulary.find((word) => word === stated) ?? null;
