/** Figures as a picture, whose code is fetched when one is looked at, and as a table for whoever cannot see it. */
import { Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import { useTexts } from '../language.tsx';
import type { ChartFigures } from './chart-figures.ts';
import { countText } from './count.tsx';
import { Sheet } from './sheet.tsx';
import { PARTS } from './words.ts';

const Canvas = lazy(async () => ({ default: (await import('./chart-canvas.tsx')).ChartCanvas }));

export const Chart = ({ figures }: { readonly figures: ChartFigures }) => (
  <figure className="chart">
    <figcaption>{figures.title}</figcaption>
    <Suspense fallback={<ChartToCome />}>
      <Canvas figures={figures} />
    </Suspense>
    <ChartTable figures={figures} />
  </figure>
);

const ChartTable = ({ figures: { title, along, categories, series } }: { readonly figures: ChartFigures }) => {
  const say = useTexts(PARTS);
  return (
    <details>
      <summary>{say.asTable}</summary>
      <Sheet name={title}>
        <table className="account-book">
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              <th className="says" scope="col">
                {along}
              </th>
              {series.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {categories.map((category, index) => (
              <tr key={category}>
                <th className="says" scope="row">
                  {category}
                </th>
                {series.map(({ name, values }) => (
                  <td key={name}>{typeof values[index] === 'number' ? countText(values[index]) : '—'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sheet>
    </details>
  );
};

/** In the place of a chart that is not there yet. */
export const ChartToCome = () => <Skeleton active title={false} paragraph={{ rows: 6 }} />;
