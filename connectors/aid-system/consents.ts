/**
 * Consents, read strictly: what is not certainly agreed to is not agreed to. A purpose or source we do not know allows nothing, and a
 * consent without a readable beginning, or with an unreadable end, cannot be shown to hold (PIPL 14, 29). Pure.
 */
import type { MembersContent } from '../../src/domain/canonical.ts';
import { AUTHORITIES, PURPOSES } from '../../src/domain/sources.ts';
import { recordOf } from '../../src/upstream/wire.ts';
import { wordOf } from './codes.ts';
import { readMoment } from './moments.ts';
import type { components } from './upstream.ts';

type Consent = MembersContent['consents'][number];
type WireConsent = { readonly [Field in keyof components['schemas']['Consent']]?: unknown };

export const consentsIn = (stated: unknown): Consent[] =>
  Array.isArray(stated) ? stated.map(consentIn).filter((consent) => consent !== null) : [];

const consentIn = (stated: unknown): Consent | null => {
  const consent: WireConsent = recordOf(stated) ?? {};
  const purpose = wordOf(PURPOSES, consent.purpose);
  const [grantedAt, expiresAt] = [readMoment(consent.grantedAt), readMoment(consent.expiresAt)];
  if (purpose === null || grantedAt.kind !== 'stated' || expiresAt.kind === 'impossible') return null;
  return {
    purpose,
    sources: sourcesIn(consent.sources),
    includesHealth: consent.includesHealth === true,
    grantedAt: grantedAt.value,
    expiresAt: expiresAt.kind === 'stated' ? expiresAt.value : null,
  };
};

const sourcesIn = (stated: unknown): Consent['sources'] =>
  Array.isArray(stated) ? AUTHORITIES.filter((source) => stated.includes(source)) : [];
