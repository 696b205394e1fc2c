/** Which rules raised how many cases; a rule that is not in force any more stands as its code. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useLanguage, useTexts } from '../../language.tsx';
import { Chart, ChartToCome } from '../../parts/chart.tsx';
import type { ChartFigures } from '../../parts/chart-figures.ts';
import { Panel } from '../../parts/panel.tsx';
import { rulesQuery } from './overview-query.ts';
import { OVERVIEW } from './words.ts';

interface ByRuleProps {
  readonly title: string;
  /** What the chart shows, in a sentence. */
  readonly chart: string;
  readonly of: readonly Schemas['OverviewRule'][];
}

/** More than the eye can tell apart; the spreadsheet has all. */
const MOST_SHOWN = 10;

export const ByRule = ({ title, chart, of }: ByRuleProps) => {
  const say = useTexts(OVERVIEW);
  const { language } = useLanguage();
  const { data, isPending } = useQuery(rulesQuery);
  const figures = useMemo((): ChartFigures => {
    const titles = new Map(data?.active.map(({ code, title: words }) => [code, words[language]]));
    const shown = of.slice(0, MOST_SHOWN);
    return {
      title: chart,
      kind: 'across',
      along: say.rule,
      categories: shown.map(({ rule }) => titles.get(rule) ?? rule),
      series: [{ name: say.caseCount, values: shown.map(({ cases }) => cases) }],
    };
  }, [data, language, of, chart, say]);
  if (of.length === 0)
    return (
      <Panel title={title}>
        <p className="about">{say.noRules}</p>
      </Panel>
    );
  // Not by their codes until their titles have come.
  return <Panel title={title}>{isPending ? <ChartToCome /> : <Chart figures={figures} />}</Panel>;
};
