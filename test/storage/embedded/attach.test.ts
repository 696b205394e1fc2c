/** The embedded server under real processes that come, go and are killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { attachEmbedded } from '../../../src/storage/embedded/attach.ts';
import { embeddedTools } from '../../support/database.ts';
import { type Attacher, dataOf, isServerRunning, newHome, query, removeHome, serverPid, startAttacher } from './homes.ts';

const homes: string[] = [];
const attachers: Attacher[] = [];

const home = async (mode?: 0o711 | 0o700): Promise<string> => {
  const made = await newHome(mode);
  homes.push(made);
  return made;
};
const attacher = async (at: string): Promise<Attacher> => {
  const started = await startAttacher(at);
  attachers.push(started);
  return started;
};
const attach = (at: string): ReturnType<typeof attachEmbedded> => attachEmbedded(at, embeddedTools);

afterEach(async () => {
  for (const started of attachers.splice(0)) await started.kill();
  for (const made of homes.splice(0)) await removeHome(made);
});

describe('processes of one home', () => {
  it('share one server, which the last one out stops sooner than the first had made it', async () => {
    const at = await home();
    const begun = performance.now();
    const first = await attach(at);
    const madeInMs = performance.now() - begun;
    const second = await attacher(at);
    expect([first.state, second.said.state]).toEqual(['started', 'joined']);
    expect(second.said.url).toBe(first.url);
    await first.detach();
    expect(await isServerRunning(at)).toBe(true);
    const before = performance.now();
    await second.leave();
    expect(performance.now() - before).toBeLessThan(madeInMs);
    expect(await isServerRunning(at)).toBe(false);
  });

  it('that arrive all at once at an empty home end up on one server', async () => {
    const at = await home();
    const all = await Promise.all([attacher(at), attacher(at), attacher(at), attach(at)]);
    const urls = all.map((one) => ('said' in one ? one.said.url : one.url));
    expect(new Set(urls).size).toBe(1);
    const states = all.map((one) => ('said' in one ? one.said.state : one.state));
    expect(states.toSorted()).toEqual(['joined', 'joined', 'joined', 'started']);
    await Promise.all(all.map((one) => ('leave' in one ? one.leave() : one.detach())));
    expect(await isServerRunning(at)).toBe(false);
  });

  it('may detach twice without taking the server from others', async () => {
    const at = await home();
    const first = await attach(at);
    const second = await attach(at);
    await Promise.all([first.detach(), first.detach()]);
    expect(await isServerRunning(at)).toBe(true);
    await second.detach();
  });
});

describe('after a kill', () => {
  it('of its only user, the server is adopted with its data, and stopped by the adopter', async () => {
    const at = await home();
    const killed = await attacher(at);
    await query(killed.said.url ?? '', 'create table kept as select 42 as value');
    await killed.kill();
    expect(await isServerRunning(at)).toBe(true);
    const adopter = await attach(at);
    expect(adopter.state).toBe('adopted');
    expect(await query(adopter.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await adopter.detach();
    expect(await isServerRunning(at)).toBe(false);
  });

  it('of the server itself, the next to attach starts it again with what was committed, at the same address', async () => {
    const at = await home();
    const first = await attach(at);
    await query(first.url, 'create table kept as select 42 as value');
    process.kill(await serverPid(at), 'SIGKILL');
    const second = await attach(at);
    expect(second.state).toBe('started');
    expect(second.url).toBe(first.url);
    expect(await query(first.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await first.detach();
    expect(await isServerRunning(at)).toBe(true);
    await second.detach();
  });

  it('of the server while it is at work, it comes back to the same address once what it was at has ended', async () => {
    const at = await home();
    const first = await attach(at);
    // As long as that goes on, it holds the memory of the server that is gone.
    const atWork = expect(query(first.url, `set statement_timeout = '2s'; do $$ begin loop perform 1; end loop; end $$`)).rejects.toThrow();
    const underWay = () =>
      query(first.url, `select pid from pg_stat_activity where state = 'active' and query like 'set statement_timeout%'`);
    await expect.poll(underWay, { timeout: 30_000 }).toHaveLength(1);
    process.kill(await serverPid(at), 'SIGKILL');
    const second = await attach(at);
    expect([second.state, second.url]).toEqual(['started', first.url]);
    await atWork;
    await first.detach();
    await second.detach();
  });

  it('of both at once, the server is started again with what was committed', async () => {
    const at = await home();
    const killed = await attacher(at);
    await query(killed.said.url ?? '', 'create table kept as select 42 as value');
    process.kill(await serverPid(at), 'SIGKILL');
    await killed.kill();
    const next = await attach(at);
    expect(next.state).toBe('started');
    expect(await query(next.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await next.detach();
  });

  it('of an initdb halfway, the data folder is made anew', async () => {
    const at = await home();
    await (await attach(at)).detach();
    const data = await dataOf(at);
    await rm(data, { recursive: true });
    await writeFile(join(at, 'postgres', 'data.new'), 'half a folder');
    const next = await attach(at);
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.detach();
  });

  it('a pid that belongs to another program by now does not keep the server from starting', async () => {
    const at = await home();
    const first = await attach(at);
    const data = await dataOf(at);
    const pidFile = await readFile(join(data, 'postmaster.pid'), 'utf8');
    await first.detach();
    const { uid, gid } = await stat(data);
    const other = spawn('sleep', ['60'], { uid, gid });
    await writeFile(join(data, 'postmaster.pid'), pidFile.replace(/^\d+/, String(other.pid)));
    const second = await attach(at);
    expect(second.state).toBe('started');
    await second.detach();
    other.kill();
    await once(other, 'exit');
  });
});

describe('Ctrl-C', () => {
  it('reaches every process of the terminal but not the server, which goes when they have left', async () => {
    const at = await home();
    const started = await attacher(at);
    expect(await started.interrupt()).toEqual({ answersAfterInterrupt: true });
    await started.leave();
    expect(await isServerRunning(at)).toBe(false);
  });
});

describe('around the server', () => {
  it('a port taken by another program is not waited for', async () => {
    const at = await home();
    const first = await attach(at);
    await first.detach();
    const taken = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(taken, 'listening');
    const second = await attach(at);
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    await second.detach();
    taken.close();
    await once(taken, 'close');
  });

  it('a lost connection file costs the password, not the data', async () => {
    const at = await home();
    const killed = await attacher(at);
    await query(killed.said.url ?? '', 'create table kept as select 42 as value');
    await killed.kill();
    await rm(join(at, 'connection.json'));
    const next = await attach(at);
    expect(await query(next.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await expect(query(killed.said.url ?? '', 'select 1')).rejects.toThrow(/password|ECONNREFUSED/);
    await next.detach();
  });

  it('a home that only its owner can enter will do, also for root', async () => {
    const at = await home(0o700);
    const first = await attach(at);
    await query(first.url, 'create table kept as select 42 as value');
    await first.detach();
    const second = await attach(at);
    expect(await query(second.url, 'select value from kept')).toEqual([{ value: 42 }]);
    await second.detach();
  });

  it('a home that is a file is refused with one line', async () => {
    const at = await home();
    await writeFile(at, 'not a folder');
    await expect(attach(at)).rejects.toMatchObject({ code: 'home-not-a-folder', message: expect.not.stringContaining('\n') });
    await rm(at);
  });
});

describe('a running server', () => {
  let at: string;
  let server: Awaited<ReturnType<typeof attach>>;
  beforeAll(async () => {
    at = await newHome();
    server = await attach(at);
  });
  afterAll(async () => {
    await server.detach();
    await removeHome(at);
  });

  it('lets in only who can read the connection file, which is its owner', async () => {
    const { mode } = await stat(join(at, 'connection.json'));
    expect(mode & 0o077).toBe(0);
    await expect(query(server.url.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toThrow(/password/);
  });

  it('keeps no value of a failed or interrupted statement in its log', async () => {
    await query(server.url, 'create table person (id_number text primary key)');
    await query(server.url, `insert into person values ('11010519491231002X')`);
    await expect(query(server.url, `insert into person values ('11010519491231002X')`)).rejects.toThrow(/duplicate/);
    await expect(query(server.url, `select '11010519491231002X'::integer`)).rejects.toThrow(/11010519491231002X/);
    await expect(query(server.url, `select pg_terminate_backend(pg_backend_pid()), '11010519491231002X'`)).rejects.toThrow(/terminat/);
    const log = await readFile(join(await dataOf(at), '..', 'server.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toContain('11010519491231002X');
  });

  it('is set up as the system of record needs it', async () => {
    const [settings] = await query(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('timezone') as zone, current_setting('server_encoding') as encoding,
      current_setting('listen_addresses') as listens, (select datlocale from pg_database where datname = current_database()) as locale`,
    );
    expect(settings).toEqual({ fsync: 'on', zone: 'UTC', encoding: 'UTF8', listens: '127.0.0.1', locale: 'C.UTF-8' });
  });
});
