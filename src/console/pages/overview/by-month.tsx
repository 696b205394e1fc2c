/** Month by month: each figure in the month of its own event. */
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useToldFigures } from './told-series.ts';
import { OVERVIEW } from './words.ts';

export const ByMonth = ({ overview: { months } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  const lines = useMemo(() => months.map(({ month, figures }) => ({ name: month, figures })), [months]);
  const figures = useToldFigures({ title: say.byMonthTitle, kind: 'bar', along: say.month }, lines);
  return (
    <Panel title={say.byMonth}>
      <Chart figures={figures} />
    </Panel>
  );
};
