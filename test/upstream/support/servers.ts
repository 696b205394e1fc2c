/** Real servers on this machine for what an interceptor cannot show: cut bodies, silence, TLS, proxies. All closed when the test ends. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, createServer as createSocketServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const portOf = async (server: { readonly listen: Server['listen']; readonly address: Server['address'] }): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
};

/** Answers as the listener says; its base URL. */
export const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${await portOf(server)}`;
};

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export const serveSecurely = async ({ key, cert }: Certificate, listener: RequestListener): Promise<string> => {
  const server = createSecureServer({ key, cert }, listener);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://127.0.0.1:${await portOf(server)}`;
};

/** Takes connections and hands them over raw. */
export const serveRaw = async (onConnection: (socket: Socket) => void): Promise<string> => {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A port nobody listens on. */
export const deadEnd = async (): Promise<string> => {
  const server = createServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};

export interface Proxied {
  readonly url: string;
  /** `CONNECT host:port` and `GET http://…`, as they came. */
  readonly seen: string[];
  readonly authorizations: (string | undefined)[];
}

const target = (request: IncomingMessage): string => request.url ?? '';

/** A forward proxy that tunnels and forwards, as the ones between a city's networks do. Refuses the unknown with 407 where it knows somebody. */
export const serveProxy = async ({ user }: { readonly user?: string } = {}): Promise<Proxied> => {
  const seen: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const expected = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
  const admits = (request: IncomingMessage): boolean => {
    seen.push(`${request.method} ${target(request)}`);
    authorizations.push(request.headers['proxy-authorization']);
    return expected === undefined || request.headers['proxy-authorization'] === expected;
  };
  const server = createServer((request, response) => {
    if (!admits(request)) return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const onward = httpRequest(target(request), { method: request.method ?? 'GET', headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    if (!admits(request)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
    const [host = '', port = ''] = target(request).split(':');
    const onward = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
  });
  const port = await portOf(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://${user === undefined ? '' : `${user}@`}127.0.0.1:${port}`, seen, authorizations };
};

/** A private certificate authority and a certificate it signed for 127.0.0.1, both a day old and a day valid. */
export const privateAuthority = (): Certificate & { readonly caPem: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'huzheng-tls-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...parameters: string[]): void => {
    execFileSync('openssl', parameters, { stdio: 'ignore' });
  };
  const ecKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  try {
    openssl('req', '-x509', ...ecKey, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-days', '1', '-subj', '/CN=Test City CA');
    openssl('req', ...ecKey, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=gateway.test');
    writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1');
    openssl('x509', '-req', '-in', at('server.csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '1', '-extfile', at('names'), '-out', at('server.pem'));
    return { key: readFileSync(at('server.key'), 'utf8'), cert: readFileSync(at('server.pem'), 'utf8'), caPem: readFileSync(at('ca.pem'), 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
};
