/** One plain HTTP server on a port of its own; what it answers is decided elsewhere, how it arrives is decided here. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Call {
  readonly method: string;
  /** Below the server's base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Arrival, epoch milliseconds. */
  readonly at: number;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delivery?: 'cut' | 'no-answer' | { readonly silentMs: number };
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** `basePath` such as `/gateway-2`; the interface's paths go below it. */
export const serve = async (basePath: string, answer: (call: Call) => Reply): Promise<Served> => {
  const server = createServer((request, response) => {
    void handle(request, response, { basePath, answer });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}${basePath}`, close };
};

interface Door {
  readonly basePath: string;
  readonly answer: (call: Call) => Reply;
}

const handle = async (request: IncomingMessage, response: ServerResponse, { basePath, answer }: Door): Promise<void> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://second.city');
  const inside = url.pathname.startsWith(`${basePath}/`);
  const call: Call = {
    method: request.method ?? '',
    path: inside ? url.pathname.slice(basePath.length) : url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    at: Date.now(),
  };
  await deliver(response, inside ? answer(call) : { status: 404, body: '' });
};

/** In two pieces, parted where a character of several bytes may well be torn. A cut comes between them, or where the body should have been. */
const deliver = async (response: ServerResponse, { status, body, headers, delivery }: Reply): Promise<void> => {
  if (delivery === 'no-answer') return void response.destroy();
  if (typeof delivery === 'object') await sleep(delivery.silentMs);
  const bytes = Buffer.from(body, 'utf8');
  if (bytes.length === 0 && delivery === 'cut') {
    response.writeHead(status, { ...headers, 'content-length': '64' }).flushHeaders();
    return void response.destroy();
  }
  response.writeHead(status, headers);
  if (bytes.length === 0) return void response.end();
  const middle = Math.floor(bytes.length / 2);
  await new Promise<void>((resolve) => response.write(bytes.subarray(0, middle), () => resolve()));
  if (delivery === 'cut') return void response.destroy();
  response.end(bytes.subarray(middle));
};
