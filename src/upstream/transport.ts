/**
 * Sends one request and collects its answer; the only file that touches axios. Throws nothing that happens on the wire: silence is a
 * value with its reason, so that the reason decides whether the request may be repeated. Axios' own errors hold the request (signatures,
 * bodies) and go no further than here.
 */
import type { AxiosInstance, AxiosResponse, AxiosStatic } from 'axios';
import { Fault } from '../faults.ts';
import { onlyOnce } from '../remember.ts';
import { connectionsTo } from './agents.ts';
import type { GaveUp, Watch } from './patience.ts';
import { type AgentOptions, MAX_ANSWER_BYTES, type UpstreamSettings } from './settings.ts';
import { isRecord } from './wire.ts';

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** False: on a connection of its own. A pooled one may just be closing, and an answer lost that way would be `uncertain` for nothing. */
  readonly pooled: boolean;
}

export interface RawAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
  /** How long it would be nobody announced: it ended when the connection was closed, whatever was missing then. */
  readonly endsWithConnection: boolean;
}

export type Silence = GaveUp | 'connection-refused' | 'name-unknown' | 'certificate-refused' | 'connection-cut';

export type Sent =
  | { readonly kind: 'answer'; readonly answer: RawAnswer }
  | { readonly kind: 'too-large'; readonly status: number }
  /**
   * `mayHaveArrived`: the request may have reached the counterpart and done its work there. `wasStale`: it met a connection that had answered others before and was
   * closed by now, as firewalls close those that lie idle; nothing is said of the counterpart.
   */
  | {
      readonly kind: 'silence';
      readonly why: Silence;
      readonly mayHaveArrived: boolean;
      readonly wasStale: boolean;
      readonly cause: unknown;
    };

export interface Transport {
  readonly send: (request: WireRequest, watch: Watch) => Promise<Sent>;
  readonly close: () => void;
}

/** Loaded by whoever will ask a counterpart: most commands ask none, and it takes as long as all they do. */
export const loadTransport = onlyOnce(async () => clientOf((await import('axios')).default));

/** Throws `invalid` for an address or a proxy that cannot be read. */
export const createTransport = (settings: UpstreamSettings, agentOptions: AgentOptions = {}): Transport => {
  const pooled = connectionsTo(settings, { keepAlive: true, ...agentOptions });
  const single = connectionsTo(settings, { keepAlive: false, ...agentOptions });
  const limit = settings.maxAnswerBytes ?? MAX_ANSWER_BYTES;
  return {
    send: async (request, watch) =>
      send(await loadTransport(), {
        url: urlOf(settings.baseUrl, request),
        request,
        watch,
        limit,
        connections: request.pooled ? pooled : single,
      }),
    close: () => {
      for (const { httpAgent, httpsAgent } of [pooled, single]) {
        httpAgent.destroy();
        httpsAgent.destroy();
      }
    },
  };
};

/** The same for every counterpart: where it is and how it is reached comes with each request. */
interface Client {
  readonly request: AxiosInstance['request'];
  /** Of an error of its own, which holds the request, only what it was made of. */
  readonly causeOf: (thrown: unknown) => unknown;
}

const clientOf = (axios: AxiosStatic): Client => {
  const { request } = axios.create({
    adapter: 'http',
    // A redirect would carry a signed request elsewhere; no counterpart documents one.
    maxRedirects: 0,
    validateStatus: () => true,
    responseType: 'stream',
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
    headers: { common: { Accept: 'application/json', 'User-Agent': 'huzheng' } },
  });
  return { request, causeOf: (thrown) => (axios.isAxiosError(thrown) || axios.isCancel(thrown) ? causeIn(thrown) : thrown) };
};

interface Sending {
  readonly url: string;
  readonly request: WireRequest;
  readonly watch: Watch;
  readonly limit: number;
  readonly connections: ReturnType<typeof connectionsTo>;
}

const send = async (client: Client, { url, request, watch, limit, connections }: Sending): Promise<Sent> => {
  try {
    const { method, headers, body } = request;
    const response = await client.request<AsyncIterable<Uint8Array>>({
      url,
      method,
      headers,
      data: body,
      signal: watch.signal,
      ...connections,
    });
    watch.heard();
    return await collect(response, watch, limit);
  } catch (thrown) {
    return silenceOf({ code: codeOf(thrown), cause: client.causeOf(thrown), isReused: isOnReused(thrown) }, watch.gaveUp());
  } finally {
    watch.stop();
  }
};

const collect = async (response: AxiosResponse<AsyncIterable<Uint8Array>>, watch: Watch, limit: number): Promise<Sent> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the stream, and with it the connection.
  for await (const chunk of response.data) {
    watch.heard();
    size += chunk.length;
    if (size > limit) return { kind: 'too-large', status: response.status };
    chunks.push(chunk);
  }
  const { status } = response;
  const headers = flatHeaders(response);
  return {
    kind: 'answer',
    answer: { status, headers, bytes: Buffer.concat(chunks), endsWithConnection: endsWithConnection(headers, httpVersionOf(response)) },
  };
};

/** RFC 9112 §6.3 and §9.3: HTTP/1.0 closes its connection unless it says otherwise, HTTP/1.1 where it says so. */
const endsWithConnection = (headers: Readonly<Record<string, string>>, httpVersion: string | null): boolean => {
  if ('content-length' in headers || 'transfer-encoding' in headers) return false;
  const connection = headers['connection']?.toLowerCase();
  return connection === 'close' || (httpVersion === '1.0' && connection !== 'keep-alive');
};

/** Of the answer as Node read it: what is unpacked on its way no longer says so itself. */
const httpVersionOf = ({ request }: AxiosResponse<unknown>): string | null => {
  const answer: unknown = isRecord(request) ? request['res'] : null;
  return isRecord(answer) && typeof answer['httpVersion'] === 'string' ? answer['httpVersion'] : null;
};

const flatHeaders = ({ headers }: AxiosResponse<unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );

const urlOf = (baseUrl: string, { path, query }: WireRequest): string => {
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  url.search = Object.entries(query)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .join('&');
  return url.href;
};

/** A space as `%20`: as `+` it would stay a plus sign with a server that does not read queries as forms. */
const escaped = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Node's and OpenSSL's codes, by what they mean for us; anything else is a connection cut under way. */
const SILENCE_BY_CODE: Readonly<Record<string, Silence>> = {
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ENOTFOUND: 'name-unknown',
  EAI_AGAIN: 'name-unknown',
  CERT_HAS_EXPIRED: 'certificate-refused',
  CERT_NOT_YET_VALID: 'certificate-refused',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-refused',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-refused',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-refused',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-refused',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-refused',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-refused',
};

/** What axios and Node say of a request that cannot be written at all. */
const OUR_MISTAKES = /^ERR_(BAD_OPTION|BAD_REQUEST|INVALID|UNESCAPED|HTTP_INVALID)/;

interface Broken {
  readonly code: string;
  readonly cause: unknown;
  /** On a connection that had answered others before, and before any of this answer. */
  readonly isReused: boolean;
}

const silenceOf = ({ code, cause, isReused }: Broken, gaveUp: GaveUp | null): Sent => {
  if (OUR_MISTAKES.test(code)) throw new Fault('bug', { code: 'request-malformed', detail: `A request could not be written (${code}).` });
  if (gaveUp !== null) return { kind: 'silence', why: gaveUp, mayHaveArrived: true, wasStale: false, cause: undefined };
  const why = SILENCE_BY_CODE[code] ?? 'connection-cut';
  const isCut = why === 'connection-cut';
  return { kind: 'silence', why, mayHaveArrived: isCut && !failedToConnect(cause), wasStale: isCut && isReused, cause };
};

/** Axios tells the request with its own errors, which are those before an answer; Node tells of the request which connection it took. */
const isOnReused = (thrown: unknown): boolean => {
  const request: unknown = isRecord(thrown) ? thrown['request'] : null;
  return isRecord(request) && request['reusedSocket'] === true;
};

const causeIn = (thrown: unknown): unknown => (isRecord(thrown) ? thrown['cause'] : undefined);
const codeOf = (thrown: unknown): string => (isRecord(thrown) && typeof thrown['code'] === 'string' ? thrown['code'] : '');
/** `ETIMEDOUT` or `ECONNRESET` while connecting: nothing had been sent yet. */
const failedToConnect = (cause: unknown): boolean => isRecord(cause) && cause['syscall'] === 'connect';
