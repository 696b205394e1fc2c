/** As much of PromQL as it takes to say which metrics and labels an expression names. */

export interface Named {
  readonly metrics: readonly string[];
  /** Of a matcher, with the metric it stands behind. */
  readonly matched: readonly { readonly metric: string; readonly label: string }[];
  /** Of `by`, `without`, `on`, `ignoring`, `group_left`, `group_right`. */
  readonly grouped: readonly string[];
}

const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g;
const SELECTOR = /([a-zA-Z_:][\w:]*)\s*\{([^}]*)\}/g;
const KEYWORDS = ['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'bool', 'offset', 'and', 'or', 'unless', 'inf', 'nan'];

export const namesIn = (expression: string): Named => {
  const bare = expression.replaceAll(/"[^"]*"/g, '""');
  const labelsOf = (text: string): readonly string[] => text.split(',').flatMap((label) => label.trim().match(/^[a-zA-Z_]\w*/)?.[0] ?? []);
  const grouped = [...bare.matchAll(GROUPING)].flatMap(([, labels = '']) => labelsOf(labels));
  const matched = [...bare.matchAll(SELECTOR)].flatMap(([, metric = '', labels = '']) =>
    labelsOf(labels).map((label) => ({ metric, label })),
  );
  const rest = bare
    .replaceAll(GROUPING, ' ')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ');
  const metrics = [...rest.matchAll(/(?<![\w:$.])([a-zA-Z_:][\w:]*)(?!\s*\(|[\w:])/g)].flatMap(([, name = '']) =>
    KEYWORDS.includes(name) ? [] : [name],
  );
  return { metrics: [...new Set(metrics)], matched, grouped };
};

/** Labels of each series of an exposition, by its name (`_bucket` and the like as they stand there). */
export const seriesIn = (exposition: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const series = new Map<string, Set<string>>();
  for (const line of exposition.split('\n')) {
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = series.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
};

/** Added by whoever scrapes. */
const OF_THE_SCRAPE = ['job', 'instance'];

/** What an expression names that is not there. */
export const missingFrom = (series: ReadonlyMap<string, ReadonlySet<string>>, expression: string): readonly string[] => {
  const { metrics, matched, grouped } = namesIn(expression);
  const has = (metric: string, label: string): boolean => OF_THE_SCRAPE.includes(label) || series.get(metric)?.has(label) === true;
  return [
    ...metrics.filter((metric) => !series.has(metric)),
    ...matched.filter(({ metric, label }) => !has(metric, label)).map(({ metric, label }) => `${metric}{${label}}`),
    ...grouped.filter((label) => !metrics.some((metric) => has(metric, label))).map((label) => `by (${label})`),
  ];
};
