/** The connector over the real HTTP client, with the gateway played by nock at the socket. It keeps what it was asked. */
import nock from 'nock';
import { onTestFinished } from 'vitest';
import certificateTypes from '../../../connectors/medical-insurance/fixtures/certificate-types.json' with { type: 'json' };
import identityTypes from '../../../connectors/medical-insurance/fixtures/identity-types-in-two-editions.json' with { type: 'json' };
import signedIn from '../../../connectors/medical-insurance/fixtures/signed-in.json' with { type: 'json' };
import { type MedicalInsuranceSettings, medicalInsurance } from '../../../connectors/medical-insurance/index.ts';
import type { AuthorityClient, LookupReader } from '../../../src/upstream/connector.ts';
import type { UpstreamEvent } from '../../../src/upstream/settings.ts';
import { testClient } from '../../upstream/support/client.ts';
import type { TestClock } from '../../upstream/support/clock.ts';
import { SETTINGS } from './settings.ts';

const BASE_URL = 'http://medical-insurance.test';

export interface Asked {
  readonly infno: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Envelope;
}
interface Envelope {
  readonly [field: string]: unknown;
  readonly msgid: string;
  readonly sign_no: string;
  readonly input: { readonly data: Readonly<Record<string, unknown>> };
}

interface WholeAnswer {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Record<string, string>;
}
/** A bare body is HTTP 200. A function answers by what was asked. */
export type Answer = object | string | WholeAnswer | ((asked: Asked) => object);

const isWhole = (answer: object | string): answer is WholeAnswer => typeof answer === 'object' && 'status' in answer && 'body' in answer;

export interface Gateway {
  readonly asked: readonly Asked[];
  readonly askedFor: (infno: string) => readonly Asked[];
}

/** 1901, refusing these tables. */
export const dictionaryWithout =
  (...tables: readonly string[]) =>
  ({ body }: Asked): object => {
    const type = String(body.input.data['type']);
    return tables.includes(type) ? { infcode: -1, err_msg: '字典服务异常', output: null } : (DICTIONARY[type] ?? {});
  };

const DICTIONARY: Readonly<Record<string, object>> = { psn_idet_type: identityTypes, psn_cert_type: certificateTypes };

/** Each transaction is answered in turn, and by its last answer from then on. Signing in and the dictionary work unless told otherwise. A later gateway takes the earlier one's place. */
export const gateway = (answers: Readonly<Record<string, readonly Answer[]>> = {}): Gateway => {
  const script = new Map<string, Answer[]>(
    Object.entries({
      '9001': [signedIn],
      '1901': [dictionaryWithout()],
      ...answers,
    }).map(([infno, list]) => [infno, [...list]]),
  );
  const asked: Asked[] = [];
  nock.cleanAll();
  nock.disableNetConnect();
  nock(BASE_URL)
    .persist()
    .post(/^\/ebus\/ybxx\/\w+$/)
    .reply(async (request: Request) => {
      const question: Asked = {
        infno: request.url.split('/').at(-1) ?? '',
        headers: Object.fromEntries(request.headers),
        body: JSON.parse(await request.text()),
      };
      asked.push(question);
      const turns = script.get(question.infno) ?? [];
      const answer = turns.length > 1 ? turns.shift() : turns[0];
      if (answer === undefined) return [500, 'not in the script'];
      const stated = typeof answer === 'function' ? answer(question) : answer;
      return isWhole(stated) ? [stated.status, stated.body, stated.headers ?? {}] : [200, stated];
    });
  onTestFinished(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
  return { asked, askedFor: (infno) => asked.filter((question) => question.infno === infno) };
};

export interface Connected {
  readonly client: AuthorityClient;
  readonly clock: TestClock;
  readonly events: readonly UpstreamEvent[];
  readonly taken: readonly string[];
}

/** Nonces are `nonce-2`, `nonce-3` …, in the order they are drawn; the first number drawn seeds the message ids. */
export const connected = (settings: Partial<MedicalInsuranceSettings> = {}): Connected => {
  const { http, clock, events, taken } = testClient({ source: 'medical-insurance', baseUrl: BASE_URL });
  let drawn = 0;
  const uuid = (): string => {
    drawn += 1;
    return drawn === 1 ? '00000007-0000-4000-8000-000000000000' : `nonce-${drawn}`;
  };
  return { client: medicalInsurance.connect({ ...SETTINGS, ...settings }, { http, now: clock.now, uuid }), clock, events, taken };
};

export const readerOf = ({ readers }: AuthorityClient, dataset: string): LookupReader => {
  const reader = readers.find((each) => each.dataset === dataset);
  if (reader?.kind !== 'lookup') throw new Error(`no lookup ${dataset}`);
  return reader;
};
