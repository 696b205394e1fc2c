/** Who can be asked to check a record: every source but the roster. */
import type { Schemas } from '../../api/client.ts';
import type { Terms } from '../../language.tsx';
import { SOURCES } from '../../words/terms.ts';

export const AUTHORITIES: readonly Schemas['Authority'][] = ['civil-affairs', 'medical-insurance', 'social-security'];

/** For a filter. */
export const AUTHORITY_TERMS: Terms = Object.fromEntries(Object.entries(SOURCES).filter(([code]) => code !== 'aid-system'));
