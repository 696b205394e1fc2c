/** The HTTP server: plain on loopback, or TLS, mutual where a certificate authority for clients is named; leaves only after it has finished. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, ServerResponse, STATUS_CODES } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TlsSettings } from '../config/tls.ts';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { SECOND } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { keptPassword } from '../security/sign-in/local-account.ts';
import { createApp, readContract } from './app.ts';
import { portUnavailable } from './port-unavailable.ts';
import { PROBLEM_TYPE, type Problems, problemsAsIn } from './problem.ts';

export interface RunningServer {
  readonly url: string;
  /** Takes no new requests, finishes those under way, ends streams. */
  readonly close: () => Promise<void>;
}

/** What an answer may take besides the deadline of a live question, which is what takes longest. */
const BESIDES_DEADLINE = 7 * SECOND;
/** A client that sends its request a byte at a time holds a connection, not a place. */
const REQUEST_TIMEOUT = 30 * SECOND;
const HEADERS_TIMEOUT = 10 * SECOND;

export const listen = async (context: Context): Promise<RunningServer> => {
  const { host, port, tls } = context.config.http;
  const { localPassword } = context.config.signIn;
  // There before anybody tries: who signs in first has to find it.
  if (localPassword !== null) await keptPassword(localPassword);
  const leaving = new AbortController();
  const contract = await readContract();
  const problems = problemsAsIn(contract);
  const server = serverFor(withPath(createApp(context, { contract, problems, leaving: leaving.signal })), tls);
  const leave = leaver(server);
  server.on('clientError', refuseUnread(context, { problems, answerOn: answersOn(server) }));
  // A request that expects something of us besides going on reaches the app too: node would refuse it in words of its own.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (request, socket) => answerOnce(server, request, socket));
  server.requestTimeout = REQUEST_TIMEOUT;
  server.headersTimeout = HEADERS_TIMEOUT;
  server.listen(port, host);
  await once(server, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw portUnavailable(cause, { host, port, variable: 'PORT' });
  });
  const { port: actual } = server.address() as AddressInfo;
  context.log.serviceStarted({ mode: context.config.mode, database: context.config.database.kind, port: actual });
  return {
    url: `${tls === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${actual}`,
    close: async () => {
      leaving.abort();
      leave();
      await closed(server, context.config.liveDeadlineMs + BESIDES_DEADLINE);
      context.log.serviceStopped({ mode: context.config.mode });
    },
  };
};

/** Throws what `listen` would throw: said before anything is touched. */
export const mustBeFree = async ({ host, port }: Pick<Config['http'], 'host' | 'port'>): Promise<void> => {
  const probe = createServer().listen(port, host);
  await once(probe, 'listening').catch((cause: NodeJS.ErrnoException) => {
    throw portUnavailable(cause, { host, port, variable: 'PORT' });
  });
  probe.close();
  await once(probe, 'close');
};

/** Whoever names no host is refused by the app, in the words of everything else. */
const serverFor = (app: RequestListener, tls: TlsSettings | null): Server => {
  if (tls === null) return createServer({ requireHostHeader: false }, app);
  const { certificate, key, clientAuthority } = tls;
  return createTlsServer(
    {
      requireHostHeader: false,
      cert: certificate,
      key,
      minVersion: 'TLSv1.2',
      ...(clientAuthority !== null && { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
    },
    app,
  );
};

/** Origin form, absolute form and `*` (RFC 9112 §3.2): what express finds a path in. */
const HAS_PATH = /^(?:\/|\*$|https?:\/\/[^/?#])/i;

/** What has no path (`CONNECT a:443`, `GET x://`) leads nowhere like any other path that does: express would say so in words of its own. */
const withPath =
  (app: RequestListener): RequestListener =>
  (request, response) => {
    if (!HAS_PATH.test(request.url ?? '')) request.url = `/${request.url}`;
    app(request, response);
  };

/** For a tunnel node hands over the bare connection: it gets the app's answer, and ends. */
const answerOnce = (server: Server, request: IncomingMessage, socket: Duplex): void => {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.on('finish', () => socket.end(() => socket.destroy()));
  socket.on('error', () => socket.destroy());
  server.emit('request', request, response);
};

interface Refusing {
  readonly problems: Problems;
  /** The answer that is under way on a connection. */
  readonly answerOn: (socket: Duplex) => ServerResponse | undefined;
}

/** What never became a request is answered in the same form as what did. */
const refuseUnread =
  ({ log, uuid }: Context, { problems, answerOn }: Refusing) =>
  (thrown: NodeJS.ErrnoException, socket: Duplex): void => {
    if (thrown.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const answer = answerOn(socket);
    // A request whose body was cut off is answered by whoever reads it.
    if (thrown.code === 'HPE_INVALID_EOF_STATE' && answer !== undefined) return void endAfter(answer);
    const fault = unread(thrown.code ?? '');
    const traceId = uuid();
    log.requestFailed({ traceId, method: 'none', route: 'none', fault });
    const problem = problems.of(fault, traceId);
    const body = JSON.stringify(problem);
    const head = [
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      `x-trace-id: ${traceId}`,
      'connection: close',
    ];
    socket.end([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...head, '', body].join('\r\n'));
  };

const answersOn = (server: Server): Refusing['answerOn'] => {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => {
    answers.set(socket, response);
    response.on('close', () => {
      if (answers.get(socket) === response) answers.delete(socket);
    });
  });
  return (socket) => answers.get(socket);
};

const endAfter = (answer: ServerResponse): void => {
  if (!answer.headersSent) answer.setHeader('connection', 'close');
};

const unread = (code: string): Fault => {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Fault('invalid', { code: 'headers-too-large', detail: 'The headers are larger than those of any such request.' });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Fault('invalid', { code: 'request-too-slow', detail: 'The request did not come whole in time.' });
    default:
      return new Fault('invalid', { code: 'request-unreadable', detail: 'This is no HTTP request that can be read.' });
  }
};

/** What is under way goes on to its answer, after which its connection ends; a connection that waits for nothing ends at once. */
const leaver = (server: Server): (() => void) => {
  const [connections, answers] = [new Set<Socket>(), new Set<ServerResponse>()];
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => {
      connections.add(socket);
      socket.on('close', () => connections.delete(socket));
    });
  server.on('request', (_request, response) => {
    answers.add(response);
    response.on('close', () => answers.delete(response));
  });
  return () => {
    const busy = new Set([...answers].map(({ socket }) => socket?.remotePort));
    for (const response of answers) if (!response.headersSent) response.setHeader('connection', 'close');
    for (const socket of connections) if (!busy.has(socket.remotePort)) socket.destroy();
  };
};

const closed = async (server: Server, graceMs: number): Promise<void> => {
  const end = once(server, 'close');
  server.close();
  const impatience = setTimeout(() => server.closeAllConnections(), graceMs);
  await end;
  clearTimeout(impatience);
};
