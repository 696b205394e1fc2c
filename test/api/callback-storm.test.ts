/** Ten thousand callbacks in no order, each twice, a tenth of them forged: through the door, on a real database. */
import { randomInt, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instantOf, SECOND } from '../../src/domain/period.ts';
import { standardSuite } from '../../src/security/crypto-suite.ts';
import { inspectLedger } from '../../src/storage/ledger-inspection.ts';
import { type Api, type Asking, begin, openApi, read } from '../support/api.ts';
import { CALLBACK_VARIABLES, type CallbackBody, callback, signatureOf } from '../support/callbacks.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ variables: CALLBACK_VARIABLES, withoutNight: true });
}, 120_000);
afterAll(() => api.close());

const EVENTS = 10_000;
const FORGED = EVENTS / 10;
const APPLICATIONS = 3_000;
const AT_ONCE = 128;
/** What was delivered of each, and what was made since. */
const DELIVERED = 2;
const MADE = 3;

interface Said extends Pick<CallbackBody, 'status' | 'reasonCode'> {
  readonly version: number;
  readonly decidedAt: string;
}

/** What comes later in an application's life, where two say it of one moment. */
const LATER = ['withdrawn', 'expired', 'declined', 'confirmed', 'refused', 'granted'];

const anyEvent: fc.Arbitrary<Said> = fc.record({
  version: fc.constantFrom(1, DELIVERED, DELIVERED, DELIVERED, MADE, MADE + 1),
  status: fc.constantFrom('awaiting-confirmation', ...LATER),
  reasonCode: fc.constantFrom(null, 'income-above-line', 'not-needed'),
  decidedAt: fc.integer({ min: 0, max: 3 }).map((hour) => instantOf(Date.UTC(2026, 9, 2, hour))),
});

/** What it must come to, told as one would tell a person: the newest version, its last moment, what comes later in life. */
const destined = (events: readonly Said[]): string => {
  const decisions = events.filter(({ status, version }) => status !== 'awaiting-confirmation' && version >= DELIVERED && version <= MADE);
  const version = Math.max(...decisions.map((event) => event.version));
  const about = decisions.filter((event) => event.version === version).toSorted((a, b) => a.decidedAt.localeCompare(b.decidedAt));
  const last = about.at(-1);
  if (last === undefined) return JSON.stringify([DELIVERED, 'awaiting-confirmation', null, null]);
  const atOnce = about.filter(({ decidedAt }) => decidedAt === last.decidedAt);
  const status = LATER.findLast((word) => atOnce.some((event) => event.status === word));
  const reasons = atOnce.filter((event) => event.status === status).map(({ reasonCode }) => reasonCode ?? '');
  return JSON.stringify([version, status, last.decidedAt, reasons.toSorted().at(-1) || null]);
};

/** As if delivered: people, and an application of each. */
const deliverAll = async (ids: readonly string[]): Promise<void> => {
  const people = ids.map(() => randomUUID());
  const { pool } = api.context;
  await pool.query(`insert into person_lookup (id_digest, person_key) select decode(md5(k), 'hex'), k::uuid from unnest($1::text[]) as k`, [
    people,
  ]);
  await pool.query(
    `insert into application (person_key, application_id, case_id, programme, state, version, delivered_version, remote_status)
     select person_key, application_id, application_id, 'living-aid', 'delivered', $4, $3, 'awaiting-confirmation' from unnest($1::uuid[], $2::uuid[]) as n (person_key, application_id)`,
    [people, ids, DELIVERED, MADE],
  );
};

const sendAll = async (askings: readonly Asking[]): Promise<ReadonlyMap<number, number>> => {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const statuses = new Map<number, number>();
  const left = askings.values();
  const work = async (): Promise<void> => {
    for (const asking of left) {
      const { status } = await read(await begin(api.server.url, asking, agent));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  agent.destroy();
  return statuses;
};

const count = async (sql: string): Promise<number> => (await api.context.pool.query(sql)).rowCount ?? 0;

describe('ten thousand callbacks, shuffled and doubled, a tenth of them forged', () => {
  it('leave every application where its last decision puts it, and every forged one in a ledger that verifies', async () => {
    const seed = randomInt(1_000_000_000);
    const ids = Array.from({ length: APPLICATIONS }, () => randomUUID());
    await deliverAll(ids);
    const events = fc.sample(anyEvent, { seed, numRuns: EVENTS }).map((said, nth) => ({
      eventId: `event-${nth}`,
      applicationId: ids[(nth * 7) % APPLICATIONS] ?? '',
      ...said,
    }));
    const [forged, genuine] = [events.slice(0, FORGED), events.slice(FORGED)];
    const seconds = Math.floor(api.clock.now() / SECOND);
    const sent = [
      ...genuine.map((event) => callback(api, event)),
      ...forged.map((event) => callback(api, event, signatureOf(JSON.stringify(event), seconds, 'guessed'))),
    ];
    const [askings = []] = fc.sample(fc.shuffledSubarray([...sent, ...sent], { minLength: EVENTS * 2 }), { seed, numRuns: 1 });

    expect(await sendAll(askings)).toEqual(
      new Map([
        [200, (EVENTS - FORGED) * 2],
        [401, FORGED * 2],
      ]),
    );

    const { rows } = await api.context.pool.query<{ id: string; stands: string }>(
      `select application_id as id, version, delivered_version as delivered, remote_status as status, decided_at as at, reason_code as reason from application`,
    );
    const byApplication = Map.groupBy(genuine, ({ applicationId }) => applicationId);
    const astray = rows.filter((row) => {
      const { id, delivered, status, at, reason } = row as unknown as Record<string, string>;
      return JSON.stringify([delivered, status, at, reason]) !== destined(byApplication.get(id ?? '') ?? []);
    });
    expect(astray, `seed ${seed}`).toEqual([]);
    expect(await count('select from callback_event')).toBe(EVENTS - FORGED);
    expect(await count(`select from ledger_entry where act = 'callback' and outcome = 'refused' and actor = 'client:unknown'`)).toBe(
      FORGED * 2,
    );
    expect(await count(`select from ledger_entry where act = 'callback' and outcome = 'repeated'`)).toBe(EVENTS - FORGED);
    const keys = [api.context.ledger.publicKey];
    expect(await inspectLedger(api.context.pool, { suite: standardSuite, keys }, () => undefined)).toMatchObject({ broken: null, from: 0 });
  }, 120_000);
});
