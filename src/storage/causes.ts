/** Causes of failures: one row each, written where an attempt ends in one, so that no list of failures has to be counted anew. */
import type { Source } from '../domain/sources.ts';

/** What failures of one cause have in common; nothing personal is in it. */
export interface Cause {
  readonly fingerprint: string;
  readonly source: Source | null;
  readonly kind: string;
  readonly code: string;
  readonly authorityCode: string | null;
  /** The authority's own words, normalised. */
  readonly message: string | null;
  /** How our side says it. */
  readonly detail: string;
}
