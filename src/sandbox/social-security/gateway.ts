// Social security (interfaces.md §3): signed calls, cursor feeds, a dictionary, one live check.

import { createHmac } from 'node:crypto';
import { type Answer, type Counterpart, type Mood, ok, parseObject, type Received } from '../http/exchange.ts';
import { Nonces, withinSkew } from '../http/limits.ts';
import type { Surroundings } from '../surroundings.ts';
import { checkPerson } from './check.ts';
import { contributionsFeed } from './contributions.ts';
import { readCursor, writeCursor } from './cursors.ts';
import { dictionary } from './dictionary.ts';
import { LONGEST_PAGE, pageOf, type SocialFeed } from './feed.ts';
import { participationFeed } from './participation.ts';
import { unemploymentFeed } from './unemployment.ts';
import { workInjuryFeed } from './work-injury.ts';

const NONCE_KEPT_MS = 10 * 60_000;
const USUAL_PAGE = 100;
const ROUTE = '/si/v1/';

export const sign = (key: string, { clientId, timestamp, nonce }: { clientId: string; timestamp: string; nonce: string }): string =>
  createHmac('sha256', key)
    .update(clientId + timestamp + nonce)
    .digest('base64');

const success = (data: unknown): Answer => ok({ code: '00000', message: 'ok', data });

/** A whole number written plainly; undefined otherwise. */
const wholeNumber = (text: string): number | undefined => (/^\d{1,9}$/.test(text) ? Number(text) : undefined);

class SocialSecurity implements Counterpart {
  readonly source = 'social-security';
  readonly #surroundings: Surroundings;
  readonly #feeds: ReadonlyMap<string, SocialFeed>;
  readonly #nonces = new Nonces(NONCE_KEPT_MS);

  constructor(surroundings: Surroundings, feeds: ReadonlyMap<string, SocialFeed>) {
    this.#surroundings = surroundings;
    this.#feeds = feeds;
  }

  operationOf({ path }: Received): string {
    const name = path.startsWith(ROUTE) ? path.slice(ROUTE.length) : '';
    return this.#feeds.has(name) || name === 'check' || name === 'dictionary' ? name : 'unknown';
  }

  answer(received: Received, mood: Mood): Answer {
    const fault = this.#faultOfCaller(received);
    if (fault !== undefined) return this.#refuse(403, 'A0301', `签名校验失败：${fault}`, fault);
    if (mood === 'refuse') return this.#refuse(200, 'B0500', '系统升级维护中，请稍后再试');
    const operation = this.operationOf(received);
    const feed = this.#feeds.get(operation);
    if (received.method === 'GET' && feed) return this.#page(operation, feed, received.query, mood);
    if (received.method === 'GET' && operation === 'dictionary') return success(dictionary(this.#surroundings.hardshipDictionary));
    if (received.method === 'POST' && operation === 'check') return this.#check(received.text, mood);
    return { status: 404, body: { code: 'A0404', message: '接口不存在' } };
  }

  #refuse(status: number, code: string, message: string, rule?: string): Answer {
    const { tally } = this.#surroundings;
    tally.refused(this.source, code);
    if (rule !== undefined) tally.violated(this.source, rule, message);
    return { status, body: { code, message } };
  }

  #faultOfCaller({ headers }: Received): string | undefined {
    const { credentials, clock } = this.#surroundings;
    const { clientId, key } = credentials.socialSecurity;
    const [timestamp, nonce] = [headers['x-timestamp'] ?? '', headers['x-nonce'] ?? ''];
    if (headers['x-client-id'] !== clientId) return 'unknown-client';
    if (!/^\d{13}$/.test(timestamp) || !withinSkew(Number(timestamp), clock.now())) return 'clock-skew';
    if (nonce === '' || headers['x-signature'] !== sign(key, { clientId, timestamp, nonce })) return 'wrong-signature';
    return this.#nonces.use(nonce, clock.now()) ? undefined : 'reused-nonce';
  }

  #page(name: string, feed: SocialFeed, query: URLSearchParams, mood: Mood): Answer {
    const { city, quirks } = this.#surroundings;
    const cursor = query.get('cursor') ?? '';
    const limit = wholeNumber(query.get('limit') || String(USUAL_PAGE)) ?? 0;
    if (limit > LONGEST_PAGE) return this.#refuse(400, 'A0400', `limit 不得大于 ${LONGEST_PAGE}`, 'page-too-large');
    if (limit < 1) return this.#refuse(400, 'A0400', 'limit 应为正整数', 'input');
    const after = cursor === '' ? null : readCursor(city.telling, name, cursor);
    if (after === undefined || (after && mood === 'forget')) return this.#forgotten();
    const { rows, next, hasMore } = pageOf({ feed, after, limit, mood, seed: city.seed, quirks });
    return success({ rows, nextCursor: writeCursor(city.telling, name, next), hasMore });
  }

  /** A cursor the server no longer knows: HTTP 200, start over. */
  #forgotten(): Answer {
    return this.#refuse(200, 'B0410', '游标已失效，请从头开始');
  }

  #check(text: string, mood: Mood): Answer {
    const { city, quirks } = this.#surroundings;
    const { AAC002, AAC003 } = parseObject(text) ?? {};
    if (typeof AAC002 !== 'string' || typeof AAC003 !== 'string') return this.#refuse(400, 'A0400', 'AAC002、AAC003 不能为空', 'input');
    return success(mood === 'empty' ? null : checkPerson(quirks, city, { idNumber: AAC002, name: AAC003 }));
  }
}

/** The counterpart, and the calls a reader of everything would make. */
export const socialSecurity = (surroundings: Surroundings): { counterpart: Counterpart; expectedCalls: number } => {
  const { city, quirks, hardshipDictionary } = surroundings;
  const feeds = new Map([
    ['participation', participationFeed(quirks, city, hardshipDictionary)],
    ['contributions', contributionsFeed(quirks, city)],
    ['unemployment', unemploymentFeed(quirks, city)],
    ['work-injury', workInjuryFeed(quirks, city)],
  ]);
  const pages = [...feeds.values()].map(({ index }) => Math.max(1, Math.ceil(index.size / LONGEST_PAGE)));
  return {
    counterpart: new SocialSecurity(surroundings, feeds),
    expectedCalls: pages.reduce((sum, count) => sum + count, 1),
  };
};
