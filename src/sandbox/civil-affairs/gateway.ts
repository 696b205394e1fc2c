// Civil affairs behind the data-sharing exchange (interfaces.md §1): secrets, signatures, quota, two-level success.

import { type Answer, type Counterpart, type JsonObject, type Mood, ok, parseObject, type Received } from '../http/exchange.ts';
import { CallRate, withinSkew } from '../http/limits.ts';
import { diceFor } from '../random.ts';
import { type Allowances, VOLUMES } from '../rates.ts';
import { parseStamp } from '../shanghai-time.ts';
import type { Surroundings } from '../surroundings.ts';
import { encryptSecret, Secrets, type SignedCall, sign } from './secrets.ts';
import { type CivilServices, civilServices, type Found, type Sid } from './services.ts';

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

const castShape = diceFor('civil-answer');

interface Session {
  readonly secrets: Secrets;
  readonly rate: CallRate;
}

const newSession = (appkey: string, { civilCallsPerSecret, civilCallsPerSecond }: Allowances): Session => ({
  secrets: new Secrets({
    appkey,
    lifetimeMs: VOLUMES.civilSecretSeconds * 1000,
    callsPerSecret: civilCallsPerSecret,
  }),
  rate: new CallRate(civilCallsPerSecond),
});

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** What is wrong with the body of a service call; undefined if nothing is. */
const faultOfBody = (body: JsonObject, accessKey: string): string | undefined => {
  const { access_key, request_id, timestamp, version, format, biz_content } = body;
  if (access_key !== accessKey) return 'access_key 无效';
  if (typeof request_id !== 'string' || !UUID.test(request_id)) return 'request_id 应为 UUID';
  if (typeof timestamp !== 'string' || parseStamp(timestamp) === undefined) return 'timestamp 格式应为 yyyy-MM-dd HH:mm:ss';
  if (version !== '1.0') return 'version 应为 1.0';
  if (format !== 'json') return 'format 应为 json';
  return typeof biz_content === 'string' ? undefined : 'biz_content 应为 JSON 字符串';
};

const sidIn = (path: string): string | undefined => /^\/gateway\/services\/([^/]+)$/.exec(path)?.[1];

class CivilGateway implements Counterpart {
  readonly source = 'civil-affairs';
  readonly #surroundings: Surroundings;
  readonly #services: CivilServices['services'];
  readonly #sessions: ReadonlyMap<string, Session>;

  constructor(surroundings: Surroundings, services: CivilServices['services']) {
    this.#surroundings = surroundings;
    this.#services = services;
    const { credentials, allowances } = surroundings;
    const { appkey } = credentials.civilAffairs;
    this.#sessions = new Map(Object.keys(services).map((sid) => [sid, newSession(appkey, allowances)]));
  }

  operationOf({ path }: Received): string {
    const sid = path === '/gateway/secret' ? 'secret' : sidIn(path);
    return sid === 'secret' || (sid && this.#isSid(sid)) ? sid : 'unknown';
  }

  answer(received: Received, mood: Mood): Answer {
    if (received.method !== 'POST') return { status: 405, body: { msg: 'POST only' } };
    if (received.path === '/gateway/secret') return this.#issueSecret(parseObject(received.text) ?? {});
    const sid = sidIn(received.path);
    return sid === undefined ? { status: 404, body: { msg: 'no such path' } } : this.#call(received, sid, mood);
  }

  #isSid(sid: string): sid is Sid {
    return Object.hasOwn(this.#services, sid);
  }

  #refuse(code: string, msg: string, rule?: string): Answer {
    const { tally } = this.#surroundings;
    tally.refused(this.source, code);
    if (rule !== undefined) tally.violated(this.source, rule, msg);
    return ok({ code, msg, sign: '', biz_data: null });
  }

  #issueSecret(body: JsonObject): Answer {
    const { credentials, clock } = this.#surroundings;
    const { appkey } = credentials.civilAffairs;
    const call = { rid: textOf(body['rid']), sid: textOf(body['sid']), rtime: textOf(body['rtime']), sign: textOf(body['sign']) };
    const session = this.#sessions.get(call.sid);
    if (!session) return this.#refuse('1004', '服务不存在', 'unknown-service');
    const fault = this.#faultOfCaller(call) ?? (call.sign === sign(appkey, call) ? undefined : this.#wrongSignature());
    if (fault) return fault;
    const { secret, endsAt } = session.secrets.issue(call.rid, call.sid, clock.now());
    return ok({ code: '1', msg: 'success', data: { secret: encryptSecret(appkey, secret), secretEndTime: endsAt } });
  }

  #wrongSignature(): Answer {
    return this.#refuse('1001', '签名错误', 'wrong-signature');
  }

  #faultOfCaller({ rid, rtime }: SignedCall): Answer | undefined {
    const { credentials, clock } = this.#surroundings;
    if (rid !== credentials.civilAffairs.rid) return this.#wrongSignature();
    const near = /^\d{13}$/.test(rtime) && withinSkew(Number(rtime), clock.now());
    return near ? undefined : this.#refuse('1001', '签名错误：时间戳超出允许范围', 'clock-skew');
  }

  #faultOfSignature(call: SignedCall, { secrets, rate }: Session): Answer | undefined {
    const now = this.#surroundings.clock.now();
    const spent = secrets.spend(call, now);
    if (spent === 'expired') return this.#refuse('1002', 'secret 已失效，请重新获取');
    if (spent === 'unknown') return this.#wrongSignature();
    return rate.take(now) ? undefined : this.#refuse('1429', '调用额度已用完，请 1 秒后重试');
  }

  #call(received: Received, sid: string, mood: Mood): Answer {
    const header = (name: string): string => received.headers[`gjgxjhpt_${name}`] ?? '';
    const call = { rid: header('rid'), sid: header('sid'), rtime: header('rtime'), sign: header('sign') };
    const session = this.#sessions.get(sid);
    if (!session || !this.#isSid(sid)) return this.#refuse('1004', '服务不存在', 'unknown-service');
    if (call.sid !== sid) return this.#wrongSignature();
    const fault = this.#faultOfCaller(call) ?? this.#faultOfSignature(call, session);
    return fault ?? this.#serve(sid, parseObject(received.text) ?? {}, mood);
  }

  #serve(sid: Sid, body: JsonObject, mood: Mood): Answer {
    const fault = faultOfBody(body, this.#surroundings.credentials.civilAffairs.accessKey);
    if (fault !== undefined) return this.#refuse('1003', `参数错误：${fault}`, 'envelope');
    const content = String(body['biz_content']);
    const question = parseObject(content);
    const found = question ? this.#services[sid](question, mood) : 'biz_content 不是 JSON 对象';
    if (typeof found === 'string') return this.#refuse('1003', `参数错误：${found}`);
    return this.#success(content, found);
  }

  /** Inner success is 0, "0" or 200. */
  #success(content: string, { rows, recordCount }: Found): Answer {
    const code = castShape(this.#surroundings.city.seed, content).pick([0, '0', 200]);
    const data = { code, status: 'success', rows, returncount: rows.length, recordcount: recordCount };
    return ok({ code: '1', msg: 'success', sign: '', biz_data: data });
  }
}

/** The counterpart, and the calls a reader of everything would make. */
export const civilAffairs = (surroundings: Surroundings): { counterpart: Counterpart; expectedCalls: number } => {
  const { services, expectedCalls } = civilServices(surroundings);
  return { counterpart: new CivilGateway(surroundings, services), expectedCalls };
};
