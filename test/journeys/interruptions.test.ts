/** Ctrl-C: a resumable run, exit code 130 and no process left, whenever it comes; and the API that is up meanwhile. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from './huzheng.ts';
import { CITY, CITY_OPTIONS, expectDone, openStage, START, summaryIn } from './stage.ts';
import { UNDISTURBED_WITHIN_MS, undisturbedNight } from './undisturbed.ts';

const stage = openStage();
let digest: string;

beforeAll(async () => {
  ({ digest } = await undisturbedNight());
}, UNDISTURBED_WITHIN_MS);
afterEach(() => stage.clear());

describe('Ctrl-C in mid-run', () => {
  it('leaves in order, and the next start goes on with it', async () => {
    const home = await stage.madeHome();
    const night = stage.start(START, { home });
    await night.says(/^pull .*: under way/);
    night.interrupt();
    const left = await night.ended;
    expect([left.code, left.signal, left.stdout]).toEqual([130, null, '']);
    expect(left.stderr).toContain('Leaving in order');
    expect(left.stderr).toContain(`huzheng reconcile --sandbox --date ${CITY.date}`);
    expect(left.stderr).not.toContain('huzheng:');
    expect(await processesOf(home)).toEqual([]);
    const next = await stage.run(['start', '--members', String(CITY.members), '--seed', String(CITY.seed), '--exit', '--json'], { home });
    expect(next.stderr).toContain(`run-${CITY.date} goes on where it stopped`);
    expect((await expectDone(next, home)).resultDigest).toBe(digest);
  });

  it('told twice in a moment, as npm does, still leaves in order', async () => {
    const home = await stage.madeHome();
    const night = stage.start(START, { home });
    await night.says(/^roster .*: done/);
    night.interrupt();
    night.interrupt();
    expect((await night.ended).code).toBe(130);
    expect(await processesOf(home)).toEqual([]);
  });

  it.each([
    { when: 'before the database is up', says: /^Bringing up the database/, signal: 'SIGINT', homeOf: stage.home },
    { when: 'as the city is made', says: /the four counterparts/, signal: 'SIGINT', homeOf: stage.madeHome },
    { when: 'as the city is made, from a supervisor', says: /the four counterparts/, signal: 'SIGTERM', homeOf: stage.madeHome },
    { when: 'in mid-run, from a terminal that is closed', says: /^run-.* begins/, signal: 'SIGHUP', homeOf: stage.madeHome },
  ] as const)('$when leaves nothing either, and no complaint', async ({ says, signal, homeOf }) => {
    const home = await homeOf();
    const night = stage.start(START, { home });
    await night.says(says);
    night.interrupt(signal);
    const { code, stdout, stderr } = await night.ended;
    expect([code, stdout, stderr.split('\n').filter((line) => line.startsWith('huzheng:'))]).toEqual([130, '', []]);
    expect(await processesOf(home)).toEqual([]);
  });
});

/** Reads a stream of events to its end: the names of the events in order, and the last one's data. */
const eventsOf = async (
  response: Response,
): Promise<{ readonly names: readonly string[]; readonly last: { readonly run: { readonly status: string } } }> => {
  const blocks = (await response.text()).split('\n\n').filter((block) => block !== '');
  const names = blocks.map((block) => /^event: (\w+)/.exec(block)?.[1] ?? '');
  return { names, last: JSON.parse(/^data: (.*)$/m.exec(blocks.at(-1) ?? '')?.[1] ?? '{}') };
};

/** Signs in as somebody would who was told where the password is: the cookie of the session. */
const localSession = async (url: string, home: string): Promise<string> => {
  const body = JSON.stringify({ name: 'admin', password: (await readFile(join(home, 'admin-password'), 'utf8')).trim() });
  const answer = await fetch(`${url}/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(200);
  return answer.headers.get('set-cookie')?.split(';', 1).join('') ?? '';
};

describe('`npm start` without --exit', () => {
  it('serves the run as it goes, stays up after the summary, and leaves nothing at Ctrl-C', async () => {
    const home = await stage.madeHome();
    const night = stage.start(['start', ...CITY_OPTIONS, '--json'], { home, environment: { PORT: '0' } });
    const [url = ''] = /http:\/\/[\d.:]+/.exec(await night.says(/^Console and API on /)) ?? [];
    await night.says(/^run-.* begins/);
    const signedIn = { headers: { cookie: await localSession(url, home) } };
    const followed = await fetch(`${url}/v1/runs/run-${CITY.date}/events`, signedIn);
    expect(followed.headers.get('content-type')).toContain('text/event-stream');
    const { names, last } = await eventsOf(followed);
    expect([names[0], names.at(-1), last.run.status]).toEqual(['progress', 'closed', 'completed']);
    await night.says(/^Stays up: /);
    await night.says(/^Operators sign in as the local administrator `admin`; .*admin-password\.$/);
    const shown = (await (await fetch(`${url}/v1/runs/run-${CITY.date}`, signedIn)).json()) as { readonly summary: object };
    night.interrupt();
    const left = await night.ended;
    expect(left.code).toBe(130);
    expect(await processesOf(home)).toEqual([]);
    const { resultDigest, truth: _truth, ...summary } = summaryIn(left);
    expect(resultDigest).toBe(digest);
    expect(shown.summary).toEqual(summary);
  });
});
