/**
 * The floor beneath a night, in a process of its own: the same pages in calls of the same number and size, `JSON.parse`, and one `COPY` a page into an
 * unlogged table of one value a row; nothing else. A catch-up's floor fetches and parses. Takes a plan as JSON, prints what it did as JSON.
 */
import { Agent, request } from 'node:http';
import pg from 'pg';
import { SECOND } from '../../src/domain/period.ts';
import { agreesFromNight, type City, cityOf, isInsured, joinsOnNight, nameOf, placeOf } from './city/city.ts';
import { identityOf } from './city/identity.ts';
import { psnNoOf } from './city/medical-insurance.ts';
import { copyInto, copyLine } from './copy.ts';
import type { FeedName } from './served/feeds.ts';

export interface FloorPlan {
  readonly url: string;
  /** Null: fetch and parse only. */
  readonly databaseUrl: string | null;
  /** Of its table: a row as it is written, or as PostgreSQL reads it. */
  readonly column: 'text' | 'jsonb';
  readonly city: { readonly members: number; readonly date: string; readonly newsNights: number };
  readonly night: number;
  /** Where each feed is read from; an absent cursor is its beginning. */
  readonly cursors: Readonly<Partial<Record<FeedName, string>>>;
  /** `yyyy-MM-dd HH:mm:ss`, exclusive at its end. */
  readonly window: { readonly from: string; readonly to: string };
  /** Days settlements are asked about. */
  readonly settled: { readonly from: string; readonly to: string };
  readonly withRoster: boolean;
  readonly withLookups: boolean;
}

export interface FloorResult {
  readonly seconds: number;
  readonly rows: number;
  readonly bytes: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly cursors: Readonly<Partial<Record<FeedName, string>>>;
}

const PAGE = 1000;
/** As many at once as a worker of ours has in hand. */
const AT_ONCE = 8;
const [PERSONS, HOUSEHOLDS] = [200, 100];
const TABLE = 'floor';

const plan = JSON.parse(process.argv[2] ?? '') as FloorPlan;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
const calls: Record<string, number> = {};
const cursors: Partial<Record<FeedName, string>> = {};
let [rows, bytes] = [0, 0];

const fetched = (operation: string, path: string, body?: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    calls[operation] = (calls[operation] ?? 0) + 1;
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(`${plan.url}${path}`, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts);
        bytes += text.length;
        resolve(JSON.parse(text.toString()));
      });
      response.on('error', reject);
    });
    asked.on('error', reject).end(body);
  });

const clients: pg.Client[] = [];
const free: pg.Client[] = [];
const connected = async (): Promise<pg.Client> => {
  const idle = free.pop();
  if (idle !== undefined) return idle;
  const client = new pg.Client({ connectionString: plan.databaseUrl ?? '' });
  clients.push(client);
  await client.connect();
  return client;
};

const keep = async (page: readonly unknown[]): Promise<void> => {
  rows += page.length;
  if (plan.databaseUrl === null || page.length === 0) return;
  const client = await connected();
  await copyInto(client, TABLE, Buffer.from(page.map((row) => copyLine(JSON.stringify(row))).join('')));
  free.push(client);
};

type Task = () => Promise<void>;

/** The next page is fetched while this one is kept, as ours does. */
const feedTask =
  (name: FeedName, path: string, pageIn: (answer: unknown) => { rows: unknown[]; next: string; hasMore: boolean }): Task =>
  async () => {
    let cursor = plan.cursors[name];
    let keeping: Promise<void> = Promise.resolve();
    for (;;) {
      const asked = `${path}?limit=${PAGE}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const page = pageIn(await fetched(name, asked));
      await keeping;
      keeping = keep(page.rows);
      cursor = page.next;
      if (!page.hasMore) break;
    }
    await keeping;
    cursors[name] = cursor;
  };

const social = (name: 'participation' | 'contributions' | 'unemployment' | 'work-injury'): Task =>
  feedTask(name, `/si/v1/${name}`, (answer) => {
    const { data } = answer as { data: { rows: unknown[]; nextCursor: string; hasMore: boolean } };
    return { rows: data.rows, next: data.nextCursor, hasMore: data.hasMore };
  });

const roster: Task = feedTask('members', '/v1/members', (answer) => {
  const { items, nextCursor, hasMore } = answer as { items: unknown[]; nextCursor: string; hasMore: boolean };
  return { rows: items, next: nextCursor, hasMore };
});

const service = async (sid: string, content: object): Promise<{ rows: unknown[]; recordcount: number }> => {
  const body = JSON.stringify({ access_key: 'bench', version: '1.0', format: 'json', biz_content: JSON.stringify(content) });
  return ((await fetched(sid, `/gateway/services/${sid}`, body)) as { biz_data: { rows: unknown[]; recordcount: number } }).biz_data;
};

const window =
  (sid: string): Task =>
  async () => {
    const { from, to } = plan.window;
    for (let [start, total] = [0, 1]; start < total; ) {
      const page = await service(sid, { cd_time_from: from, cd_time_to: to, start, length: PAGE });
      [start, total] = [start + page.rows.length, page.recordcount];
      await keep(page.rows);
    }
  };

const transaction = async (infno: string, data: object): Promise<Record<string, unknown[]>> => {
  const body = JSON.stringify({ infno, infver: 'V1.0', input: { data } });
  return ((await fetched(infno, `/ebus/ybxx/${infno}`, body)) as { output: Record<string, unknown[]> }).output;
};

const families =
  (people: readonly number[]): Task =>
  async () => {
    const items = people.map((person) => ({ GMSFHM: identityOf(person).idNumber, XM: nameOf(person) }));
    await keep((await service('s_civil_family', { items })).rows);
  };
const persons =
  (people: readonly number[]): Task =>
  async () => {
    const list = people.map((person) => ({ certno: identityOf(person).idNumber, psn_name: nameOf(person) }));
    await keep((await transaction('1101B', { list }))['list'] ?? []);
  };
const settlements =
  (people: readonly number[]): Task =>
  async () => {
    const { from, to } = plan.settled;
    for (let [page, left] = [1, 1]; left > 0; page += 1) {
      const data = { psn_no_list: people.map(psnNoOf), begndate: from, enddate: to, page_num: page, page_size: 500 };
      const { setlinfo = [], total } = await transaction('5203B', data);
      left = Number(total) - (page - 1) * 500 - setlinfo.length;
      await keep(setlinfo);
    }
  };
const registrations =
  (people: readonly number[]): Task =>
  async () => {
    await keep((await transaction('5301B', { psn_no_list: people.map(psnNoOf) }))['feedetail'] ?? []);
  };

const batches = (people: readonly number[], size: number, task: (batch: readonly number[]) => Task): Task[] =>
  Array.from({ length: Math.ceil(people.length / size) }, (_, nth) => task(people.slice(nth * size, (nth + 1) * size)));

const lookups = (city: City): Task[] => {
  const asked: number[] = [];
  for (let person = 0; person < city.people; person += 1)
    if (joinsOnNight(city, person) <= plan.night && agreesFromNight(city, person) <= plan.night) asked.push(person);
  const byPlace = Map.groupBy(asked.filter(isInsured), placeOf);
  return [
    ...batches(asked, HOUSEHOLDS, families),
    ...batches(asked, PERSONS, persons),
    ...[...byPlace.values()].flatMap((people) => [...batches(people, PERSONS, settlements), ...batches(people, PERSONS, registrations)]),
  ];
};

const inTurn = async (tasks: Task[]): Promise<void> => {
  const next = async (): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
};

const city = cityOf(plan.city);
const startedAt = performance.now();
if (plan.databaseUrl !== null) {
  const client = await connected();
  await client.query(`create unlogged table ${TABLE} (row ${plan.column})`);
  free.push(client);
}
const feeds = [
  social('contributions'),
  social('participation'),
  social('unemployment'),
  social('work-injury'),
  window('s_civil_assistance'),
  window('s_civil_death'),
];
if (plan.withRoster) await roster();
await inTurn([...feeds, ...(plan.withLookups ? lookups(city) : [])]);
const seconds = (performance.now() - startedAt) / SECOND;
for (const client of clients) await client.end();
agent.destroy();
process.stdout.write(`${JSON.stringify({ seconds, rows, bytes, calls, cursors } satisfies FloorResult)}\n`);
