/** Figures that can be meant: what facts count in whole, thresholds say in whole, and nothing is less than none or beyond any person. */
import { fenOf, yuanOf } from '../../../domain/money.ts';
import type { DatedValue, Manifest } from '../manifest.ts';
import { MANIFEST } from './parsed.ts';
import { pointerTo, type Remark } from './remark.ts';

type Unit = Manifest['thresholds'][string]['unit'];

interface Range {
  readonly least: number;
  readonly most: number;
}

/** A grade is 1 to 10 (GB/T 16180). Nobody lives two centuries, and nobody's bill is a thousand million yuan. */
const RANGES: Readonly<Record<Unit, Range>> = {
  yuan: { least: 0, most: 1_000_000_000 },
  months: { least: 0, most: 2_400 },
  years: { least: 0, most: 200 },
  days: { least: 0, most: 73_000 },
  grade: { least: 1, most: 10 },
  count: { least: 0, most: 100_000 },
};

export const figureRemarks = ({ thresholds }: Manifest): readonly Remark[] =>
  Object.entries(thresholds).flatMap(([name, { unit, values }]) =>
    values.flatMap((value, index) =>
      (['value', 'nearMissWithin'] as const).flatMap((property): readonly Remark[] => {
        const wrong = wrongWith(value[property], unit);
        if (wrong === null) return [];
        const pointer = pointerTo('thresholds', name, 'values', index, property);
        return [{ severity: 'error', file: MANIFEST, pointer, code: 'no-such-figure', detail: `${name}: ${value[property]} ${wrong}.` }];
      }),
    ),
  );

const wrongWith = (figure: DatedValue['nearMissWithin'], unit: Unit): string | null => {
  if (figure === null) return null;
  const { least, most } = RANGES[unit];
  if (figure < least || figure > most) return `is no figure in ${unit} that can be meant: it lies between ${least} and ${most}`;
  if (unit === 'yuan') return yuanOf(fenOf(figure)) === figure ? null : 'is no amount of whole fen: yuan have two decimals';
  return Number.isInteger(figure) ? null : `is not whole: ${unit} are counted in whole numbers`;
};
