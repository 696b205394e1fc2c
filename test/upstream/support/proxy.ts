/** A forward proxy that tunnels and forwards, as the ones between a city's networks do. Whoever it does not know is answered 407. */
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificates.ts';
import { portOf } from './servers.ts';

export interface Proxied {
  readonly url: string;
  /** `CONNECT host:port` and `POST http://…`, as they came. */
  readonly seen: readonly string[];
}

export interface ProxyTraits {
  readonly user?: string;
  readonly password?: string;
  /** Makes it a proxy spoken to over TLS. */
  readonly certificate?: Certificate;
}

export const serveProxy = async ({ user, password = '', certificate }: ProxyTraits = {}): Promise<Proxied> => {
  const seen: string[] = [];
  const expected = user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const admits = (request: IncomingMessage): boolean => {
    seen.push(`${request.method} ${request.url}`);
    return expected === undefined || request.headers['proxy-authorization'] === expected;
  };
  const forward: RequestListener = (request, response) => {
    if (admits(request)) forwardTo(request, response);
    else response.writeHead(407).end();
  };
  const server: Server = certificate === undefined ? createServer(forward) : createSecureServer({ ...certificate }, forward);
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    if (admits(request)) tunnelTo(request.url ?? '', client);
    else client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const signIn = user === undefined ? '' : `${user}:${encodeURIComponent(password)}@`;
  return { url: `${certificate === undefined ? 'http' : 'https'}://${signIn}127.0.0.1:${await portOf(server)}`, seen };
};

const forwardTo: RequestListener = (request, response) => {
  const { 'proxy-authorization': _, ...headers } = request.headers;
  const onward = httpRequest(request.url ?? '', { method: request.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
};

const tunnelTo = (address: string, client: Socket): void => {
  const [host = '', port = ''] = address.split(':');
  const onward = connect(Number(port), host, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    onward.pipe(client).pipe(onward);
  });
  onward.on('error', () => client.destroy());
  client.on('error', () => onward.destroy());
  client.on('close', () => onward.destroy());
};
