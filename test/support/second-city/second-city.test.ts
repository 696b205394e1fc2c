/** The second city itself: what it calls a breach, and how it answers one. Without this, "no violation" would say little. */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeText } from './calendar.ts';
import { person } from './people.ts';
import { memberIdOf } from './roster.ts';
import { type SecondCity, startSecondCity } from './second-city.ts';
import type { Json, JsonObject } from './wire.ts';

let city: SecondCity;
beforeAll(async () => {
  city = await startSecondCity({ calm: true });
});
afterAll(() => city.close());

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

const variable = (name: string): string => city.environment[name] ?? '';

const send = async (url: string, init: RequestInit): Promise<Answer> => {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as JsonObject) : {} };
};
const posted = (headers: Readonly<Record<string, string>>, body: Json): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** What was breached while `act` went on. */
const breachesOf = async (act: () => Promise<Answer>): Promise<Answer & { readonly breaches: readonly string[] }> => {
  const before = city.violations().length;
  const answer = await act();
  return { ...answer, breaches: city.violations().slice(before) };
};

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');

describe('civil affairs', () => {
  const secretFor = (key: string) => {
    const [rid, sid, rtime] = [variable('CIVIL_AFFAIRS_RID'), 's_civil_check', String(Date.now())];
    const body = { rid, sid, rtime, sign: hmac(key, `${sid}${rid}${rtime}`) };
    return send(`${variable('CIVIL_AFFAIRS_BASE_URL')}/gateway/secret`, posted({}, body));
  };

  it('gives no secret for a wrong signature', async () => {
    const { body, breaches } = await breachesOf(() => secretFor('another key'));
    expect(body['code']).toBe('1001');
    expect(breaches).toEqual(['civil-affairs secret: it is not so that sign is made with the appkey']);
  });

  it('gives one for a right signature', async () => {
    const { body, breaches } = await breachesOf(() => secretFor(variable('CIVIL_AFFAIRS_APPKEY')));
    expect(body['code']).toBe('1');
    expect(breaches).toEqual([]);
  });

  it('refuses a call that is not signed with a secret of the service', async () => {
    const url = `${variable('CIVIL_AFFAIRS_BASE_URL')}/gateway/services/s_civil_death`;
    const { body, breaches } = await breachesOf(() => send(url, posted({ gjgxjhpt_rtime: String(Date.now()) }, {})));
    expect(body['code']).toBe('1001');
    expect(breaches).toContain('civil-affairs s_civil_death: it is not so that gjgxjhpt_sign is made with a secret of this service');
  });
});

describe('medical insurance', () => {
  const signed = (nonce: string) => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const text = timestamp + variable('MEDICAL_INSURANCE_TOKEN') + nonce + timestamp;
    return {
      'x-tif-paasid': variable('MEDICAL_INSURANCE_PAASID'),
      'x-tif-timestamp': timestamp,
      'x-tif-nonce': nonce,
      'x-tif-signature': createHash('sha256').update(text).digest('hex'),
    };
  };
  const envelope = (infno: string, input: JsonObject, traits: JsonObject = {}): JsonObject => ({
    infno,
    msgid: `${variable('MEDICAL_INSURANCE_FIXMEDINS_CODE')}${timeText(Date.now()).replaceAll(/\D/g, '')}0001`,
    mdtrtarea_admvs: '440300',
    recer_sys_code: 'SC_UNION',
    infver: 'V1.0',
    opter_type: '1',
    opter: 'op-0007',
    opter_name: '夜间对账',
    inf_time: timeText(Date.now()),
    fixmedins_code: variable('MEDICAL_INSURANCE_FIXMEDINS_CODE'),
    fixmedins_name: '第二市总工会',
    input,
    ...traits,
  });
  const call = (path: string, body: JsonObject, nonce: string = randomUUID()) =>
    send(`${variable('MEDICAL_INSURANCE_BASE_URL')}/ebus/ybxx/${path}`, posted(signed(nonce), body));
  const signIn = { signIn: { opter_no: 'op-0007', mac: '00-00-00-00-00-00', ip: '127.0.0.1' } };
  const signNo = async (): Promise<Json> => {
    const { output } = (await call('9001', envelope('9001', signIn))).body as { readonly output: { readonly signinoutb: JsonObject } };
    return output.signinoutb['sign_no'] ?? null;
  };

  it('takes a nonce once', async () => {
    await call('9001', envelope('9001', signIn), 'used-twice');
    const { status, breaches } = await breachesOf(() => call('9001', envelope('9001', signIn), 'used-twice'));
    expect(status).toBe(401);
    expect(breaches).toEqual(['medical-insurance gateway: it is not so that x-tif-nonce is new']);
  });

  it('reads the envelope field by field', async () => {
    const body = envelope('1901', signIn, { mdtrtarea_admdvs: '440300', recer_sys_code: 'longer than ten', opter: '' });
    const { breaches } = await breachesOf(() => call('9001', body));
    expect(breaches.toSorted()).toEqual([
      'medical-insurance 9001: it is not so that infno is that of the path',
      'medical-insurance 9001: it is not so that mdtrtarea is spelt without the second d',
      'medical-insurance 9001: opter is missing',
      'medical-insurance 9001: recer_sys_code is not a text of at most 10',
    ]);
  });

  it('wants sign_no in every envelope after the sign-in', async () => {
    await signNo();
    const input = { data: { type: 'psn_idet_type', admdvs: '440300', date: timeText(Date.now()) } };
    const { body, breaches } = await breachesOf(() => call('1901', envelope('1901', input)));
    expect(String(body['err_msg'])).toContain('未签到');
    expect(breaches).toEqual(['medical-insurance: no sign_no in the envelope after 9001']);
  });

  it.each([
    {
      given: 'persons of two places in one call',
      codes: ['m11', 'm15'],
      breach: 'it is not so that insuplc_admdvs is the one place of all',
    },
    { given: 'the health of somebody who did not agree', codes: ['m12'], breach: 'asks about m12, who did not agree' },
    { given: 'somebody who has left', codes: ['m20'], breach: 'asks about m20, who did not agree' },
  ])('calls it a breach to ask about $given', async ({ codes, breach }) => {
    const data = { psn_no_list: codes.map((code) => `P${code.slice(1).padStart(19, '0')}`) };
    const body = envelope('5301B', { data }, { sign_no: await signNo(), insuplc_admdvs: '440300' });
    const { breaches } = await breachesOf(() => call('5301B', body));
    expect(breaches).toEqual([`medical-insurance 5301B: ${breach}`]);
  });

  it('answers 429 to the twenty-first call within a second', async () => {
    const calls = Array.from({ length: 21 }, () => call('9001', envelope('9001', signIn)));
    const statuses = (await Promise.all(calls)).map(({ status }) => status);
    expect(statuses).toContain(429);
    expect(city.violations().at(-1)).toMatch(/calls within a second$/);
  });
});

describe('social security', () => {
  const call = (path: string, key = variable('SOCIAL_SECURITY_KEY')) => {
    const [client, timestamp, nonce] = [variable('SOCIAL_SECURITY_CLIENT_ID'), String(Date.now()), randomUUID()];
    const headers = {
      'x-client-id': client,
      'x-timestamp': timestamp,
      'x-nonce': nonce,
      'x-signature': hmac(key, `${client}${timestamp}${nonce}`),
    };
    return send(`${variable('SOCIAL_SECURITY_BASE_URL')}/si/v1/${path}`, { headers });
  };

  it('refuses a wrong signature', async () => {
    const { status, body, breaches } = await breachesOf(() => call('unemployment', 'another key'));
    expect({ status, code: body['code'] }).toEqual({ status: 403, code: 'A0301' });
    expect(breaches).toEqual(['social-security sign-in: it is not so that X-Signature is right']);
  });

  it('refuses pages over 1000', async () => {
    const { status, breaches } = await breachesOf(() => call('unemployment?limit=1001'));
    expect(status).toBe(400);
    expect(breaches).toEqual(['social-security unemployment: limit is 1001']);
  });

  it('does not know every cursor, and wants no second try with one it does not know', async () => {
    const { body, breaches } = await breachesOf(() => call('unemployment?cursor=elsewhere'));
    expect(body['code']).toBe('B0410');
    expect(breaches).toEqual([]);
    expect((await breachesOf(() => call('unemployment?cursor=elsewhere'))).breaches).toEqual([
      'social-security unemployment: reads on from a cursor that it was told is unknown',
    ]);
  });
});

describe('the aid system', () => {
  const encoded = (name: string) => new URLSearchParams({ value: variable(name) }).toString().slice('value='.length);
  const token = async (): Promise<string> => {
    const credentials = Buffer.from(`${encoded('AID_SYSTEM_CLIENT_ID')}:${encoded('AID_SYSTEM_CLIENT_SECRET')}`).toString('base64');
    const init = {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    };
    return String((await send(`${variable('AID_SYSTEM_BASE_URL')}oauth2/token`, init)).body['access_token']);
  };
  const call = async (method: string, path: string, body?: JsonObject): Promise<Answer> => {
    const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
    return send(`${variable('AID_SYSTEM_BASE_URL')}v1/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  const application = (code: string, traits: JsonObject = {}): JsonObject => ({
    version: 1,
    programme: 'exclusive-protection',
    memberId: memberIdOf(code),
    form: { person: { name: person(code).name } },
    provenance: {
      '/person/name': [{ source: 'aid-system', dataset: 'members', recordKey: memberIdOf(code), asOf: '2025-01-01T00:00:00Z' }],
    },
    reasons: [{ code: 'new-form-enrolment', text: { zh: '新就业形态', en: 'A new form of work' } }],
    expiresAt: '2099-12-31T15:59:59Z',
    ...traits,
  });
  const put = (id: string, document: JsonObject) => breachesOf(() => call('PUT', `prefilled-applications/${id}`, document));

  it('takes a version once, the same again, and no other under its number', async () => {
    const document = application('m23');
    expect((await put('one', document)).status).toBe(201);
    expect((await put('one', document)).status).toBe(200);
    expect(await put('one', { ...document, expiresAt: '2098-12-31T15:59:59Z' })).toMatchObject({
      status: 409,
      body: { type: 'version-conflict' },
    });
    expect((await put('one', { ...document, version: 2 })).status).toBe(201);
    expect((await put('one', document)).status).toBe(409);
    city.decide('one', 'confirmed');
    expect((await put('one', { ...document, version: 3 })).status).toBe(409);
    expect((await call('POST', 'prefilled-applications/one/withdrawal', { version: 2, reason: 'evidence-corrected' })).status).toBe(409);
  });

  it.each([
    { given: 'a field without provenance', traits: { form: { person: { name: '甲', sex: 'male' } } }, fault: 'provenance of /person/sex' },
    { given: 'provenance of no field', traits: { form: {} }, fault: 'provenance leads to no field: /person/name' },
    { given: 'an expiry without a zone', traits: { expiresAt: '2099-12-31T15:59:59' }, fault: 'expiresAt' },
    { given: 'a reason in one language', traits: { reasons: [{ code: 'a', text: { zh: '甲' } }] }, fault: 'reasons' },
  ])('refuses $given', async ({ traits, fault }) => {
    const { status, body, breaches } = await put('faulty', application('m23', traits));
    expect({ status, fields: body['fields'] }).toEqual({ status: 422, fields: [fault] });
    expect(breaches).toEqual([`PUT application: at fault: ${fault}`]);
  });

  it.each([
    { given: 'nobody on the roster', code: 's05', status: 404, breach: 'PUT application: for a member that is not on the roster' },
    {
      given: 'a member who did not agree',
      code: 'm19',
      status: 201,
      breach: 'PUT exclusive-protection for m19: it is not so that the member agreed to it',
    },
  ])('calls it a breach to offer something to $given', async ({ code, status, breach }) => {
    const answer = await put(`for-${code}`, application(code));
    expect(answer).toMatchObject({ status, breaches: [breach] });
  });

  it('calls it a breach to use a source the member did not agree to', async () => {
    const basis = { source: 'medical-insurance', dataset: 'settlement', recordKey: '结-m12', asOf: '2025-01-01T00:00:00Z' };
    const document = application('m12', { programme: 'mutual-aid-claim', provenance: { '/person/name': [basis] } });
    expect((await put('health', document)).breaches).toEqual([
      'PUT mutual-aid-claim for m12: rests on medical-insurance settlement, to which the member did not agree',
    ]);
  });
});
