/** Over the real connectors: a source that an operator has paused while somebody asks live. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { MINUTE, SECOND } from '../../../src/domain/period.ts';
import { pause, resume } from '../../../src/jobs/pause-source.ts';
import { besideOn } from '../../support/broken-counterparts.ts';
import { day } from '../../support/dossiers.ts';
import { acting } from '../../support/failed-nights.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { settleTown } from '../../support/nights-town.ts';
import { deskOn, resultOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();

/** Counts what reaches it. */
const counting = async (): Promise<{ readonly url: string; readonly calls: () => number }> => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(503).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls: () => calls };
};

it('is not asked: the answer says so, and is unknown where nothing is stored that is fresh', async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  const authority = await counting();
  const context = await besideOn(nights.context, {
    civilAffairs: authority.url,
    medicalInsurance: authority.url,
    socialSecurity: authority.url,
  });
  const desk = deskOn(context, { liveDeadlineMs: 1_000 });
  for (const source of ['civil-affairs', 'medical-insurance', 'social-security'] as const)
    await pause({ source, until: null }, acting, nights.context);
  nights.clock.forward(400 * 24 * 60 * MINUTE);
  const answer = await desk.ask(people.poor, { freshness: 'live' });
  expect(answer.sources.map(({ status }) => status)).toEqual(['paused', 'paused', 'paused']);
  expect(resultOf(answer, 'assistance-status')).toBe('unknown');
  expect(authority.calls()).toBe(0);

  await resume('civil-affairs', acting, nights.context);
  nights.clock.forward(2 * SECOND);
  const again = await desk.ask(people.poor, { freshness: 'live' });
  expect(again.sources.map(({ status }) => status)).toEqual(['error', 'paused', 'paused']);
  expect(authority.calls()).toBeGreaterThan(0);
});
