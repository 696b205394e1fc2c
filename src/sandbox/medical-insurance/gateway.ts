// Medical insurance behind the provincial gateway (interfaces.md §2): x-tif signatures, 20 calls a second, the envelope of
// NHSA transactions, the day's sign-in, and SM2/SM4 around it all where the deployment asks for it.

import {
  type Answer,
  type Counterpart,
  isObject,
  type JsonObject,
  type Mood,
  ok,
  parseObject,
  type Received,
  retryAfter,
} from '../http/exchange.ts';
import { CallRate, Nonces } from '../http/limits.ts';
import { diceFor } from '../random.ts';
import { VOLUMES } from '../rates.ts';
import { compactStamp, shanghaiSecond, stampOf } from '../shanghai-time.ts';
import type { Surroundings } from '../surroundings.ts';
import { faultOfEnvelope } from './envelope.ts';
import { type NationalKeys, seal, unseal } from './national-cryptography.ts';
import { SignIns } from './sign-ins.ts';
import { faultOfSignature, NONCE_KEPT_MS } from './signature.ts';
import { expectedCalls, type Infno, type Outcome, transactions } from './transactions.ts';

const SIGN_IN = '9001';
const NOT_SIGNED_IN = '操作员未签到，请先签到';

const castShape = diceFor('medical-answer');

const infnoIn = (path: string): string => /^\/ebus\/ybxx\/([^/]+)$/.exec(path)?.[1] ?? '';

class MedicalGateway implements Counterpart {
  readonly source = 'medical-insurance';
  readonly #surroundings: Surroundings;
  readonly #transactions: ReturnType<typeof transactions>;
  readonly #nonces = new Nonces(NONCE_KEPT_MS);
  readonly #rate = new CallRate(VOLUMES.medicalCallsPerSecond);
  readonly #signIns: SignIns;
  #answers = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#transactions = transactions(surroundings);
    this.#signIns = new SignIns(surroundings.allowances.medicalCallsPerSignIn);
  }

  operationOf({ path }: Received): string {
    const infno = infnoIn(path);
    return infno === SIGN_IN || this.#isInfno(infno) ? infno : 'unknown';
  }

  answer(received: Received, mood: Mood): Answer {
    if (received.method !== 'POST') return { status: 405, body: { errcode: '405', errmsg: 'POST only' } };
    return this.#faultOfCaller(received) ?? this.#faultOfRate() ?? this.#unwrap(received, mood);
  }

  #isInfno(infno: string): infno is Infno {
    return Object.hasOwn(this.#transactions, infno);
  }

  #violated(rule: string, detail: string): void {
    this.#surroundings.tally.violated(this.source, rule, detail);
  }

  #unauthorised(rule: string): Answer {
    this.#surroundings.tally.refused(this.source, '401');
    this.#violated(rule, 'HTTP 401');
    return { status: 401, body: { errcode: '401', errmsg: `签名校验失败：${rule}` } };
  }

  #faultOfCaller(received: Received): Answer | undefined {
    const { credentials, clock } = this.#surroundings;
    const { paasid, token } = credentials.medicalInsurance;
    const fault = faultOfSignature(received, { paasid, token, nonces: this.#nonces, nowMs: clock.now() });
    return fault === undefined ? undefined : this.#unauthorised(fault);
  }

  #faultOfRate(): Answer | undefined {
    const { clock, tally } = this.#surroundings;
    if (this.#rate.take(clock.now())) return undefined;
    tally.refused(this.source, '429');
    this.#violated('over-quota', `more than ${VOLUMES.medicalCallsPerSecond} requests a second`);
    this.#answers += 1;
    return { status: 429, headers: retryAfter(1, clock.now(), this.#answers), body: { errcode: '429', errmsg: '请求过于频繁' } };
  }

  /** The same exchange within national cryptography, where the deployment has it. */
  #unwrap(received: Received, mood: Mood): Answer {
    const { credentials, clock } = this.#surroundings;
    const { crypto, appId, appSecret, serverKeys, clientKeys } = credentials.medicalInsurance;
    const infno = infnoIn(received.path);
    const body = parseObject(received.text) ?? {};
    if (crypto === 'none') return ok(this.#transact(infno, body, mood));
    const keys: NationalKeys = { appId, appSecret, ownPrivateKey: serverKeys.privateKey, peerPublicKey: clientKeys.publicKey };
    const inner = unseal(body, keys);
    if (typeof inner === 'string') return this.#unauthorised('national-cryptography');
    return ok(seal(this.#transact(infno, inner, mood), keys, String(clock.now())));
  }

  #transact(infno: string, envelope: JsonObject, mood: Mood): JsonObject {
    const { credentials, tally } = this.#surroundings;
    const fault = faultOfEnvelope(envelope, infno, credentials.medicalInsurance);
    if (fault !== undefined) {
      this.#violated('envelope', fault);
      return this.#reply(envelope, { message: fault });
    }
    const outcome = this.#outcome(infno, envelope, mood);
    if ('rule' in outcome && outcome.rule !== undefined) this.#violated(outcome.rule, outcome.message);
    if ('message' in outcome) tally.refused(this.source, outcome.message);
    return this.#reply(envelope, outcome);
  }

  #outcome(infno: string, envelope: JsonObject, mood: Mood): Outcome {
    const now = shanghaiSecond(this.#surroundings.clock.now());
    const input = isObject(envelope['input']) ? envelope['input'] : {};
    if (infno === SIGN_IN) return this.#signIn(input, now);
    if (!this.#isInfno(infno)) return { message: `交易 ${infno.slice(0, 6)} 不存在`, rule: 'unknown-infno' };
    const signNo = typeof envelope['sign_no'] === 'string' ? envelope['sign_no'] : '';
    if (signNo === '') return { message: NOT_SIGNED_IN, rule: 'sign-no-missing' };
    if (!this.#signIns.spend(signNo, now)) return { message: NOT_SIGNED_IN };
    const place = typeof envelope['insuplc_admdvs'] === 'string' ? envelope['insuplc_admdvs'] : '';
    return this.#transactions[infno]({ input, place, mood });
  }

  #signIn({ signIn }: JsonObject, now: number): Outcome {
    const complete = isObject(signIn) && ['opter_no', 'mac', 'ip'].every((field) => typeof signIn[field] === 'string');
    if (!complete) return { message: '入参 signIn 不完整', rule: 'input' };
    return { output: { signinoutb: { sign_time: stampOf(now), sign_no: this.#signIns.issue(now) } } };
  }

  /** domain.md §1.2; `infcode` may be a number or text. */
  #reply(envelope: JsonObject, outcome: Outcome): JsonObject {
    const { city, clock } = this.#surroundings;
    const refused = 'message' in outcome;
    const dice = castShape(city.seed, JSON.stringify(envelope['input'] ?? ''));
    const now = clock.now();
    const stamp = compactStamp(shanghaiSecond(now));
    this.#answers += 1;
    return {
      infcode: refused ? dice.pick([-1, '-1']) : dice.pick([0, '0']),
      inf_refmsgid: `440300${stamp}${String(this.#answers).padStart(10, '0')}`,
      refmsg_time: stamp + String(now % 1000).padStart(3, '0'),
      respond_time: stamp + String(now % 1000).padStart(3, '0'),
      err_msg: refused ? outcome.message : '',
      ...(!refused && { output: outcome.output }),
    };
  }
}

/** The counterpart, and the calls a reader of everything would make. */
export const medicalInsurance = (surroundings: Surroundings): { counterpart: Counterpart; expectedCalls: number } => ({
  counterpart: new MedicalGateway(surroundings),
  expectedCalls: expectedCalls(surroundings.city),
});
