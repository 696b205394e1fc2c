/** The connector over the real HTTP client, with the bureau played by nock at the socket. */
import nock from 'nock';
import { socialSecurity } from '../../../connectors/social-security/index.ts';
import type { AuthorityClient, CursorReader } from '../../../src/upstream/connector.ts';
import type { UpstreamEvent } from '../../../src/upstream/settings.ts';
import { testClient } from '../../upstream/support/client.ts';
import type { TestClock } from '../../upstream/support/clock.ts';

export const SETTINGS = { clientId: 'client-1', key: 'test-secret' } as const;
const BASE_URL = 'http://social-security.test';

export const bureau = (): nock.Scope => nock(BASE_URL);

export const served = (data: unknown): { code: string; message: string; data: unknown } => ({ code: '00000', message: 'ok', data });

export interface Connected {
  readonly client: AuthorityClient;
  readonly clock: TestClock;
  readonly events: readonly UpstreamEvent[];
}

/** Nonces are `nonce-1`, `nonce-2` …, in the order they are drawn. */
export const connected = (): Connected => {
  const { http, clock, events } = testClient({ source: 'social-security', baseUrl: BASE_URL });
  let nonces = 0;
  const uuid = (): string => {
    nonces += 1;
    return `nonce-${nonces}`;
  };
  return { client: socialSecurity.connect(SETTINGS, { http, now: clock.now, uuid }), clock, events };
};

export const readerOf = ({ readers }: AuthorityClient, dataset: string): CursorReader => {
  const reader = readers.find((each) => each.dataset === dataset);
  if (reader?.kind !== 'cursor') throw new Error(`no cursor feed ${dataset}`);
  return reader;
};
