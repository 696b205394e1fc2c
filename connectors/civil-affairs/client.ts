/** The bureau's gateway: the connector's only input and output. Signs every attempt anew, and fetches a secret again that has expired. */
import { instantOf, type Stated, wallTime } from '../../src/domain/period.ts';
import type { Call, ConnectorTools, Exchange, UpstreamResponse, WireRow } from '../../src/upstream/connector.ts';
import { readCount, recordOf, textOf, type WireRecord } from '../../src/upstream/wire.ts';
import { breach, gatewayFault, isExpired, serviceFault } from './faults.ts';
import { createSecrets, type Secret } from './secrets.ts';
import { openSecret, signatureOf } from './sign.ts';
import type { components } from './upstream.ts';

type Schemas = components['schemas'];

export interface CivilAffairsSettings {
  readonly rid: string;
  readonly appkey: string;
  readonly accessKey: string;
}

export type Sid = 's_civil_assistance' | 's_civil_death' | 's_civil_family' | 's_civil_check';
export type Question = Schemas['WindowQuestion'] | Schemas['FamilyQuestion'] | Schemas['PersonQuestion'];

export interface ServiceAnswer {
  readonly rows: readonly WireRow[];
  readonly recordCount: Stated<number>;
}

export interface Gateway {
  readonly ask: (sid: Sid, question: Question, call: Call) => Promise<ServiceAnswer>;
  /** A secret freshly fetched, though one may be kept: that is what proves the sign-in. */
  readonly signIn: (sid: Sid, call: Call) => Promise<void>;
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const SUCCESS = '1';
/** Exactly these (`interfaces.md` §1). */
const SERVICE_SUCCESSES: readonly unknown[] = [0, '0', 200];

export const createGateway = (settings: CivilAffairsSettings, { http, now, uuid }: ConnectorTools): Gateway => {
  const fetchSecret = async (sid: string, call: Call): Promise<Secret> => {
    const response = await http.exchange(secretExchange(sid, settings, now), call);
    return secretIn(sid, response, settings.appkey);
  };
  const secrets = createSecrets(fetchSecret, now);

  const callService = async (sid: Sid, question: Question, secret: Secret, call: Call): Promise<WireRecord> => {
    const headers = (): Record<string, string> => {
      const rtime = now();
      const signed = { rid: settings.rid, sid, rtime };
      return {
        ...JSON_HEADERS,
        gjgxjhpt_rid: settings.rid,
        gjgxjhpt_sid: sid,
        gjgxjhpt_rtime: String(rtime),
        gjgxjhpt_sign: signatureOf(secret.key, signed),
      };
    };
    const body = (): string => JSON.stringify(envelopeOf(question, { accessKey: settings.accessKey, requestId: uuid(), at: now() }));
    const exchange: Exchange = {
      operation: sid,
      aboutNobody: isFeed(sid),
      method: 'POST',
      path: `/gateway/services/${sid}`,
      headers,
      body,
      repeatable: true,
      quotaKey: sid,
      read: (response) => {
        const answer = answerIn(sid, response);
        // An expired secret is let pass: it is fetched again below.
        if (answer['code'] !== SUCCESS && !isExpired(answer)) throw gatewayFault(sid, answer);
      },
    };
    return answerIn(sid, await http.exchange(exchange, call));
  };

  return {
    ask: async (sid, question, call) => {
      const secret = await secrets.of(sid, call);
      const answer = await callService(sid, question, secret, call);
      if (!isExpired(answer)) return serviceAnswerIn(sid, answer);
      secrets.forget(sid, secret);
      const again = await callService(sid, question, await secrets.of(sid, call), call);
      if (isExpired(again)) throw gatewayFault(sid, again);
      return serviceAnswerIn(sid, again);
    },
    signIn: async (sid, call) => {
      await fetchSecret(sid, call);
    },
  };
};

const secretExchange = (sid: string, { rid, appkey }: CivilAffairsSettings, now: () => number): Exchange => ({
  operation: 'secret',
  aboutNobody: true,
  method: 'POST',
  path: '/gateway/secret',
  headers: () => JSON_HEADERS,
  body: () => {
    const rtime = now();
    return JSON.stringify({
      rid,
      sid,
      rtime: String(rtime),
      sign: signatureOf(appkey, { rid, sid, rtime }),
    } satisfies Schemas['SecretQuestion']);
  },
  repeatable: true,
  quotaKey: sid,
  read: (response) => {
    const answer = answerIn(sid, response);
    if (answer['code'] !== SUCCESS) throw gatewayFault(sid, answer);
  },
});

const envelopeOf = (
  question: Question,
  { accessKey, requestId, at }: { readonly accessKey: string; readonly requestId: string; readonly at: number },
): Schemas['ServiceCall'] => ({
  access_key: accessKey,
  request_id: requestId,
  timestamp: wallTime(instantOf(at)),
  version: '1.0',
  format: 'json',
  biz_content: JSON.stringify(question),
});

const answerIn = (sid: string, { body }: UpstreamResponse): WireRecord => {
  const answer = recordOf(body);
  if (answer === null) throw breach(sid, 'answer-unreadable');
  return answer;
};

const serviceAnswerIn = (sid: Sid, answer: WireRecord): ServiceAnswer => {
  const service = recordOf(answer['biz_data']);
  if (service === null) throw breach(sid, 'answer-unreadable');
  if (!SERVICE_SUCCESSES.includes(service['code'])) throw serviceFault(sid, answer, service);
  const rows = service['rows'];
  if (!Array.isArray(rows)) throw breach(sid, 'rows-missing');
  return { rows, recordCount: readCount(service['recordcount']) };
};

const secretIn = (sid: string, response: UpstreamResponse, appkey: string): Secret => {
  const data = recordOf(answerIn(sid, response)['data']);
  const [encrypted, endsAt] = [textOf(data?.['secret']), readCount(data?.['secretEndTime'])];
  const key = encrypted === null ? null : openSecret(appkey, encrypted);
  if (key === null || endsAt.kind === 'impossible') throw breach(sid, 'secret-unreadable');
  // An end that is not stated is told by 1002 in its time.
  return { key, endsAt: endsAt.kind === 'stated' ? endsAt.value : Number.POSITIVE_INFINITY };
};

const isFeed = (sid: Sid): boolean => sid === 's_civil_assistance' || sid === 's_civil_death';
