/** Programme by programme; a case that offers none stands by itself. */
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useLanguage, useTexts } from '../../language.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PROGRAMMES } from '../../words/cases.ts';
import { useToldFigures } from './told-series.ts';
import { OVERVIEW } from './words.ts';

export const ByProgramme = ({ overview: { byProgramme } }: { readonly overview: Schemas['Overview'] }) => {
  const say = useTexts(OVERVIEW);
  const { language } = useLanguage();
  const lines = useMemo(
    () =>
      byProgramme.map(({ programme, figures }) => ({
        name: programme === null ? say.noProgramme : (PROGRAMMES[programme]?.[language] ?? programme),
        figures,
      })),
    [byProgramme, say, language],
  );
  const figures = useToldFigures({ title: say.byProgrammeTitle, kind: 'bar', along: say.programme }, lines);
  return (
    <Panel title={say.byProgramme} about={say.byProgrammeAbout}>
      <Chart figures={figures} />
    </Panel>
  );
};
