/** An HTTP client of the real kind whose clock, randomness and quota a test holds in its hand. */
import { onTestFinished } from 'vitest';
import type { Call, Exchange } from '../../../src/upstream/connector.ts';
import { createUpstreamHttp, type UpstreamClient } from '../../../src/upstream/http.ts';
import type { UpstreamEvent, UpstreamSettings, UpstreamTools } from '../../../src/upstream/settings.ts';
import { type TestClock, testClock } from './clock.ts';

export interface TestClient {
  readonly http: UpstreamClient;
  readonly clock: TestClock;
  readonly events: readonly UpstreamEvent[];
  /** Quota keys drawn from, one an attempt. */
  readonly taken: readonly string[];
}

export const testClient = (
  settings: Partial<UpstreamSettings> & Pick<UpstreamSettings, 'baseUrl'>,
  tools: Partial<UpstreamTools> = {},
): TestClient => {
  const clock = testClock();
  const events: UpstreamEvent[] = [];
  const taken: string[] = [];
  const http = createUpstreamHttp(
    { source: 'civil-affairs', ...settings },
    {
      ...clock,
      random: () => 0.5,
      quota: {
        take: async (key) => {
          taken.push(key);
        },
      },
      pauseOf: async () => null,
      announced: async () => [],
      observe: (event) => events.push(event),
      ...tools,
    },
  );
  onTestFinished(http.close);
  return { http, clock, events, taken };
};

export const aCall = (priority: Call['priority'] = 'night', signal: AbortSignal = new AbortController().signal): Call => ({
  priority,
  signal,
});

export const anExchange = (traits: Partial<Exchange> = {}): Exchange => ({
  operation: 's_test',
  method: 'POST',
  path: '/ask',
  headers: () => ({ 'content-type': 'application/json' }),
  body: () => '{"asked":true}',
  repeatable: true,
  ...traits,
});
