/** A collector of traces, as OTLP over HTTP in JSON has it: keeps what it is sent, and knows how spans hang together. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Null: where a trace begins. */
  readonly parentId: string | null;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly isError: boolean;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Of the process that told of it. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

export interface Collector {
  readonly url: string;
  readonly spans: () => readonly SeenSpan[];
  /** Everything that came, as it came, with the headers of each. */
  readonly received: () => readonly { readonly body: string; readonly headers: Readonly<Record<string, unknown>> }[];
  readonly close: () => Promise<void>;
}

export const openCollector = async (): Promise<Collector> => {
  const received: { body: string; headers: Readonly<Record<string, unknown>> }[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.url === '/v1/traces') received.push({ body: Buffer.concat(parts).toString('utf8'), headers: request.headers });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    spans: () => received.flatMap(({ body }) => spansIn(JSON.parse(body) as Sent)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** Children of a span, and theirs, are found in what was told of its trace. */
export const unconnected = (spans: readonly SeenSpan[]): readonly SeenSpan[] => {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.filter(({ parentId }) => parentId !== null && !ids.has(parentId));
};

interface Attribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
  };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind: number;
  readonly attributes: readonly Attribute[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code: number };
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

const spansIn = ({ resourceSpans }: Sent): readonly SeenSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => seen(span, told(resource.attributes)))),
  );

const ERROR = 2;
const MS = 1_000_000n;

const seen = (
  { name, traceId, spanId, parentSpanId, kind, attributes, links, status, ...times }: SentSpan,
  resource: SeenSpan['resource'],
): SeenSpan => ({
  name,
  traceId,
  spanId,
  parentId: parentSpanId === undefined || parentSpanId === '' ? null : parentSpanId,
  kind,
  attributes: told(attributes),
  links: links.map(({ traceId: other, spanId: of }) => ({ traceId: other, spanId: of })),
  isError: status.code === ERROR,
  startedAt: Number(BigInt(times.startTimeUnixNano) / MS),
  endedAt: Number(BigInt(times.endTimeUnixNano) / MS),
  resource,
});

const told = (attributes: readonly Attribute[]): SeenSpan['attributes'] =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? '']),
  );
