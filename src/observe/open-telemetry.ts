/**
 * The one file that knows OpenTelemetry's packages. Spans are gathered and sent as OTLP over HTTP in JSON; a collector that is away, or slow, costs
 * spans: what waits is bounded, nobody waits for it, and leaving waits a moment only.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  RandomIdGenerator,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SPANS, type SpanName, spanReader } from './spans.ts';
import { placeIn, traceparentOf } from './traceparent.ts';
import type { OpenSpan, Placed, TraceSettings, Traces } from './traces.ts';

/** Spans that wait while the collector does not answer; about a kilobyte each. What is beyond is dropped. */
const MOST_WAITING = 8_192;
const SENT_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 2_000;
/** For a collector that does not answer, by whoever leaves. */
const LEAVING_MS = 2_000;

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER };

export const openTelemetry = ({ url, headers, service, ratio }: TraceSettings, mode: string): Traces => {
  const ids = chosenIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'process.pid': process.pid, 'huzheng.mode': mode }),
    sampler: nightsAndSome(ratio),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: ANSWER_WITHIN_MS }),
        maxQueueSize: MOST_WAITING,
        scheduledDelayMillis: SENT_EVERY_MS,
        exportTimeoutMillis: ANSWER_WITHIN_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('huzheng');
  const underWay = new AsyncLocalStorage<Span>();
  const readers = new Map((Object.keys(SPANS) as SpanName[]).map((name) => [name, spanReader(name)]));
  const told = (name: SpanName, given: object) =>
    readers.get(name)?.(given as Readonly<Record<string, unknown>>) ?? { title: name, attributes: {} };

  const start = (name: SpanName, given: object, { parent, id, links = [] }: Placed, startedAt?: number): Span => {
    const { title, attributes } = told(name, given);
    const under = parent === undefined ? ambient(underWay.getStore()) : contextOf(parent);
    return ids.choosing(id, () =>
      tracer.startSpan(
        title,
        {
          kind: KINDS[SPANS[name].kind],
          attributes,
          links: links.flatMap((link) => linkTo(link)),
          ...(startedAt !== undefined && { startTime: new Date(startedAt) }),
        },
        under,
      ),
    );
  };

  const begin: Traces['begin'] = (name, fields, placed = {}) => {
    const span = start(name, fields, placed);
    return {
      traceparent: traceparentAt(span),
      run: (act) => underWay.run(span, act),
      end: (more, fault) => {
        const { title, attributes } = told(name, { ...fields, ...more });
        span.updateName(title).setAttributes(attributes);
        if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    } satisfies OpenSpan<typeof name>;
  };

  return {
    isOn: true,
    begin,
    past: (name, { startedAt, endedAt, fault, ...fields }, placed = {}) => {
      const span = start(name, fields, placed, startedAt);
      if (fault !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(new Date(Math.max(startedAt, endedAt)));
    },
    close: async () => {
      const leaving = new AbortController();
      // A collector that is away costs its spans, and holds up nobody who leaves.
      await Promise.race([provider.shutdown().catch(() => undefined), sleep(LEAVING_MS, undefined, { signal: leaving.signal })]);
      leaving.abort();
    },
  };
};

const ambient = (span: Span | undefined): Context => (span === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, span));

const contextOf = (traceparent: string | null): Context => {
  const place = placeIn(traceparent);
  return place === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote(place));
};

const remote = ({ traceId, spanId, isSampled }: { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean }) => ({
  traceId,
  spanId,
  traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
  isRemote: true,
});

const linkTo = (traceparent: string | null) => {
  const place = placeIn(traceparent);
  return place === null ? [] : [{ context: remote(place) }];
};

const traceparentAt = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return traceparentOf({ traceId, spanId, isSampled: (traceFlags & TraceFlags.SAMPLED) !== 0 });
};

/** Where a night's spans begin. */
const BEGINS_NIGHT: SpanName = 'open-run';

/** One night is one trace, and always kept: also one that a request opens which is not. Of requests that begin a trace only so many are. */
const nightsAndSome = (ratio: number): Sampler => {
  const [all, some] = [new AlwaysOnSampler(), new TraceIdRatioBasedSampler(ratio)];
  const root: Sampler = {
    shouldSample: (context, traceId, _name, kind) => (kind === SpanKind.SERVER ? some.shouldSample(context, traceId) : all.shouldSample()),
    toString: () => `NightsAndRequests{${some.toString()}}`,
  };
  const byParent = new ParentBasedSampler({ root });
  return {
    shouldSample: (context, traceId, name, ...more) =>
      name === BEGINS_NIGHT ? all.shouldSample() : byParent.shouldSample(context, traceId, name, ...more),
    toString: () => byParent.toString(),
  };
};

/** Random ids, but for the span that is begun in `choosing`: the tracer asks for one before it does anything else. */
const chosenIds = (): IdGenerator & { readonly choosing: <T>(id: string | undefined, act: () => T) => T } => {
  const random = new RandomIdGenerator();
  let chosen: string | undefined;
  return {
    generateTraceId: () => random.generateTraceId(),
    generateSpanId: () => chosen ?? random.generateSpanId(),
    choosing: (id, act) => {
      chosen = id;
      try {
        return act();
      } finally {
        chosen = undefined;
      }
    },
  };
};
