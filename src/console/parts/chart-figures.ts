/** What a chart and its table show. */

export interface ChartFigures {
  /** What it shows, in a sentence: read instead of the picture. */
  readonly title: string;
  /** `across`: bars that lie, the first at the top, for names too long to stand side by side. */
  readonly kind: 'bar' | 'stacked' | 'line' | 'across';
  /** What stands along the axis, such as months. */
  readonly along: string;
  readonly categories: readonly string[];
  /** Null: not known there. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}
