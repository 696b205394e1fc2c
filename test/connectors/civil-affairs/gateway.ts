/** The connector over the real HTTP client, with the bureau's gateway played by nock at the socket. */
import { createCipheriv, createHash } from 'node:crypto';
import nock from 'nock';
import { civilAffairs } from '../../../connectors/civil-affairs/index.ts';
import { parseIdNumber } from '../../../src/domain/id-number.ts';
import type { AuthorityClient, LookupReader, Subject, WindowReader } from '../../../src/upstream/connector.ts';
import type { UpstreamEvent } from '../../../src/upstream/settings.ts';
import { testClient } from '../../upstream/support/client.ts';
import type { TestClock } from '../../upstream/support/clock.ts';

export const SETTINGS = { rid: 'x_test_rid', appkey: 'test-appkey', accessKey: 'test-access-key' } as const;
const BASE_URL = 'http://civil-affairs.test';

export interface Connected {
  readonly client: AuthorityClient;
  readonly clock: TestClock;
  readonly events: readonly UpstreamEvent[];
  readonly taken: readonly string[];
}

/** Request ids are `request-1`, `request-2` …, in the order they are drawn. */
export const connected = (): Connected => {
  const { http, clock, events, taken } = testClient({ source: 'civil-affairs', baseUrl: BASE_URL });
  let requests = 0;
  const uuid = (): string => {
    requests += 1;
    return `request-${requests}`;
  };
  return { client: civilAffairs.connect(SETTINGS, { http, now: clock.now, uuid }), clock, events, taken };
};

type Body = Record<string, unknown>;

export const gateway = (): nock.Scope => nock(BASE_URL);
export const service = (sid: string, matches: (body: Body) => boolean = () => true): nock.Interceptor =>
  gateway().post(`/gateway/services/${sid}`, matches);

const encrypted = (secret: string): string => {
  const sha1 = (content: string | Buffer): Buffer => createHash('sha1').update(content).digest();
  const cipher = createCipheriv('aes-128-ecb', sha1(sha1(SETTINGS.appkey)).subarray(0, 16), null);
  return cipher.update(secret, 'utf8', 'base64') + cipher.final('base64');
};

/** The secrets given out, in this order, each good until that time. */
export const issuesSecrets = (endsAt: number | string, ...secrets: readonly string[]): void => {
  for (const secret of secrets)
    gateway()
      .post('/gateway/secret')
      .reply(200, { code: '1', msg: 'success', data: { secret: encrypted(secret), secretEndTime: endsAt } });
};

/** A page, or a look-up's answer. */
export const answered = (rows: readonly unknown[], recordcount: unknown = rows.length): Body => ({
  code: '1',
  msg: 'success',
  sign: '',
  biz_data: { code: 0, status: 'success', rows, returncount: rows.length, recordcount },
});

export const windowReader = ({ readers }: AuthorityClient, dataset: string): WindowReader => {
  const reader = readers.find((each) => each.dataset === dataset);
  if (reader?.kind !== 'window') throw new Error(`no change feed ${dataset}`);
  return reader;
};

export const lookupReader = ({ readers }: AuthorityClient): LookupReader => {
  const reader = readers.find((each) => each.kind === 'lookup');
  if (reader?.kind !== 'lookup') throw new Error('no look-up');
  return reader;
};

export const subject = (number: string, name = '测试员甲'): Subject => {
  const parsed = parseIdNumber(number);
  if (!parsed.ok) throw new Error(parsed.fault);
  return { idNumber: parsed.value, idType: 'resident-id', name };
};
