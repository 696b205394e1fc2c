import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signCallback } from '../../src/sandbox/aid-system/callbacks.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { AidSystemClient, application } from './client.ts';
import { sandboxes, testClock } from './running.ts';

const start = sandboxes();

interface Heard {
  readonly signature: string;
  readonly body: string;
  readonly event: { readonly eventId: string; readonly applicationId: string; readonly status: string; readonly decidedAt: string };
}
const heard: Heard[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    heard.push({ signature: String(request.headers['x-huzheng-signature']), body, event: JSON.parse(body) as Heard['event'] });
    response.writeHead(204).end();
  });
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/v1/callbacks/aid-system`;
});
afterAll(() => void receiver.close());

const idOf = (nth: number): string => `5f0e0a4e-0000-5000-8000-${String(nth).padStart(12, '0')}`;

/** An application for living aid of each member, whatever their need. */
const withApplications = async (): Promise<Sandbox> => {
  const sandbox = await start({ members: 400, clock: testClock() });
  const client = new AidSystemClient(sandbox);
  const roster = await client.readRoster();
  await Promise.all(
    [...new Set(roster.map(({ memberId }) => String(memberId)))].map((memberId, nth) => client.put(idOf(nth), application(memberId))),
  );
  return sandbox;
};
const fates = (sandbox: Sandbox): readonly string[] =>
  sandbox.applications().map(({ applicationId, status, reasonCode }) => `${applicationId} ${status} ${reasonCode ?? ''}`);

describe('workers and the union', () => {
  test('decide about a share of what waits, by the truth, and tell of it signed, in no order, some of it twice', async () => {
    const sandbox = await withApplications();
    const { decided, sent, taken } = await sandbox.decideAll(url);
    expect(decided).toBeGreaterThan(200);
    expect(decided).toBeLessThan(280);
    expect([sent, taken]).toEqual([heard.length, heard.length]);

    const secret = sandbox.environment['AID_SYSTEM_CALLBACK_SECRET'] ?? '';
    for (const { signature, body } of heard) expect(signature).toBe(signCallback(secret, Number(/^t=(\d+)/.exec(signature)?.[1]), body));
    expect(new Set(heard.map(({ event }) => event.eventId)).size).toBeLessThan(heard.length);
    const isLate = heard.some(({ event }, at) =>
      heard
        .slice(0, at)
        .some((earlier) => earlier.event.applicationId === event.applicationId && earlier.event.decidedAt > event.decidedAt),
    );
    expect(isLate).toBe(true);

    const granted = sandbox.applications().filter(({ status }) => status === 'granted');
    const judged = sandbox.judge(granted.map(({ memberId }) => ({ memberId, flagged: true, suggestedClass: null })));
    expect(granted.length).toBeGreaterThan(10);
    expect(judged.flagged.precision).toBeGreaterThan(0.85);
    for (const { status, reasonCode } of sandbox.applications())
      expect(reasonCode !== undefined, status).toBe(status === 'declined' || status === 'refused');
  });

  test('decide the same about the same city, and nothing more about what they left', async () => {
    const [one, other] = [await withApplications(), await withApplications()];
    await one.decideAll(url);
    await other.decideAll(url);
    expect(fates(one)).toEqual(fates(other));
    expect(await one.decideAll(url)).toEqual({ decided: 0, sent: 0, taken: 0 });
  });

  test('are heard by nobody where nobody listens, and have decided all the same', async () => {
    const sandbox = await withApplications();
    const { decided, sent, taken } = await sandbox.decideAll('http://127.0.0.1:9/');
    expect([decided > 200, sent > decided, taken]).toEqual([true, true, 0]);
  });
});
