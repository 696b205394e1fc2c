// A caller that keeps to interfaces.md and nothing else, on plain fetch: what the tests of the sandbox speak through.
// It repeats no call by itself, so that a test sees every answer.

import { createDecipheriv, createHash, createHmac, randomUUID } from 'node:crypto';

export type Json = Record<string, unknown>;
export type Environment = Readonly<Record<string, string>>;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

const variable = (environment: Environment, name: string): string => {
  const value = environment[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

export const send = async (url: string, init: RequestInit): Promise<Reply> => {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
};

const jsonHeaders = { 'content-type': 'application/json' };

export const asObject = (value: unknown): Json => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as Json;
};

/** A list of objects; one object stands for a list of one, nothing for none. */
export const asList = (value: unknown): Json[] =>
  value === undefined || value === null || value === '' ? [] : (Array.isArray(value) ? value : [value]).map(asObject);

/** A row with its keys in upper case. */
export const upperCased = (row: Json): Json => Object.fromEntries(Object.entries(row).map(([key, value]) => [key.toUpperCase(), value]));

/** Half-width, trimmed, upper-case; fifteen digits completed. */
export const plainIdNumber = (value: unknown): string => {
  const text = String(value).normalize('NFKC').trim().toUpperCase();
  if (text.length !== 15) return text;
  const seventeen = `${text.slice(0, 6)}19${text.slice(6)}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return seventeen + '10X98765432'.charAt(weights.reduce((sum, weight, at) => sum + weight * Number(seventeen[at]), 0) % 11);
};

export interface Options {
  readonly environment: Environment;
  /** Milliseconds; default the wall clock. */
  readonly now?: () => number;
  /** Waits out a quota; tests move their clock instead. */
  readonly pause?: (ms: number) => void;
}

const shanghai = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

export class CivilAffairsClient {
  readonly #environment: Environment;
  readonly #now: () => number;
  readonly #pause: ((ms: number) => void) | undefined;
  readonly #secrets = new Map<string, string>();

  constructor({ environment, now = Date.now, pause }: Options) {
    this.#environment = environment;
    this.#now = now;
    this.#pause = pause;
  }

  sign(key: string, sid: string, rtime: string): string {
    return createHmac('sha256', key)
      .update(sid + variable(this.#environment, 'CIVIL_AFFAIRS_RID') + rtime)
      .digest('base64');
  }

  fetchSecret(sid: string, changed: Json = {}): Promise<Reply> {
    const rtime = String(this.#now());
    const rid = variable(this.#environment, 'CIVIL_AFFAIRS_RID');
    const sign = this.sign(variable(this.#environment, 'CIVIL_AFFAIRS_APPKEY'), sid, rtime);
    const body = JSON.stringify({ rid, sid, rtime, sign, ...changed });
    return send(`${variable(this.#environment, 'CIVIL_AFFAIRS_BASE_URL')}/gateway/secret`, { method: 'POST', headers: jsonHeaders, body });
  }

  decrypt(encrypted: string): string {
    const inner = createHash('sha1').update(variable(this.#environment, 'CIVIL_AFFAIRS_APPKEY')).digest();
    const decipher = createDecipheriv('aes-128-ecb', createHash('sha1').update(inner).digest().subarray(0, 16), null);
    return Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()]).toString('utf8');
  }

  async signIn(sid: string): Promise<void> {
    const { body } = await this.fetchSecret(sid);
    this.#secrets.set(sid, this.decrypt(String(asObject(body['data'])['secret'])));
  }

  /** One call with the secret at hand; `changed` alters headers or body. */
  async call(sid: string, content: Json, changed: { headers?: Record<string, string>; body?: Json } = {}): Promise<Reply> {
    if (!this.#secrets.has(sid)) await this.signIn(sid);
    const rtime = String(this.#now());
    const headers = {
      ...jsonHeaders,
      gjgxjhpt_rid: variable(this.#environment, 'CIVIL_AFFAIRS_RID'),
      gjgxjhpt_sid: sid,
      gjgxjhpt_rtime: rtime,
      gjgxjhpt_sign: this.sign(this.#secrets.get(sid) ?? '', sid, rtime),
      ...changed.headers,
    };
    const body = JSON.stringify({
      access_key: variable(this.#environment, 'CIVIL_AFFAIRS_ACCESS_KEY'),
      request_id: randomUUID(),
      timestamp: shanghai(this.#now()),
      version: '1.0',
      format: 'json',
      biz_content: JSON.stringify(content),
      ...changed.body,
    });
    return send(`${variable(this.#environment, 'CIVIL_AFFAIRS_BASE_URL')}/gateway/services/${sid}`, { method: 'POST', headers, body });
  }

  /** A call that fetches a new secret and waits out a quota, as interfaces.md §1 asks; both may come of one call. */
  async ask(sid: string, content: Json): Promise<Json> {
    for (let tries = 1; ; tries += 1) {
      const { body } = await this.call(sid, content);
      if (body['code'] === '1') return asObject(body['biz_data']);
      if (body['code'] === '1002' && tries < 3) await this.signIn(sid);
      else if (body['code'] === '1429' && this.#pause && tries < 3) this.#pause(1000 * Number(/\d+/.exec(String(body['msg']))?.[0]));
      else throw new Error(String(body['msg']));
    }
  }

  /** Every row of a closed window, page by page. */
  async readFeed(sid: string, to: string, length = 1000): Promise<Json[]> {
    const rows: Json[] = [];
    for (;;) {
      const data = await this.ask(sid, { cd_time_from: '2000-01-01 00:00:00', cd_time_to: to, start: rows.length, length });
      rows.push(...asList(data['rows']));
      if (rows.length >= Number(data['recordcount'])) return rows;
    }
  }
}

export class MedicalInsuranceClient {
  readonly #environment: Environment;
  readonly #now: () => number;
  #signNo = '';
  #count = 0;

  constructor({ environment, now = Date.now }: Options) {
    this.#environment = environment;
    this.#now = now;
  }

  headers(changed: Record<string, string> = {}): Record<string, string> {
    const timestamp = changed['x-tif-timestamp'] ?? String(Math.floor(this.#now() / 1000));
    const nonce = changed['x-tif-nonce'] ?? randomUUID();
    const token = variable(this.#environment, 'MEDICAL_INSURANCE_TOKEN');
    return {
      ...jsonHeaders,
      'x-tif-paasid': variable(this.#environment, 'MEDICAL_INSURANCE_PAASID'),
      'x-tif-timestamp': timestamp,
      'x-tif-nonce': nonce,
      'x-tif-signature': createHash('sha256')
        .update(timestamp + token + nonce + timestamp)
        .digest('hex'),
      ...changed,
    };
  }

  envelope(infno: string, input: Json, changed: Json = {}): Json {
    const time = shanghai(this.#now());
    const code = variable(this.#environment, 'MEDICAL_INSURANCE_FIXMEDINS_CODE');
    this.#count += 1;
    return {
      infno,
      msgid: code + time.replace(/\D/g, '') + String(this.#count % 10_000).padStart(4, '0'),
      mdtrtarea_admvs: variable(this.#environment, 'MEDICAL_INSURANCE_ADMDVS'),
      insuplc_admdvs: '',
      recer_sys_code: variable(this.#environment, 'MEDICAL_INSURANCE_RECER_SYS_CODE'),
      infver: 'V1.0',
      opter_type: '1',
      opter: variable(this.#environment, 'MEDICAL_INSURANCE_OPTER_NO'),
      opter_name: variable(this.#environment, 'MEDICAL_INSURANCE_OPTER_NAME'),
      inf_time: time,
      fixmedins_code: code,
      fixmedins_name: variable(this.#environment, 'MEDICAL_INSURANCE_FIXMEDINS_NAME'),
      sign_no: this.#signNo,
      input,
      ...changed,
    };
  }

  post(infno: string, body: Json, headers = this.headers()): Promise<Reply> {
    return send(`${variable(this.#environment, 'MEDICAL_INSURANCE_BASE_URL')}/ebus/ybxx/${infno}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
  }

  async signIn(): Promise<void> {
    const { body } = await this.post('9001', this.envelope('9001', { signIn: { opter_no: '01', mac: '-', ip: '127.0.0.1' } }));
    this.#signNo = String(asObject(asObject(body['output'])['signinoutb'])['sign_no']);
  }

  async call(infno: string, data: Json, changed: Json = {}): Promise<Reply> {
    if (this.#signNo === '') await this.signIn();
    return this.post(infno, this.envelope(infno, { data }, changed));
  }

  /** The output of a call that signs in once more when the day's sign-in is gone. */
  async ask(infno: string, data: Json, changed: Json = {}): Promise<Json> {
    const first = await this.call(infno, data, changed);
    const gone = String(first.body['err_msg']).includes('未签到');
    if (gone) await this.signIn();
    const { body } = gone ? await this.call(infno, data, changed) : first;
    if (Number(body['infcode']) !== 0) throw new Error(String(body['err_msg'] ?? body['errmsg']));
    return asObject(body['output']);
  }
}

export class SocialSecurityClient {
  readonly #environment: Environment;
  readonly #now: () => number;

  constructor({ environment, now = Date.now }: Options) {
    this.#environment = environment;
    this.#now = now;
  }

  headers(changed: Record<string, string> = {}): Record<string, string> {
    const clientId = variable(this.#environment, 'SOCIAL_SECURITY_CLIENT_ID');
    const timestamp = changed['x-timestamp'] ?? String(this.#now());
    const nonce = changed['x-nonce'] ?? randomUUID();
    const signature = createHmac('sha256', variable(this.#environment, 'SOCIAL_SECURITY_KEY'))
      .update(clientId + timestamp + nonce)
      .digest('base64');
    return { 'x-client-id': clientId, 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature': signature, ...changed };
  }

  get(path: string, headers = this.headers()): Promise<Reply> {
    return send(`${variable(this.#environment, 'SOCIAL_SECURITY_BASE_URL')}/si/v1/${path}`, { headers });
  }

  check(body: Json): Promise<Reply> {
    const init = { method: 'POST', headers: { ...jsonHeaders, ...this.headers() }, body: JSON.stringify(body) };
    return send(`${variable(this.#environment, 'SOCIAL_SECURITY_BASE_URL')}/si/v1/check`, init);
  }

  async page(feed: string, cursor: string, limit: number): Promise<{ rows: Json[]; nextCursor: string; hasMore: boolean }> {
    const { body } = await this.get(`${feed}?cursor=${encodeURIComponent(cursor)}&limit=${limit}`);
    if (body['code'] !== '00000') throw new Error(`${String(body['code'])} ${String(body['message'])}`);
    const { rows, nextCursor, hasMore } = asObject(body['data']);
    return { rows: asList(rows), nextCursor: String(nextCursor), hasMore: hasMore === true };
  }

  /** Every row from a cursor on, keys in upper case, and where tomorrow starts. */
  async readFeed(feed: string, limit = 1000, cursor = ''): Promise<{ rows: Json[]; nextCursor: string }> {
    const rows: Json[] = [];
    for (let from = cursor; ; ) {
      const page = await this.page(feed, from, limit);
      rows.push(...page.rows.map(upperCased));
      from = page.nextCursor;
      if (!page.hasMore) return { rows, nextCursor: from };
    }
  }
}

export class AidSystemClient {
  readonly #environment: Environment;
  #token = '';

  constructor({ environment }: Options) {
    this.#environment = environment;
  }

  requestToken(changed: { secret?: string; form?: string } = {}): Promise<Reply> {
    const secret = changed.secret ?? variable(this.#environment, 'AID_SYSTEM_CLIENT_SECRET');
    const basic = Buffer.from(`${variable(this.#environment, 'AID_SYSTEM_CLIENT_ID')}:${secret}`).toString('base64');
    return send(`${variable(this.#environment, 'AID_SYSTEM_BASE_URL')}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: changed.form ?? 'grant_type=client_credentials',
    });
  }

  async call(method: string, path: string, body?: Json): Promise<Reply> {
    if (this.#token === '') this.#token = String((await this.requestToken()).body['access_token']);
    const headers = { ...jsonHeaders, authorization: `Bearer ${this.#token}` };
    return send(variable(this.#environment, 'AID_SYSTEM_BASE_URL') + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  }

  put(applicationId: string, body: Json): Promise<Reply> {
    return this.call('PUT', `/v1/prefilled-applications/${applicationId}`, body);
  }

  async readRoster(limit = 1000): Promise<Json[]> {
    const items: Json[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await this.call('GET', `/v1/members?cursor=${encodeURIComponent(cursor)}&limit=${limit}`);
      items.push(...asList(body['items']));
      cursor = String(body['nextCursor']);
      if (body['hasMore'] !== true) return items;
    }
  }
}

/** A sound application; `changed` alters it. */
export const application = (memberId: string, changed: Json = {}): Json => {
  const origin = [{ source: 'aid-system', dataset: 'members', recordKey: memberId, asOf: '2026-03-14T00:00:00+08:00' }];
  return {
    version: 1,
    programme: 'living-aid',
    memberId,
    form: { applicant: { name: '张三' }, household: [{ relation: '01' }] },
    provenance: { '/applicant/name': origin, '/household/0/relation': origin },
    reasons: [{ code: 'assistance', text: { zh: '低保', en: 'receives assistance' } }],
    expiresAt: '2030-01-01T00:00:00+08:00',
    ...changed,
  };
};
