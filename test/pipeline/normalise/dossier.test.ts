import { describe, expect, it } from 'vitest';
import { endOf } from '../../../src/domain/period.ts';
import { TESTIMONIES } from '../../../src/domain/sources.ts';
import { type DossierMaterial, dossierOf } from '../../../src/pipeline/2-normalise/dossier.ts';
import { aDeath, aDibao, aDossier, day, TONIGHT } from '../../support/dossiers.ts';

const { memberId, member, bornOn, sex } = aDossier();
const AS_OF = endOf(day('2026-11-20'));
const material = (traits: Partial<DossierMaterial> = {}): DossierMaterial => ({
  memberId,
  member,
  bornOn,
  sex,
  on: TONIGHT,
  records: [aDibao({}, { recordKey: 'A1' }), aDeath({}, { recordKey: 'D1' })],
  permitted: TESTIMONIES,
  covered: new Set(TESTIMONIES),
  unreadable: new Set(),
  asOf: new Map(TESTIMONIES.map((dataset) => [dataset, { asOf: AS_OF }])),
  ...traits,
});

const without = <T>(all: readonly T[], left: T): readonly T[] => all.filter((one) => one !== left);

describe('what a dataset says of one person', () => {
  it('holds as of the end of its last complete reading, not of the night', () => {
    expect(dossierOf(material()).readings.assistance).toEqual({ state: 'read', asOf: AS_OF });
  });

  it('is what its readable rows say, and nothing yet where it has none but one that cannot be read', () => {
    const unreadable = new Set(['assistance', 'participation'] as const);
    const { readings, records } = dossierOf(material({ unreadable }));
    expect([readings.assistance.state, readings.participation.state, readings.contributions.state]).toEqual([
      'read',
      'not-yet-read',
      'read',
    ]);
    expect(records.assistance).toHaveLength(1);
  });

  const SILENT: readonly { readonly given: string; readonly traits: Partial<DossierMaterial>; readonly want: string }[] = [
    { given: 'is withheld without permission', traits: { permitted: without(TESTIMONIES, 'assistance') }, want: 'withheld' },
    { given: 'has failed where it was never read to its end', traits: { asOf: new Map() }, want: 'failed' },
    {
      given: 'is not yet read for whoever joined after its rows had passed',
      traits: { covered: new Set(without(TESTIMONIES, 'assistance')) },
      want: 'not-yet-read',
    },
    {
      given: 'is withheld before anything else is asked',
      traits: { permitted: [], covered: new Set(), asOf: new Map() },
      want: 'withheld',
    },
  ];
  it.each(SILENT)('$given, and its records are not used', ({ traits, want }) => {
    const { readings, records } = dossierOf(material(traits));
    expect(readings.assistance).toEqual({ state: want });
    expect(records.assistance).toEqual([]);
  });
});

describe('a death stated once stays stated', () => {
  const deathsIn = (traits: Partial<DossierMaterial>) => dossierOf(material(traits)).records.death.map(({ recordKey }) => recordKey);

  it.each([
    {
      given: 'while the rest of the register is still to be read for this person',
      traits: { covered: new Set(without(TESTIMONIES, 'death')) },
    },
    { given: 'while the register was never read to its end', traits: { asOf: new Map() } },
  ] satisfies readonly { given: string; traits: Partial<DossierMaterial> }[])('$given', ({ traits }) => {
    expect(deathsIn(traits)).toEqual(['D1']);
  });

  it('unless it may not be used', () => {
    expect(deathsIn({ permitted: without(TESTIMONIES, 'death') })).toEqual([]);
  });
});

it('records stand under their dataset', () => {
  const { records } = dossierOf(material());
  expect(records.assistance.map(({ recordKey }) => recordKey)).toEqual(['A1']);
  expect(records.death.map(({ recordKey }) => recordKey)).toEqual(['D1']);
});
