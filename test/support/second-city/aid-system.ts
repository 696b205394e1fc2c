/** The aid system 工会帮 of the second city (interfaces.md §4): roster, tokens, and the desk where applications arrive. */
import { Agreements } from './agreements.ts';
import { ApplicationDesk, type DeskAnswer } from './application-desk.ts';
import { CursorFeed, understated } from './cursor-feed.ts';
import type { Ledger } from './ledger.ts';
import type { RosterItem } from './roster.ts';
import { type Call, type Reply, type Served, serve } from './server.ts';
import { visit } from './visit.ts';
import type { JsonObject } from './wire.ts';

/** Characters that `client_secret_basic` has to encode before it joins them with a colon (RFC 6749 §2.3.1). */
const CLIENT_ID = 'federation:second city';
const CLIENT_SECRET = 'rain & wind+7%/é';
/** What a token really lives, whatever it says. */
const TOKEN_LIFE_MS = 2_500;
/** A call that was already under way when its token died is nobody's fault. */
const UNDER_WAY_MS = 1_000;

export interface AidSystem extends Served {
  readonly environment: Readonly<Record<string, string>>;
  readonly agreements: Agreements;
  readonly desk: ApplicationDesk;
  publish(items: readonly RosterItem[]): void;
}

export const startAidSystem = async (ledger: Ledger): Promise<AidSystem> => {
  const agreements = new Agreements();
  const desk = new ApplicationDesk(ledger, agreements);
  const roster = new CursorFeed<JsonObject>('名册', 1_000);
  const tokens = new Tokens(ledger);
  const office = { ledger, desk, roster, tokens, doubts: new Doubts(ledger) };
  const served = await serve('/aid', (call) => answer(call, office));
  return {
    ...served,
    agreements,
    desk,
    publish: (items) => {
      for (const { item, membership } of items) {
        roster.append(item);
        agreements.record(membership);
      }
    },
    environment: {
      AID_SYSTEM_BASE_URL: `${served.url}/`,
      AID_SYSTEM_CLIENT_ID: CLIENT_ID,
      AID_SYSTEM_CLIENT_SECRET: CLIENT_SECRET,
      AID_SYSTEM_CALLBACK_SECRET: 'second-city-callback-secret',
      AID_SYSTEM_INBOUND_CLIENT_ID: 'aid-system-of-the-second-city',
      AID_SYSTEM_INBOUND_CLIENT_SECRET: 'second-city-inbound-secret-0001',
    },
  };
};

interface Office {
  readonly ledger: Ledger;
  readonly desk: ApplicationDesk;
  readonly roster: CursorFeed<JsonObject>;
  readonly tokens: Tokens;
  readonly doubts: Doubts;
}

const answer = (call: Call, office: Office): Reply => {
  if (call.method === 'POST' && call.path === '/oauth2/token') return office.tokens.issue(call);
  const refusal = office.tokens.refuse(call);
  if (refusal !== null) return refusal;
  office.doubts.asked(call);
  const request = `aid-system ${call.method} ${call.path}${call.query}`;
  const reply = visit({ ledger: office.ledger, name: `aid-system ${nameOf(call)}`, request, at: call.at }, () => route(call, office));
  office.doubts.answered(call, reply);
  return reply;
};

/** Documents whose answer never came, or came from a gateway: to be asked about before they are sent again. */
class Doubts {
  readonly #ledger: Ledger;
  readonly #paths = new Set<string>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  asked({ method, path }: Call): void {
    if (method !== 'GET' && this.#paths.has(path))
      this.#ledger.breach(`${method} application`, 'sent again, and nobody asked what became of it');
    this.#paths.delete(path);
  }

  answered({ method, path }: Call, { status, delivery }: Reply): void {
    if (method !== 'GET' && (status >= 500 || delivery === 'cut' || delivery === 'no-answer')) this.#paths.add(path);
  }
}

const APPLICATION = /^\/v1\/prefilled-applications\/([^/]+)(\/withdrawal)?$/;

const nameOf = ({ method, path }: Call): string => {
  if (path === '/v1/members') return 'members';
  return APPLICATION.exec(path)?.[2] === undefined ? method : 'withdrawal';
};

const route = (call: Call, { ledger, desk, roster }: Office): Reply => {
  if (call.method === 'GET' && call.path === '/v1/members') return members(call, { ledger, roster });
  const [, applicationId, withdrawal] = APPLICATION.exec(call.path) ?? [];
  if (applicationId !== undefined) {
    if (withdrawal !== undefined && call.method === 'POST') return asReply(desk.withdraw(applicationId, jsonBody(call, ledger)));
    if (call.method === 'PUT') return asReply(desk.put(applicationId, jsonBody(call, ledger)));
    if (call.method === 'GET') return asReply(desk.status(applicationId));
  }
  ledger.breach('aid-system', `no such call: ${call.method} ${call.path}`);
  return { status: 404, body: '' };
};

const jsonBody = (call: Call, ledger: Ledger): string => {
  ledger.demand(`${call.method} application`, { 'the body is JSON': /^application\/json\b/.test(call.headers['content-type'] ?? '') });
  return call.body;
};

const members = ({ query }: Call, { ledger, roster }: Pick<Office, 'ledger' | 'roster'>): Reply => {
  const page = roster.page({ cursor: query.get('cursor'), limit: query.get('limit') });
  if (!('rows' in page)) {
    ledger.breach('GET members', 'fault' in page ? page.fault : 'a cursor that is not ours');
    return { status: 400, body: '' };
  }
  const { rows, nextCursor, hasMore } = understated(page);
  // Nothing says that the last page names a cursor here: tomorrow starts where this page did.
  return asReply({ status: 200, body: { items: rows, nextCursor: page.hasMore ? nextCursor : null, hasMore, generatedBy: 'second city' } });
};

/** Nothing is said about bodies beside the status: where there is none, there is none. */
const asReply = ({ status, body }: DeskAnswer): Reply => {
  if (body === undefined) return { status, body: '' };
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/vnd.union+json; charset=UTF-8' } };
};

/** Tokens that die long before they said they would. */
class Tokens {
  readonly #ledger: Ledger;
  readonly #issued = new Map<string, { readonly diesAt: number; refusedAt: number | null }>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  issue({ headers, body }: Call): Reply {
    const form = new URLSearchParams(body);
    const sound = this.#ledger.demand('POST token', {
      'the client signs in by client_secret_basic': isClient(headers.authorization),
      'the secret is not in the form': !form.has('client_secret'),
      'grant_type is client_credentials': form.get('grant_type') === 'client_credentials',
      'the body is a form': (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'),
    });
    if (!sound) return asReply({ status: 401, body: { error: 'invalid_client' } });
    const turn = this.#issued.size + 1;
    const token = `second.${turn}~${'x'.repeat(40)}==`;
    this.#issued.set(token, { diesAt: Date.now() + TOKEN_LIFE_MS, refusedAt: null });
    const lifetime = turn % 2 === 0 ? {} : { expires_in: 7_200 };
    return asReply({
      status: 200,
      body: { access_token: token, token_type: turn % 2 === 0 ? 'bearer' : 'Bearer', ...lifetime, scope: null },
    });
  }

  refuse({ headers, at }: Call): Reply | null {
    const token = this.#issued.get(/^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '');
    if (token !== undefined && at < token.diesAt) return null;
    if (token === undefined) this.#ledger.breach('aid-system', 'a call without a token of ours');
    else if (token.refusedAt === null) {
      token.refusedAt = at;
      this.#ledger.meet('aid-system expired token');
    } else if (at > token.refusedAt + UNDER_WAY_MS) this.#ledger.breach('aid-system', 'a token is used on after it was refused');
    return { status: 401, body: '', headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
  }
}

const isClient = (authorization: string | undefined): boolean => {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const [id = '', secret = '', ...more] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decoded = (text: string) => new URLSearchParams(`value=${text}`).get('value');
  return more.length === 0 && decoded(id) === CLIENT_ID && decoded(secret) === CLIENT_SECRET;
};
