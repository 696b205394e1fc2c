/** Sign-in of medical insurance (interfaces.md §2): the gateway's signature and quota, and the day's `sign_no`. */
import { createHash } from 'node:crypto';
import { timeText } from './calendar.ts';
import type { Ledger } from './ledger.ts';
import type { Call, Reply } from './server.ts';
import { indented, isObject, isText, type Json, type JsonObject } from './wire.ts';

const PAASID = 'second_city_paas';
const TOKEN = 'SECOND_CITY_TOKEN_0001';
export const SIGNING = { MEDICAL_INSURANCE_PAASID: PAASID, MEDICAL_INSURANCE_TOKEN: TOKEN };

const SKEW_SECONDS = 180;
const CALLS_A_SECOND = 20;
/** The day's sign-in is lost after so many calls. */
const CALLS_A_SIGN_IN = 6;

export const json = (status: number, body: Json): Reply => ({
  status,
  body: indented(body),
  headers: { 'content-type': 'application/json' },
});

/** The gateway: signature, clock, nonce, and twenty calls in whatever second one looks at. */
export class Gate {
  readonly #ledger: Ledger;
  readonly #nonces = new Set<string>();
  #arrivals: readonly number[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  refuse({ headers, at }: Call): Reply | null {
    const nonce = String(headers['x-tif-nonce'] ?? '');
    const timestamp = String(headers['x-tif-timestamp'] ?? '');
    const sound = this.#ledger.demand('medical-insurance gateway', {
      'x-tif-paasid is ours': headers['x-tif-paasid'] === PAASID,
      'x-tif-timestamp is seconds within 180': /^\d{10}$/.test(timestamp) && Math.abs(Number(timestamp) - at / 1000) <= SKEW_SECONDS,
      'x-tif-nonce is new': nonce !== '' && !this.#nonces.has(nonce),
      'x-tif-signature is right':
        headers['x-tif-signature'] ===
        createHash('sha256')
          .update(timestamp + TOKEN + nonce + timestamp)
          .digest('hex'),
      'the body is JSON': /^application\/json\b/.test(headers['content-type'] ?? ''),
    });
    this.#nonces.add(nonce);
    if (!sound) return json(401, { errcode: '401001', errmsg: '签名校验失败' });
    this.#arrivals = [...this.#arrivals.filter((arrival) => arrival > at - 1_000), at];
    if (this.#arrivals.length <= CALLS_A_SECOND) return null;
    this.#ledger.breach('medical-insurance gateway', `${this.#arrivals.length} calls within a second`);
    return { status: 429, body: '', headers: { 'retry-after': '1' } };
  }
}

/** The day's sign-ins. Now and then all of them are gone. */
export class SignIns {
  readonly #ledger: Ledger;
  #issued = 0;
  #valid = new Set<string>();
  #callsLeft = 0;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  issue(envelope: JsonObject): JsonObject {
    const input = isObject(envelope['input']) ? envelope['input'] : {};
    const signIn = isObject(input['signIn']) ? input['signIn'] : {};
    this.#ledger.demand('medical-insurance 9001', {
      'opter_no is stated': isText(signIn['opter_no']),
      'mac is stated': isText(signIn['mac']),
      'ip is stated': isText(signIn['ip']),
    });
    this.#issued += 1;
    const sign_no = `${String(this.#issued).padStart(29, '0')}S`;
    this.#valid.add(sign_no);
    this.#callsLeft = CALLS_A_SIGN_IN;
    return { signinoutb: { sign_time: timeText(Date.now()), sign_no } };
  }

  admit(envelope: JsonObject): boolean {
    const signNo = envelope['sign_no'];
    if (this.#issued > 0 && !isText(signNo)) this.#ledger.breach('medical-insurance', 'no sign_no in the envelope after 9001');
    if (!isText(signNo) || !this.#valid.has(signNo)) return false;
    this.#callsLeft -= 1;
    if (this.#callsLeft >= 0) return true;
    this.#valid = new Set();
    this.#ledger.meet('medical-insurance sign-in lost');
    return false;
  }
}
