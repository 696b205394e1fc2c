/** What was called over time, of one counterpart: answered, failed, not sent; and why it failed. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { nowMs } from '../../clock.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Chart } from '../../parts/chart.tsx';
import type { ChartFigures } from '../../parts/chart-figures.ts';
import { Count } from '../../parts/count.tsx';
import { WordFilter } from '../../parts/filters.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { FAULTS } from '../../words/faults.ts';
import { SOURCES } from '../../words/terms.ts';
import { SOURCES_PAGE, SPANS } from './words.ts';

type Step = Schemas['CallsOfAStep'];
type Source = Schemas['Source'];
type Span = keyof typeof SPANS;

const HOUR_MS = 3_600_000;
/** Steps that the eye can tell apart. */
const COVERS: Readonly<Record<Span, { readonly ms: number; readonly step: '5m' | '1h' | '1d' }>> = {
  '6h': { ms: 6 * HOUR_MS, step: '5m' },
  '24h': { ms: 24 * HOUR_MS, step: '1h' },
  '7d': { ms: 7 * 24 * HOUR_MS, step: '1h' },
  '30d': { ms: 30 * 24 * HOUR_MS, step: '1d' },
};
const AGAIN_MS = 60_000;

const isSpan = (text: string | null): text is Span => text !== null && text in SPANS;
const isSource = (text: string | null): text is Source => text !== null && text in SOURCES;

export const Calls = () => {
  const say = useTexts(SOURCES_PAGE);
  const [query, setQuery] = useSearchParams();
  const [askedSource, askedSpan] = [query.get('source'), query.get('span')];
  const source = isSource(askedSource) ? askedSource : 'civil-affairs';
  const span = isSpan(askedSpan) ? askedSpan : '24h';
  const calls = useCalls(source, span);
  const put = (name: string, value: string): void => setQuery({ source, span, [name]: value }, { preventScrollReset: true });
  return (
    <Panel title={say.calls} about={say.callsAbout}>
      <div className="filters">
        <WordFilter label={say.source} value={source} onChange={(value) => put('source', value)} terms={SOURCES} isRequired />
        <WordFilter label={say.span} value={span} onChange={(value) => put('span', value)} terms={SPANS} isRequired />
      </div>
      <QueryView query={calls}>{({ items }) => <CallsShown steps={items} source={source} span={span} />}</QueryView>
    </Panel>
  );
};

const useCalls = (source: Source, span: Span) =>
  useQuery({
    queryKey: ['calls', source, span],
    queryFn: ({ signal }) => {
      const { ms, step } = COVERS[span];
      const from = new Date(nowMs() - ms).toISOString();
      return told(client.GET('/v1/connectors/{source}/calls', { params: { path: { source }, query: { from, step } }, signal }));
    },
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });

interface CallsShownProps {
  readonly steps: readonly Step[];
  readonly source: Source;
  readonly span: Span;
}

const CallsShown = ({ steps, source, span }: CallsShownProps) => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  const figures = useMemo(
    (): ChartFigures => ({
      title: say.callsTitle(term(SOURCES, source), term(SPANS, span)),
      kind: 'stacked',
      along: say.time,
      categories: steps.map(({ at }) => timeOf(at, span)),
      series: [
        { name: say.answered, values: steps.map(({ calls, failed }) => calls - failed) },
        { name: say.failed, values: steps.map(({ failed }) => failed) },
        { name: say.turnedAway, values: steps.map(({ notSent }) => notSent) },
      ],
    }),
    [say, term, steps, source, span],
  );
  if (steps.every(({ calls, notSent }) => calls + notSent === 0)) return <p className="about">{say.noCalls}</p>;
  return (
    <>
      <Chart figures={figures} />
      <ByCode steps={steps} />
    </>
  );
};

const CLOCK = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
const DAY_AND_CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});
const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', month: '2-digit', day: '2-digit' });

const timeOf = (at: string, span: Span): string => {
  const instant = new Date(at);
  if (span === '30d') return DAY.format(instant);
  return (span === '7d' ? DAY_AND_CLOCK : CLOCK).format(instant);
};

const ByCode = ({ steps }: { readonly steps: readonly Step[] }) => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  const sums = useMemo(() => sumByCode(steps), [steps]);
  return (
    <>
      <h3>{say.byCode}</h3>
      {sums.length === 0 ? (
        <p className="about">{say.noFailures}</p>
      ) : (
        <ul className="tallies">
          {sums.map(([code, times]) => (
            <li key={code}>
              {term(FAULTS, code)} <code>{code}</code> × <Count of={times} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
};

/** The most frequent first. */
const sumByCode = (steps: readonly Step[]): readonly (readonly [string, number])[] => {
  const sums = new Map<string, number>();
  for (const { byCode } of steps) for (const [code, times] of Object.entries(byCode)) sums.set(code, (sums.get(code) ?? 0) + times);
  return [...sums].sort(([, one], [, other]) => other - one);
};
