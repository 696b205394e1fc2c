import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TESTIMONIES } from '../../../src/domain/sources.ts';
import type { Dossier } from '../../../src/pipeline/2-normalise/types.ts';
import { recordOf, sheetFrom } from '../../../src/pipeline/4-screen/sheet-record.ts';
import { anyDossier } from '../../support/any-dossier.ts';
import { aDossier, aSettlement, day } from '../../support/dossiers.ts';
import { aSheet } from '../../support/people.ts';

const asOfIn = ({ readings }: Dossier) =>
  new Map(
    TESTIMONIES.flatMap((dataset) => {
      const reading = readings[dataset];
      return reading.state === 'read' ? [[dataset, reading.asOf] as const] : [];
    }),
  );
const kept = (sheet: ReturnType<typeof aSheet>) => JSON.parse(JSON.stringify(recordOf(sheet)));

describe('a sheet that was kept', () => {
  it('is told again exactly as it was', () => {
    fc.assert(
      fc.property(anyDossier, (dossier) => {
        const sheet = aSheet(dossier);
        expect(sheetFrom(kept(sheet), asOfIn(dossier))).toEqual(sheet);
      }),
    );
  });

  it('says the same for several purposes once, and names each record once', () => {
    const policy = { from: day('2026-01-01'), to: day('2026-12-31') };
    const record = kept(aSheet(aDossier({ member: { mutualAid: policy }, holds: [aSettlement(), aSettlement()] })));
    expect(record.byPurpose).toMatchObject({ 'mutual-aid-claim': 'hardship-screening', 'exclusive-protection': 'hardship-screening' });
    expect(record.evidence.filter(([dataset]: readonly string[]) => dataset === 'settlement')).toHaveLength(2);
  });

  it('holds no instant: as of when a source was read belongs to the night', () => {
    expect(JSON.stringify(kept(aSheet(aDossier({ holds: [aSettlement()] }))))).not.toMatch(/\d{4}-\d{2}-\d{2}T/);
  });
});
