/** Sign-in of the exchange (interfaces.md §1): secrets by service, signatures, and the outer level of its answers. */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import type { Ledger } from './ledger.ts';
import type { Call, Reply } from './server.ts';
import type { Surroundings } from './surroundings.ts';
import { escaped, isText, type Json, type JsonObject, objectIn } from './wire.ts';

export const SERVICES = ['s_civil_assistance', 's_civil_death', 's_civil_family', 's_civil_check'];

const RID = 'x_second_city_union';
const APPKEY = 'second-city/app+key=0001';
export const SIGNING = { CIVIL_AFFAIRS_RID: RID, CIVIL_AFFAIRS_APPKEY: APPKEY };

const CALLS_A_SECRET = 4;
const SKEW_MS = 180_000;

/** Neither JSON's own media type nor a connection that stays: both are the gateway's to choose. */
export const reply = (body: Json): Reply => ({
  status: 200,
  body: escaped(body),
  headers: { 'content-type': 'text/plain; charset=UTF-8', connection: 'close' },
});
export const refusal = (code: string, msg: string): Reply => reply({ code, msg, sign: '', biz_data: null });

/** Secrets of one service each, good for a few calls whatever end they were given. */
export class Secrets {
  readonly #ledger: Ledger;
  readonly #leavesOut: boolean;
  readonly #secrets: { readonly sid: string; readonly secret: string; readonly issuedAt: number; calls: number }[] = [];

  constructor({ ledger, leavesOut }: Surroundings) {
    this.#ledger = ledger;
    this.#leavesOut = leavesOut;
  }

  issue({ body }: Call): Reply {
    const { rid, sid, rtime, sign } = objectIn(body) ?? {};
    const sound = this.#ledger.demand('civil-affairs secret', {
      'rid is ours': rid === RID,
      'sid is a service of ours': isText(sid) && SERVICES.includes(sid),
      'rtime is milliseconds within 180 s': isRecent(String(rtime)),
      'sign is made with the appkey': sign === signed(APPKEY, `${sid}${rid}${rtime}`),
    });
    if (!sound) return refusal('1001', '签名错误');
    const turn = this.#secrets.length + 1;
    const secret = `secret of ${sid} no ${turn} /+=`;
    this.#secrets.push({ sid: String(sid), secret, issuedAt: Date.now(), calls: 0 });
    return reply({ code: '1', msg: 'ok', data: { secret: encrypted(secret), ...this.#endOf(turn) } });
  }

  /** By a clock that may be a hundred seconds slow: some secrets are past their end when they arrive. Or the end is not stated. */
  #endOf(turn: number): JsonObject {
    if (this.#leavesOut) return {};
    return { secretEndTime: Date.now() + (turn % 3 === 0 ? -100_000 : 3_600_000) };
  }

  refuse(sid: string, { headers }: Call): Reply | null {
    const where = `civil-affairs ${sid}`;
    const { gjgxjhpt_rid: rid, gjgxjhpt_sid: named, gjgxjhpt_rtime: rtime, gjgxjhpt_sign: sign } = headers;
    const own = this.#secrets.filter((one) => one.sid === sid);
    const used = own.find(({ secret }) => sign === signed(secret, `${sid}${rid}${rtime}`));
    const sound = this.#ledger.demand(where, {
      'gjgxjhpt_rid is ours': rid === RID,
      'gjgxjhpt_sid is the service that is called': named === sid,
      'gjgxjhpt_rtime is milliseconds within 180 s': isRecent(String(rtime)),
      'gjgxjhpt_sign is made with a secret of this service': used !== undefined,
    });
    if (!sound || used === undefined) return refusal('1001', '签名错误');
    if (used.calls < CALLS_A_SECRET) {
      used.calls += 1;
      return null;
    }
    this.#ledger.meet('civil-affairs expired secret');
    if (own.some(({ issuedAt }) => issuedAt > used.issuedAt && Number(rtime) > issuedAt + 1_000))
      this.#ledger.breach(where, 'signs with an expired secret though it has fetched a new one');
    return refusal('1002', '密钥已过期');
  }
}

const isRecent = (rtime: string): boolean => /^\d{13}$/.test(rtime) && Math.abs(Number(rtime) - Date.now()) <= SKEW_MS;

const signed = (key: string, text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('base64');

/** AES-128-ECB under the first 16 bytes of SHA-1(SHA-1(appkey)). */
const encrypted = (secret: string): string => {
  const sha1 = (bytes: string | Buffer) => createHash('sha1').update(bytes).digest();
  const cipher = createCipheriv('aes-128-ecb', sha1(sha1(APPKEY)).subarray(0, 16), null);
  return Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]).toString('base64');
};
