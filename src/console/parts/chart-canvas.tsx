/** The picture of a chart: Apache ECharts, with the parts that are drawn here and no other. */
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ChartFigures } from './chart-figures.ts';

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

/** Told apart by lightness too; each at least 3:1 on white (WCAG 1.4.11). */
const COLOURS = ['#0b57b7', '#c2570c', '#1f7a5c', '#8a3ffc', '#8c6d00', '#a8206b'];

/** Read from the other end of a room, too. */
const FONT_SIZE = 13;
const WIDEST_BAR = 40;

const optionOf = ({ kind, categories, series }: ChartFigures): EChartsCoreOption => ({
  color: COLOURS,
  animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  // By name: what a text needs is measured on a canvas, which inherits nothing.
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
  // As text, not as markup: the page's policy lets no inline style in.
  tooltip: { trigger: 'axis', renderMode: 'richText' },
  legend: { bottom: 0, show: series.length > 1, textStyle: { fontSize: FONT_SIZE } },
  grid: { left: 8, right: 16, top: 16, bottom: series.length > 1 ? 36 : 8, containLabel: true },
  ...axesOf(kind, categories),
  series: series.map(({ name, values }) => ({
    name,
    type: kind === 'line' ? 'line' : 'bar',
    ...(kind === 'stacked' && { stack: 'all' }),
    barMaxWidth: WIDEST_BAR,
    data: values,
  })),
});

const axesOf = (kind: ChartFigures['kind'], categories: readonly string[]): EChartsCoreOption => {
  const axisLabel = { fontSize: FONT_SIZE };
  const names = { type: 'category', data: categories, axisLabel };
  const counts = { type: 'value', minInterval: 1, axisLabel };
  return kind === 'across' ? { xAxis: counts, yAxis: { ...names, inverse: true } } : { xAxis: names, yAxis: counts };
};

export const ChartCanvas = ({ figures }: { readonly figures: ChartFigures }) => {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const chart = init(place.current, null, { renderer: 'svg' });
    chart.setOption(optionOf(figures));
    const watching = new ResizeObserver(() => chart.resize());
    watching.observe(place.current);
    return () => {
      watching.disconnect();
      chart.dispose();
    };
  }, [figures]);
  // Everything in it stands in the table below, too.
  return <div ref={place} className="canvas" aria-hidden />;
};
