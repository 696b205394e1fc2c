/** A night over the sandbox, then every test person asked about over HTTP, as the aid system would: each is told what the sandbox says they are. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownSummary } from '../../src/cli/summary-text.ts';
import type { PublishedTestPerson } from '../../src/sandbox/published.ts';
import { query, urlIn } from '../storage/embedded/homes.ts';
import type { Command } from './huzheng.ts';
import { openStage, summaryIn, variablesOf } from './stage.ts';

const stage = openStage();
afterAll(stage.clear);

interface Told {
  readonly verificationId: string;
  readonly outcome: string;
  readonly checks: readonly { readonly check: string; readonly result: string }[];
}

let testPersons: readonly PublishedTestPerson[] = [];
let nights: readonly ShownSummary[] = [];
let ask: (
  person: PublishedTestPerson,
  freshness: 'cached' | 'live',
  url?: string,
) => Promise<{ readonly status: number; readonly told: Told }>;
let serves: () => Promise<{ readonly api: Command; readonly url: string }>;
let home: string;

beforeAll(async () => {
  home = await stage.madeHome();
  const theirs = await stage.home();
  const environment = await variablesOf(stage.start(['sandbox', '--members', '200', '--seed', '7'], { home: theirs }));
  const published = await fetch(`${environment['AID_SYSTEM_BASE_URL']}/sandbox/test-persons`);
  testPersons = ((await published.json()) as { readonly items: readonly PublishedTestPerson[] }).items;
  const night = await stage.run(['reconcile', '--json'], { home, environment });
  expect(night.code, night.stderr).toBe(0);
  nights = [night, await stage.run(['reconcile', '--json'], { home, environment })].map(summaryIn);
  const changes = await fetch(`${environment['AID_SYSTEM_BASE_URL']}/sandbox/roster-changes`, { method: 'POST' });
  expect(await changes.json()).toEqual({ changed: 2 });
  serves = async () => {
    const api = stage.start(['serve'], { home, environment: { ...environment, PORT: '0' } });
    const { port } = JSON.parse(await api.says(/"serviceStarted"/)) as { readonly port: number };
    return { api, url: `http://127.0.0.1:${port}` };
  };
  const { url } = await serves();
  const client = `${environment['AID_SYSTEM_INBOUND_CLIENT_ID']}:${environment['AID_SYSTEM_INBOUND_CLIENT_SECRET']}`;
  const token = await fetch(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(client).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = (await token.json()) as { readonly access_token: string };
  ask = async (person, freshness, at = url) => {
    const answer = await fetch(`${at}/v1/verify-identity`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...person.ask, freshness }),
    });
    return { status: answer.status, told: (await answer.json()) as Told };
  };
}, 240_000);

const seen = ({ outcome, checks }: Told) => ({ outcome, checks: Object.fromEntries(checks.map(({ check, result }) => [check, result])) });

describe('the sandbox’s test persons', () => {
  it('do nothing of themselves: the same date again takes in nothing, and comes to the same digest', () => {
    const [first, again] = nights;
    expect(again?.books.filter(({ accepted }) => accepted > 0)).toEqual([]);
    expect(again?.resultDigest).toBe(first?.resultDigest);
  });

  it.each(['cached', 'live'] as const)(
    '%s, each is told what is to be expected of them',
    async (freshness) => {
      const found: Record<string, unknown> = {};
      const wanted: Record<string, unknown> = {};
      for (const person of testPersons) {
        const { status, told } = await ask(person, freshness);
        found[person.situation] = status === 200 ? seen(told) : told;
        wanted[person.situation] = person.expects[freshness];
      }
      expect(testPersons.length).toBeGreaterThan(35);
      expect(found).toEqual(wanted);
    },
    120_000,
  );

  it('among them are all outcomes, and every result of every check that can be brought about from outside', () => {
    const expectations = testPersons.flatMap(({ expects }) => [expects.cached, expects.live]);
    expect(new Set(expectations.map(({ outcome }) => outcome))).toEqual(
      new Set(['match', 'partial', 'mismatch', 'not-found', 'unavailable']),
    );
    const results = Map.groupBy(
      expectations.flatMap(({ checks }) => Object.entries(checks)),
      ([check]) => check,
    );
    const every = ['match', 'mismatch', 'not-asked', 'not-held', 'similar', 'unknown'];
    // Nobody is a little alive, half insured.
    const without = (...never: readonly string[]) => every.filter((result) => !never.includes(result));
    expect(
      Object.fromEntries([...results].map(([check, entries]) => [check, [...new Set(entries.map(([, result]) => result))].toSorted()])),
    ).toEqual({
      identity: every,
      living: without('similar'),
      'assistance-status': every,
      'medical-insurance': without('similar'),
      'employment-insurance': every,
      employer: every,
    });
  });
});

describe('two processes asked at once, one of which is killed', () => {
  it('leave everybody they answered on record, once, and the ledger whole', async () => {
    const other = await serves();
    const told: string[] = [];
    const killed: Promise<unknown>[] = [];
    const cut: string[] = [];
    const questions = [1, 2, 3, 4].flatMap(() => testPersons.flatMap((person) => [person, person]));
    const askingAt = async (url: string | undefined): Promise<void> => {
      for (let person = questions.pop(); person !== undefined; person = questions.pop()) {
        const answer = await ask(person, 'cached', url).catch(() => null);
        if (answer === null) return void cut.push(url ?? '');
        expect(answer.status).toBe(200);
        told.push(answer.told.verificationId);
        if (told.length === 100) killed.push(other.api.kill());
      }
    };
    await Promise.all(Array.from({ length: 8 }, () => [askingAt(undefined), askingAt(other.url)]).flat());
    await Promise.all(killed);
    expect(cut).toEqual(Array.from({ length: 8 }, () => other.url));
    expect(told.length).toBeGreaterThan(300);
    const entries = await query(
      await urlIn(home),
      `select particulars ->> 'verificationId' as id from ledger_entry where act = 'verify-identity'`,
    );
    const onRecord = Map.groupBy(entries as readonly { readonly id: string }[], ({ id }) => id);
    expect(told.filter((id) => onRecord.get(id)?.length !== 1)).toEqual([]);
    const verified = await stage.run(['audit', 'verify'], { home });
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringMatching(/^Intact 完整/)]);
  });
});
