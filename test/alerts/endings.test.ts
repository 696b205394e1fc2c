import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { endingOfAuthorities, endingOfCertificate, endingsOfBases, endingsOfRules, type RulesInTime } from '../../src/alerts/endings.ts';
import { addDays, type Day, dayAt, instantOf } from '../../src/domain/period.ts';
import type { WrittenBasis } from '../../src/pipeline/2-normalise/permission.ts';
import { privateAuthority } from '../upstream/support/certificates.ts';

const day = (text: string): Day => text as Day;

describe('written bases', () => {
  const basis = (besides: Partial<WrittenBasis> = {}): WrittenBasis => ({
    dataset: 'assistance',
    purpose: 'hardship-screening',
    recipient: 'federation',
    document: '民函〔2025〕8号',
    from: day('2025-01-01'),
    to: day('2026-12-31'),
    ...besides,
  });
  const CASES: readonly { readonly given: string; readonly bases: readonly WrittenBasis[]; readonly want: readonly string[] }[] = [
    { given: 'one that ends', bases: [basis()], want: ['2026-12-31'] },
    { given: 'an open one ends for nobody', bases: [basis({ to: null })], want: [] },
    { given: 'one that another goes on from the next day', bases: [basis(), basis({ from: day('2027-01-01'), to: null })], want: [] },
    {
      given: 'one that is followed after a gap',
      bases: [basis(), basis({ from: day('2027-01-02'), to: null })],
      want: ['2026-12-31'],
    },
    {
      given: 'one that is followed for another purpose only',
      bases: [basis(), basis({ purpose: 'mutual-aid-claim', from: day('2027-01-01'), to: null })],
      want: ['2026-12-31'],
    },
    {
      given: 'a chain ends where its last document does',
      bases: [basis(), basis({ from: day('2027-01-01'), to: day('2027-06-30') })],
      want: ['2027-06-30'],
    },
  ];
  it.each(CASES)('$given', ({ bases, want }) => {
    expect(endingsOfBases(bases).map(({ lastDay }) => lastDay)).toEqual(want);
  });
});

describe('rules', () => {
  const rules = (besides: Partial<RulesInTime> = {}): RulesInTime => ({
    name: 'city@1.0.0',
    from: day('2026-01-01'),
    until: null,
    validTo: null,
    thresholds: { subsistenceLine: [{ from: day('2026-01-01'), to: null }] },
    ...besides,
  });
  const until = (to: string) => ({ from: day('2026-01-01'), to: day(to) });
  const CASES: readonly { readonly given: string; readonly given_: RulesInTime; readonly want: readonly string[] }[] = [
    { given: 'open ones end for nobody', given_: rules(), want: [] },
    { given: 'a rule set that runs out', given_: rules({ validTo: day('2026-12-31') }), want: ['rule-set 2026-12-31'] },
    {
      given: 'one that another takes the place of in time',
      given_: rules({ validTo: day('2026-12-31'), until: day('2026-12-31') }),
      want: [],
    },
    {
      given: 'one that another takes the place of too late',
      given_: rules({ validTo: day('2026-12-31'), until: day('2027-01-31') }),
      want: ['rule-set 2026-12-31'],
    },
    { given: 'a threshold that ends', given_: rules({ thresholds: { line: [until('2026-12-31')] } }), want: ['threshold 2026-12-31'] },
    {
      given: 'one whose next value follows',
      given_: rules({ thresholds: { line: [until('2026-12-31'), { from: day('2027-01-01'), to: day('2027-12-31') }] } }),
      want: ['threshold 2027-12-31'],
    },
    {
      given: 'one that has no value today is a gap and no end',
      given_: rules({ thresholds: { line: [until('2026-10-31')] } }),
      want: [],
    },
  ];
  it.each(CASES)('$given', ({ given_, want }) => {
    expect(endingsOfRules(given_, day('2026-11-24')).map(({ kind, lastDay }) => `${kind} ${lastDay}`)).toEqual(want);
  });
});

describe('certificates', () => {
  const tomorrow = addDays(dayAt(instantOf(Date.now())), 1);

  it('are good up to the day before they end', () => {
    const { cert } = privateAuthority();
    expect(endingOfCertificate('HUZHENG_TLS_CERTIFICATE', cert)).toEqual([
      { kind: 'certificate', name: 'HUZHENG_TLS_CERTIFICATE', source: null, lastDay: addDays(tomorrow, -1) },
    ]);
  });

  it('a chain ends with the first of it, a file that says nothing with nobody', () => {
    const { cert, caPem } = privateAuthority();
    const [chain] = endingOfCertificate('chain', `${rootCertificates.join('\n')}\n${cert}\n${caPem}`);
    expect((chain?.lastDay ?? '') <= addDays(tomorrow, -1)).toBe(true);
    expect(endingOfCertificate('chain', '')).toEqual([]);
  });

  it('of several authorities of one name the one that lasts longest counts', () => {
    const { caPem } = privateAuthority();
    const again = privateAuthority().caPem;
    expect(endingOfAuthorities('CIVIL_AFFAIRS_CA_FILE', 'civil-affairs', `${caPem}${again}`)).toHaveLength(1);
  });
});
