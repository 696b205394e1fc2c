/** The API under test: a real server on a real database, systems with tokens and operators with sessions, asked over real HTTP. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import { PROBLEM_TYPE } from '../../src/api/problem.ts';
import { listen, type RunningServer } from '../../src/api/server.ts';
import type { Config } from '../../src/config.ts';
import type { Context } from '../../src/context.ts';
import { type Day, instantOf, MINUTE } from '../../src/domain/period.ts';
import type { Role, Scope } from '../../src/security/caller.ts';
import { secretDigest } from '../../src/security/sign-in/clients.ts';
import { SESSION_COOKIE } from '../../src/security/sign-in/sessions.ts';
import { addClient } from '../../src/storage/clients.ts';
import { meetOperator } from '../../src/storage/operators.ts';
import { type Clock, type Nights, nightPlace, nightsIn } from './nights.ts';
import { settleTown, type Townspeople } from './nights-town.ts';

export interface Asking {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** Sent as JSON, with its content type. */
  readonly json?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
}

export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly traceId: string;
  readonly fields?: readonly string[];
}

export interface Api {
  readonly context: Context;
  readonly server: RunningServer;
  readonly clock: Clock;
  readonly people: Townspeople;
  readonly nights: Nights;
  readonly ask: (asking: Asking) => Promise<Answer>;
  /** A registered system's header; the client is made where there is none of that id yet. */
  readonly clientAs: (clientId: string, scopes?: readonly Scope[]) => Promise<{ readonly authorization: string }>;
  readonly secretOf: (clientId: string) => string;
  /** Somebody signed in, in these roles. */
  readonly operatorAs: (roles: readonly Role[], name?: string) => Promise<{ readonly cookie: string; readonly operatorId: string }>;
  /** The minute's limits begin anew. */
  readonly anotherMinute: () => void;
  /** A second process on the same database. */
  readonly another: () => Promise<{ readonly ask: Api['ask']; readonly context: Context; readonly close: () => Promise<void> }>;
  readonly close: () => Promise<void>;
}

export interface ApiPlan {
  /** Variables besides. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly http?: Partial<Config['http']>;
  /** In place of parts of the graph. */
  readonly parts?: (context: Context) => Partial<Context>;
  /** Nothing has been read of the town before. */
  readonly withoutNight?: true;
}

const HTTP: Config['http'] = { host: '127.0.0.1', port: 0, tls: null, isSecure: false };
export const NIGHT = '2026-11-01' as Day;

export const openApi = async ({ variables = {}, http = {}, parts = () => ({}), withoutNight }: ApiPlan = {}): Promise<Api> => {
  const place = nightPlace(variables);
  await place.open();
  const people = settleTown();
  place.settle(people.town);
  const serving = (context: Context): Context => ({
    ...context,
    config: { ...context.config, http: { ...HTTP, ...http } },
    ...parts(context),
  });
  const context = serving(place.context());
  const nights = nightsIn({ ...context, writtenBases: [] }, place.clock);
  if (withoutNight !== true) await nights.reconcile(NIGHT);
  const server = await listen(context);
  const ask = askerAt(server.url);
  return {
    context,
    server,
    clock: place.clock,
    people,
    nights,
    ask,
    secretOf,
    clientAs: async (clientId, scopes = ['verify']) => {
      await addClient(context.pool, { clientId, name: clientId, scopes, secret: secretDigest(context.lookup, secretOf(clientId)) });
      return tokenFor(clientId, ask);
    },
    operatorAs: async (roles, name) => {
      const { operatorId, secret } = await signedIn(context, roles, name);
      return { operatorId, cookie: `${SESSION_COOKIE}=${secret}` };
    },
    anotherMinute: () => place.clock.forward(MINUTE),
    another: async () => {
      const second = await place.another();
      const running = await listen(serving(second));
      return {
        ask: askerAt(running.url),
        context: second,
        close: async () => {
          await running.close();
          await second.close();
        },
      };
    },
    close: async () => {
      await server.close();
      await place.close();
    },
  };
};

/** Somebody whom nobody met before, with an open session. */
export const signedIn = async (
  context: Pick<Context, 'pool' | 'uuid' | 'signIn'>,
  roles: readonly Role[],
  name = `operator-${roles.join('-')}`,
): Promise<{ readonly operatorId: string; readonly secret: string }> => {
  const met = { operatorId: context.uuid(), issuer: 'test', subject: `${name}-${context.uuid()}`, name, roles };
  const { operatorId } = await meetOperator(context.pool, met);
  const { secret } = await context.signIn.sessions.open(operatorId);
  return { operatorId, secret };
};

/** Wall clock: for what the database's own clock is compared with. */
export const toNow = (clock: Clock): void => clock.set(instantOf(Date.now()));

/** Long and random enough for nobody but a test. */
const secretOf = (clientId: string): string => `secret-of-${clientId}`;

export const basic = (clientId: string, secret: string): string => `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const tokenFor = async (clientId: string, ask: Api['ask']): Promise<{ readonly authorization: string }> => {
  const headers = { authorization: basic(clientId, secretOf(clientId)), ...FORM };
  const { status, text, json } = await ask({ method: 'POST', path: '/oauth2/token', headers, body: 'grant_type=client_credentials' });
  if (status !== 200) throw new Error(`no token for ${clientId}: ${status} ${text}`);
  return { authorization: `Bearer ${(json as { readonly access_token: string }).access_token}` };
};

/** One connection a question: a test of many doors holds none of them open. */
export const askerAt = (url: string): Api['ask'] => {
  const agent = new Agent({ keepAlive: false });
  return async (asking) => read(await begin(url, asking, agent));
};

/** The head of an answer, its body still to come. */
export const begin = (
  url: string,
  { method = 'GET', path, headers = {}, body, json }: Asking,
  agent: Agent = new Agent({ keepAlive: false }),
): Promise<IncomingMessage> => {
  const sent = json === undefined ? body : JSON.stringify(json);
  const own = {
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(sent === undefined ? {} : { 'content-length': String(Buffer.byteLength(sent)) }),
  };
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = openRequest(
      { host: hostname, port, agent, method, path, headers: { ...own, ...headers } as Record<string, string> },
      resolve,
    );
    asked.on('error', (fault: NodeJS.ErrnoException) => {
      // A kept connection that the server had just given up for idle: nothing was heard of the request.
      if (asked.reusedSocket && fault.code === 'ECONNRESET')
        begin(url, { method, path, headers: { ...own, ...headers }, ...(sent === undefined ? {} : { body: sent }) }).then(resolve, reject);
      else reject(fault);
    });
    asked.end(sent);
  });
};

export const read = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== '';
  return { status: response.statusCode ?? 0, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
};

/** `not-signed-in`, of an answer that is a problem in every respect. */
export const problemIn = ({ status, headers, json }: Answer): string => {
  const problem = json as ProblemBody;
  const isWhole = headers['content-type'] === PROBLEM_TYPE && problem.status === status && problem.traceId === headers['x-trace-id'];
  return isWhole ? problem.type.replace('urn:huzheng:problem:', '') : `no problem: ${status} ${JSON.stringify(json)}`;
};
