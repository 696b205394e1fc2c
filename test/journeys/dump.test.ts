/** Promise 3: whoever gets hold of the database, its queue, the home folder, the logs or the metrics learns nobody's number and nobody's name. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { attachEmbedded, type Embedded } from '../../src/storage/embedded/attach.ts';
import { dataOf } from '../storage/embedded/homes.ts';
import { embeddedTools } from '../support/database.ts';
import { personalOf } from '../support/personal-city.ts';
import { searcherOf } from '../support/personal-search.ts';
import type { Command } from './huzheng.ts';
import { CITY, CITY_OPTIONS, openStage } from './stage.ts';

const city = buildCity(CITY);
const PERSONAL = personalOf(city);
const search = searcherOf(PERSONAL);
const [somebody] = city.members;
if (somebody === undefined) throw new Error('the city has no members');

const stage = openStage();
let home: string;
let command: Command;
let embedded: Embedded;
let client: pg.Client;
let metrics: Buffer;

beforeAll(async () => {
  home = await stage.madeHome();
  command = stage.start(['start', ...CITY_OPTIONS], { home, environment: { PORT: '0', HUZHENG_LOG_LEVEL: 'debug' } });
  await command.says(/completed 完成/);
  const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(await command.says(/http:\/\/127\.0\.0\.1:\d+/)) ?? [];
  const answer = await fetch(`${url}/metrics`);
  metrics = Buffer.from(await answer.arrayBuffer());
  embedded = await attachEmbedded(home, embeddedTools);
  client = new pg.Client({ connectionString: embedded.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await embedded.detach();
  await stage.clear();
});

/** What `pg_dump` would write of each table of each schema: rows as text, bytes in hex. */
const dump = async (only: string | null = null): Promise<ReadonlyMap<string, Buffer>> => {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
        and ($1::text is null or table_name = $1) order by 1`,
    [only],
  );
  const dumped = new Map<string, Buffer>();
  for (const { name } of tables) {
    const { rows } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
    dumped.set(name, Buffer.from(rows.map(({ text }) => text).join('\n')));
  }
  return dumped;
};

const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

const foundIn = (heaps: Iterable<readonly [string, Buffer]>): readonly string[] =>
  [...heaps].flatMap(([name, bytes]) => search.in(bytes).map((found) => `${found} in ${name}`));

describe('after a night over a city whose every number, name, mobile, employer and disease is known', () => {
  it('a dump of the database and of the queue holds none of them', async () => {
    const dumped = await dump();
    // Which partition a random key falls into, chance decides.
    const held = [...dumped].filter(([, bytes]) => bytes.length > 0).map(([name]) => name.replace(/_\d+$/, ''));
    expect(held).toEqual(
      expect.arrayContaining([
        'public.record',
        'public.application_version',
        'public.finding',
        'public.fact_sheet',
        'public.screening_case',
        'public.work',
      ]),
    );
    expect([...dumped.keys()].some((name) => name.startsWith('bullmq.'))).toBe(true);
    expect(foundIn(dumped)).toEqual([]);
  });

  it('nor do the metrics, the log, what the command says, and the rest of the home folder', async () => {
    const files = (await filesOf(home)).filter((path) => !path.startsWith(join(home, 'postgres')));
    expect(files.filter((path) => path.endsWith('.log')).length).toBeGreaterThan(0);
    const contents = await Promise.all(files.map(async (path) => [path, await readFile(path)] as const));
    expect(foundIn([...contents, ['metrics', metrics], ['said', Buffer.from(command.lines().join('\n'))]])).toEqual([]);
    expect(metrics.toString()).toContain('huzheng_');
  });

  it('nor do the server’s own files: tables, indexes and the write-ahead log', async () => {
    await client.query('checkpoint');
    const found: string[] = [];
    for (const path of await filesOf(await dataOf(home))) {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0));
      found.push(...foundIn([[path, bytes]]));
    }
    expect(found).toEqual([]);
  });
});

describe('whoever searches finds', () => {
  const { idNumber, name } = somebody;
  const PLANTED = [
    { given: 'a number in clear', text: `x ${idNumber} x` },
    { given: 'a number with a small x', text: idNumber.toLowerCase() },
    { given: 'a number without its check character', text: idNumber.slice(0, 17) },
    { given: 'a number in full width', text: idNumber.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)) },
    { given: 'a name within a text', text: `困难职工${name}的申请` },
  ] as const;

  it.each(PLANTED)('$given, planted as text, as JSON and as bytes', async ({ text }) => {
    await client.query('create table planted (as_text text, as_json jsonb, as_bytes bytea)');
    try {
      for (const [column, value] of [
        ['as_text', text],
        ['as_json', JSON.stringify({ deep: [text] })],
        ['as_bytes', Buffer.from(text)],
      ] as const) {
        await client.query('truncate planted');
        await client.query(`insert into planted (${column}) values ($1)`, [value]);
        expect(foundIn((await dump('planted')).entries()), column).toEqual([expect.stringContaining(' in public.planted')]);
      }
    } finally {
      await client.query('drop table planted');
    }
  });

  it('the old fifteen digits, and a mobile in a log', async () => {
    const old = PERSONAL.idNumbers.find((one) => one.slice(6, 8) === '19' && !/^[89]/.test(one)) ?? '';
    const path = join(home, 'logs', 'planted.log');
    await writeFile(path, `{"level":"info","said":"${old.slice(0, 6)}${old.slice(8, 17)} ${PERSONAL.numbers[0]}"}\n`);
    const contents = await Promise.all((await filesOf(join(home, 'logs'))).map(async (file) => [file, await readFile(file)] as const));
    expect(foundIn(contents)).toHaveLength(2);
    await rm(path);
  });
});
