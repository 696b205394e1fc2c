import { describe, expect, it } from 'vitest';
import type { MembersContent } from '../../../src/domain/canonical.ts';
import { endOf, startOf } from '../../../src/domain/period.ts';
import { permissionOf, type WrittenBasis } from '../../../src/pipeline/2-normalise/permission.ts';
import { day, TONIGHT } from '../../support/dossiers.ts';
import { aMember } from '../../support/nights-town.ts';

type Consent = MembersContent['consents'][number];
const aConsent = (traits: Partial<Consent> = {}): Consent => ({
  purpose: 'hardship-screening',
  sources: ['civil-affairs'],
  includesHealth: false,
  grantedAt: startOf(day('2026-01-01')),
  expiresAt: null,
  ...traits,
});
const aBasis = (traits: Partial<WrittenBasis> = {}): WrittenBasis => ({
  dataset: 'death',
  purpose: 'hardship-screening',
  recipient: 'federation',
  document: '试验市数据共享协议〔2026〕1号',
  from: day('2026-01-01'),
  to: null,
  ...traits,
});

const permitted = (consents: readonly Consent[], bases: readonly WrittenBasis[] = []) =>
  permissionOf(aMember(1, { content: { consents: [...consents] } }).content, bases, endOf(TONIGHT));

describe('consent', () => {
  const CIVIL_AFFAIRS = ['assistance', 'death', 'family'];
  const CONSENTS: readonly { readonly given: string; readonly consents: readonly Consent[]; readonly want: readonly string[] }[] = [
    { given: 'none permits nothing', consents: [], want: [] },
    { given: 'to one source permits its datasets and no others', consents: [aConsent()], want: CIVIL_AFFAIRS },
    { given: 'of tomorrow permits nothing tonight', consents: [aConsent({ grantedAt: startOf(day('2026-11-23')) })], want: [] },
    { given: 'that ends with the night permits nothing after it', consents: [aConsent({ expiresAt: endOf(TONIGHT) })], want: [] },
    { given: 'that ends tomorrow permits tonight', consents: [aConsent({ expiresAt: startOf(day('2026-11-24')) })], want: CIVIL_AFFAIRS },
    {
      given: 'without health leaves out settlements and registrations',
      consents: [aConsent({ sources: ['medical-insurance'] })],
      want: ['person'],
    },
    {
      given: 'with health permits them',
      consents: [aConsent({ sources: ['medical-insurance'], includesHealth: true })],
      want: ['person', 'settlement', 'registration'],
    },
    {
      given: 'health agreed for one source says nothing of another consent',
      consents: [aConsent({ includesHealth: true }), aConsent({ sources: ['medical-insurance'] })],
      want: [...CIVIL_AFFAIRS, 'person'],
    },
  ];
  it.each(CONSENTS)('$given', ({ consents, want }) => {
    expect(permitted(consents).datasets).toEqual(want);
    expect(permitted(consents).purposes['hardship-screening'] ?? []).toEqual(want);
  });

  it('to one purpose is none to another', () => {
    const { purposes, datasets } = permitted([aConsent(), aConsent({ purpose: 'mutual-aid-claim', sources: ['medical-insurance'] })]);
    expect(purposes).toEqual({ 'hardship-screening': ['assistance', 'death', 'family'], 'mutual-aid-claim': ['person'] });
    expect(datasets).toEqual(['assistance', 'death', 'family', 'person']);
  });
});

describe('a written basis', () => {
  const BASES: readonly { readonly given: string; readonly basis: WrittenBasis; readonly want: readonly string[] }[] = [
    { given: 'stands in for consent, for its dataset alone', basis: aBasis(), want: ['death'] },
    { given: 'that has expired permits nothing', basis: aBasis({ to: day('2026-11-21') }), want: [] },
    { given: 'holds on its last day', basis: aBasis({ to: TONIGHT }), want: ['death'] },
    { given: 'that begins tomorrow permits nothing', basis: aBasis({ from: day('2026-11-23') }), want: [] },
    { given: 'for another recipient permits nothing', basis: aBasis({ recipient: 'insurer' }), want: [] },
    { given: 'may cover health, where the document says so', basis: aBasis({ dataset: 'settlement' }), want: ['settlement'] },
  ];
  it.each(BASES)('$given', ({ basis, want }) => {
    expect(permitted([], [basis]).datasets).toEqual(want);
  });

  it('adds to what a member agreed to', () => {
    expect(permitted([aConsent({ sources: ['medical-insurance'] })], [aBasis()]).datasets).toEqual(['death', 'person']);
  });

  it('for one purpose and its recipient is none for another purpose', () => {
    const basis = aBasis({ purpose: 'mutual-aid-claim', recipient: 'mutual-aid-association' });
    expect(permitted([], [basis]).purposes).toEqual({ 'mutual-aid-claim': ['death'] });
  });
});
