/** Social security 社保 of the second city (interfaces.md §3): signed cursor feeds, a dictionary of its own, a check of one person. */
import { createHmac } from 'node:crypto';
import { CursorFeed, understated } from './cursor-feed.ts';
import { whoIs } from './people.ts';
import { type Call, type Reply, type Served, serve } from './server.ts';
import { DICTIONARY, enrolmentOf, type FeedName, type SocialRecords } from './social-security-rows.ts';
import type { Surroundings } from './surroundings.ts';
import { visit } from './visit.ts';
import { isText, type Json, type JsonObject, objectIn } from './wire.ts';

const CLIENT_ID = 'second-city-union';
const KEY = 'second-city-key+0001';
const SKEW_MS = 180_000;
const FEEDS: readonly FeedName[] = ['participation', 'contributions', 'unemployment', 'work-injury'];

export interface SocialSecurity extends Served {
  readonly environment: Readonly<Record<string, string>>;
  record(records: SocialRecords): void;
}

interface Office extends Surroundings {
  readonly feeds: Readonly<Record<FeedName, CursorFeed<JsonObject>>>;
  readonly nonces: Set<string>;
  /** Cursors that the client was told are unknown. */
  readonly refusedCursors: Set<string>;
}

export const startSocialSecurity = async (surroundings: Surroundings): Promise<SocialSecurity> => {
  const feed = (name: FeedName) => new CursorFeed<JsonObject>(`位置 ${name}`, 1_000);
  const feeds = {
    participation: feed('participation'),
    contributions: feed('contributions'),
    unemployment: feed('unemployment'),
    'work-injury': feed('work-injury'),
  };
  const office: Office = { ...surroundings, feeds, nonces: new Set(), refusedCursors: new Set() };
  const served = await serve('/social', (call) => answer(call, office));
  return {
    ...served,
    record: (records) => {
      for (const name of FEEDS) feeds[name].append(...records[name]);
    },
    environment: { SOCIAL_SECURITY_BASE_URL: served.url, SOCIAL_SECURITY_CLIENT_ID: CLIENT_ID, SOCIAL_SECURITY_KEY: KEY },
  };
};

const reply = (status: number, body: JsonObject): Reply => ({
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'text/json; charset=utf8' },
});
const success = (data: Json): Reply => reply(200, { code: '00000', message: null, data, took: 3 });

const answer = (call: Call, office: Office): Reply => {
  const name = call.path.slice('/si/v1/'.length);
  if (!call.path.startsWith('/si/v1/')) return noSuchCall(call, office);
  const refused = refuse(call, office);
  if (refused !== null) return refused;
  const visited = { ledger: office.ledger, name: `social-security ${name}`, request: `${name} ${call.query} ${call.body}`, at: call.at };
  const forgetful = () => {
    if (isFeed(name)) office.feeds[name].forget();
    return route(name, call, office);
  };
  return visit(visited, () => route(name, call, office), forgetful);
};

const isFeed = (name: string): name is FeedName => FEEDS.some((feed) => feed === name);

const noSuchCall = ({ method, path }: Call, { ledger }: Office): Reply => {
  ledger.breach('social-security', `no such call: ${method} ${path}`);
  return { status: 404, body: '' };
};

const refuse = ({ headers, at }: Call, { ledger, nonces }: Office): Reply | null => {
  const { 'x-client-id': client, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature } = headers;
  const sound = ledger.demand('social-security sign-in', {
    'X-Client-Id is ours': client === CLIENT_ID,
    'X-Timestamp is milliseconds within 180 s': /^\d{13}$/.test(String(timestamp)) && Math.abs(Number(timestamp) - at) <= SKEW_MS,
    'X-Nonce is new': isText(String(nonce ?? '')) && !nonces.has(String(nonce)),
    'X-Signature is right': signature === createHmac('sha256', KEY).update(`${client}${timestamp}${nonce}`).digest('base64'),
  });
  nonces.add(String(nonce));
  return sound ? null : reply(403, { code: 'A0301', message: '签名校验未通过' });
};

const route = (name: string, call: Call, office: Office): Reply => {
  if (call.method === 'GET' && isFeed(name)) return page(name, call, office);
  if (call.method === 'GET' && name === 'dictionary') return success(DICTIONARY);
  if (call.method === 'POST' && name === 'check') return check(call, office);
  return noSuchCall(call, office);
};

const page = (name: FeedName, { query }: Call, { ledger, feeds, refusedCursors }: Office): Reply => {
  const where = `social-security ${name}`;
  const cursor = query.get('cursor');
  const found = feeds[name].page({ cursor, limit: query.get('limit') });
  if ('fault' in found) {
    ledger.breach(where, found.fault);
    return reply(400, { code: 'A0400', message: '参数错误', data: null });
  }
  if ('unknownCursor' in found) {
    if (refusedCursors.has(found.unknownCursor)) ledger.breach(where, 'reads on from a cursor that it was told is unknown');
    refusedCursors.add(found.unknownCursor);
    ledger.meet('social-security unknown cursor');
    return reply(200, { code: 'B0410', message: '游标已失效', data: null });
  }
  return success(understated(found));
};

const check = ({ body }: Call, { ledger, agreements, calendar }: Office): Reply => {
  const { AAC002, AAC003 } = objectIn(body) ?? {};
  const where = 'social-security check';
  ledger.demand(where, { 'AAC002 and AAC003 are stated': isText(AAC002) && isText(AAC003) });
  const found = whoIs(String(AAC002));
  const enrolment = found === undefined ? null : enrolmentOf(calendar, found.code);
  if (found === undefined || enrolment === null) return success(null);
  if (!agreements.mayAsk(found.code, { source: 'social-security', health: false }))
    ledger.breach(where, `asks about ${found.code}, who did not agree`);
  return success({ aac002_ppddm: 2, AAC003_PPDDM: found.name === AAC003 ? '1' : '4', ...enrolment });
};
