/** District by district; what could single somebody out is not told. */
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useToldFigures } from './told-series.ts';
import { OVERVIEW } from './words.ts';

export const ByDistrict = ({ overview: { byDistrict, smallestTold } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  const lines = useMemo(
    () => byDistrict.map(({ district, figures }) => ({ name: district ?? say.noDistrict, figures })),
    [byDistrict, say],
  );
  const figures = useToldFigures({ title: say.byDistrictTitle, kind: 'bar', along: say.district }, lines);
  return (
    <Panel title={say.byDistrict} about={say.untold(smallestTold)}>
      <Chart figures={figures} />
    </Panel>
  );
};
