/** The connector over the real HTTP client, with the aid system played by nock at the socket. */
import nock from 'nock';
import { aidSystem } from '../../../connectors/aid-system/index.ts';
import type { AidSystemClient } from '../../../src/upstream/aid-system.ts';
import type { UpstreamEvent } from '../../../src/upstream/settings.ts';
import { testClient } from '../../upstream/support/client.ts';
import type { TestClock } from '../../upstream/support/clock.ts';

export const SETTINGS = { clientId: 'huzheng', clientSecret: 'test:secret 甲' } as const;
const BASE_URL = 'http://aid-system.test';

export const office = (): nock.Scope => nock(BASE_URL);

export interface Connected {
  readonly client: AidSystemClient;
  readonly clock: TestClock;
  readonly events: readonly UpstreamEvent[];
}

export const connected = (): Connected => {
  const { http, clock, events } = testClient({ source: 'aid-system', baseUrl: BASE_URL });
  return { client: aidSystem.connect(SETTINGS, { http, now: clock.now, uuid: () => 'unused' }), clock, events };
};

/** Tokens `token-1`, `token-2` … each good for an hour. */
export const issuesTokens = (...values: readonly string[]): void => {
  for (const access_token of values) office().post('/oauth2/token').reply(200, { access_token, token_type: 'Bearer', expires_in: 3600 });
};
