import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AUTHORITIES, type Authority, sourceOf, TESTIMONIES } from '../../../src/domain/sources.ts';
import type { Dossier, ReadingsByDataset } from '../../../src/pipeline/2-normalise/types.ts';
import { CHECKS, type Statement } from '../../../src/pipeline/3-verify/types.ts';
import { verify } from '../../../src/pipeline/3-verify/verify.ts';
import { anyDossier, anyHolds } from '../../support/any-dossier.ts';
import { aContribution, aDibao, aDossier, anIdentity, aParticipation, aPerson, everyReading } from '../../support/dossiers.ts';

const statementsOf = (dossier: Dossier, source: Authority): readonly Statement[] =>
  verify(dossier).findings.flatMap(({ statements }) => statements.filter((statement) => statement.source === source));

/** The dossier as it would be had this authority been down all along. */
const withoutAuthority = (dossier: Dossier, source: Authority): Dossier => {
  const silenced = Object.fromEntries(
    TESTIMONIES.filter((dataset) => sourceOf(dataset) === source).map((dataset) => [dataset, { state: 'failed' }]),
  );
  const readings: ReadingsByDataset = { ...dossier.readings, ...silenced };
  return { ...dossier, readings, records: { ...dossier.records, ...(source === 'civil-affairs' ? { death: [] } : {}) } };
};

test('a member on 低保, at work and insured, is seen alike by all who know', () => {
  const holds = [
    aDibao(),
    aPerson({ identities: [anIdentity()] }),
    aParticipation({ insurance: 'medical', assistanceRecipient: 'yes' }),
    aParticipation(),
    aContribution(),
  ];
  const { findings, discrepancies } = verify(aDossier({ holds }));
  expect(findings.map(({ check, verdict, holds, value }) => [check, verdict, holds, value])).toEqual([
    ['identity', 'corroborated', true, null],
    ['living', 'corroborated', true, null],
    ['assistance-status', 'corroborated', true, 'dibao'],
    ['medical-insurance', 'corroborated', true, null],
    ['employment-insurance', 'single-source', true, null],
    ['employer', 'corroborated', true, null],
  ]);
  expect(discrepancies).toEqual([]);
});

test.each([
  { state: 'failed', want: 'missing' },
  { state: 'not-yet-read', want: 'missing' },
  { state: 'withheld', want: 'missing' },
] as const)('when every dataset is $state nothing is found and nothing contradicts', ({ state, want }) => {
  const dossier = aDossier({ holds: [aDibao(), aPerson(), aParticipation()], readings: everyReading({ state }) });
  expect(verify(dossier).findings.map(({ verdict }) => verdict)).toEqual(CHECKS.map(() => want));
  expect(verify(dossier).discrepancies).toEqual([]);
});

describe('whoever the member is', () => {
  test('every check is answered, in the order of the contract', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        expect(verify(dossier).findings.map(({ check }) => check)).toEqual(CHECKS);
      }),
    );
  });

  test('the order in which records are stored changes nothing', () => {
    const shuffled = anyHolds.chain((holds) => fc.tuple(fc.constant(holds), fc.shuffledSubarray(holds, { minLength: holds.length })));
    fc.assert(
      fc.property(shuffled, ([stored, otherwise]) => {
        expect(verify(aDossier({ holds: otherwise }))).toEqual(verify(aDossier({ holds: stored })));
      }),
      { numRuns: 500 },
    );
  });

  test('an authority that is down says nothing, and least of all no', () => {
    fc.assert(
      fc.property(anyDossier, fc.constantFrom(...AUTHORITIES), (dossier, source) => {
        const said = statementsOf(withoutAuthority(dossier, source), source);
        expect(said.length).toBeGreaterThan(0);
        expect(said.every(({ result, evidence }) => result === 'unknown' && evidence.length === 0)).toBe(true);
      }),
    );
  });

  test('a dataset that stops being heard never turns an answer into a mismatch', () => {
    const mismatches = (dossier: Dossier): ReadonlySet<string> =>
      new Set(
        verify(dossier).findings.flatMap(({ check, statements }) =>
          statements.filter(({ result }) => result === 'mismatch').map(({ source }) => `${check} ${source}`),
        ),
      );
    // Of whoever only copies: that its word is of an earlier grant is known as long as civil affairs tells when this one began.
    const ofEarlierGrants = new Set(['assistance-status medical-insurance', 'assistance-status social-security']);
    fc.assert(
      fc.property(anyDossier, fc.constantFrom(...TESTIMONIES), (dossier, dataset) => {
        const unheard = { ...dossier, readings: { ...dossier.readings, [dataset]: { state: 'failed' } } };
        const anew = mismatches(unheard).difference(mismatches(dossier));
        expect([...(dataset === 'assistance' ? anew.difference(ofEarlierGrants) : anew)]).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('only what is known has evidence, and all of it comes from the source that speaks', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const { findings, discrepancies } = verify(dossier);
        for (const { source, result, reason, evidence } of [...findings, ...discrepancies].flatMap(({ statements }) => statements)) {
          expect(result === 'unknown').toBe(reason !== null);
          expect(
            evidence.every(
              (one) =>
                one.source === source &&
                dossier.records[one.dataset === 'members' ? 'person' : one.dataset].some(({ recordKey }) => recordKey === one.recordKey),
            ),
          ).toBe(true);
        }
      }),
    );
  });

  test('a discrepancy has two sides, each with evidence, and opens once', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const { discrepancies } = verify(dossier);
        expect(new Set(discrepancies.map(({ kind }) => kind)).size).toBe(discrepancies.length);
        for (const { statements } of discrepancies) {
          expect(statements.length).toBeGreaterThan(1);
          expect(statements.every(({ evidence }) => evidence.length > 0)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
