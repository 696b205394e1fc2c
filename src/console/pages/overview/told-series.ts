/** The figures that charts tell side by side: flagged, delivered, confirmed, granted. */
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import type { ChartFigures } from '../../parts/chart-figures.ts';
import { OVERVIEW } from './words.ts';

type Figures = Schemas['OverviewFigures'];

const TOLD = ['flagged', 'delivered', 'confirmed', 'granted'] as const;

interface Line {
  readonly name: string;
  readonly figures: Figures;
}

/** `lines` must be the same object as long as they are the same. */
export const useToldFigures = (asked: Pick<ChartFigures, 'title' | 'kind' | 'along'>, lines: readonly Line[]): ChartFigures => {
  const say = useTexts(OVERVIEW);
  const { title, kind, along } = asked;
  return useMemo(
    () => ({
      ...{ title, kind, along },
      categories: lines.map(({ name }) => name),
      series: TOLD.map((figure) => ({ name: say[figure], values: lines.map(({ figures }) => figures[figure]) })),
    }),
    [title, kind, along, lines, say],
  );
};
