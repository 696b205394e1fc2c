/** Whether a process is ready: by what its command needs, in words, and without a secret. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withProbes } from '../../src/api/probes.ts';
import { listen } from '../../src/api/server.ts';
import type { Mode } from '../../src/config.ts';
import type { Context } from '../../src/context.ts';
import type { Readiness } from '../../src/observe/readiness.ts';
import { type Api, askerAt, openApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi({ withoutNight: true });
});
afterAll(() => api.close());

const as = (mode: Mode, besides: Partial<Context> = {}): Context => {
  const { context } = api;
  return { ...context, config: { ...context.config, mode }, ...besides };
};

const readinessOf = async (context: Context): Promise<{ readonly status: number; readonly json: Readiness }> => {
  const server = await listen(context);
  onTestFinished(server.close);
  const { status, json } = await askerAt(server.url)({ path: '/readyz' });
  return { status, json: json as Readiness };
};

const missing = async (context: Context): Promise<readonly string[]> => {
  const { status, json } = await readinessOf(context);
  expect([status, json.status]).toEqual(json.missing.length === 0 ? [200, 'ready'] : [503, 'not-ready']);
  return json.missing.map(({ need }) => need);
};

const NO_QUEUE = { ping: () => Promise.reject(new Error('connect ECONNREFUSED redis://:secret@queue')) };

describe('a process', () => {
  it.each<Mode>(['serve', 'work', 'schedule', 'start'])('%s is ready when nothing it needs is missing', async (mode) => {
    expect(await missing(as(mode))).toEqual([]);
  });

  it('that works needs the queue, whoever verifies or ticks does not', async () => {
    const queue = { ...api.context.queue, ...NO_QUEUE };
    expect(await missing(as('work', { queue }))).toEqual(['queue']);
    expect(await missing(as('start', { queue }))).toEqual(['queue']);
    expect(await missing(as('serve', { queue }))).toEqual([]);
    expect(await missing(as('schedule', { queue }))).toEqual([]);
  });

  it('that never took up the key records are sealed under is not ready, but one that opens no records is', async () => {
    const keys = { ...api.context.keys, holds: () => false };
    expect(await missing(as('serve', { keys }))).toEqual(['vault-keys']);
    expect(await missing(as('schedule', { keys }))).toEqual([]);
  });

  it('on a database that was put back to an older state is not ready; on one that a later version has migrated it is', async () => {
    const { pool } = api.context;
    const { rows } = await pool.query(`delete from schema_migration where number = (select max(number) from schema_migration) returning *`);
    const [last] = rows as [{ number: number; name: string; checksum: string; applied_at: string }];
    try {
      expect(await missing(as('serve'))).toEqual(['schema']);
    } finally {
      await pool.query(`insert into schema_migration (number, name, checksum, applied_at) values ($1, $2, $3, $4)`, [
        last.number,
        last.name,
        last.checksum,
        last.applied_at,
      ]);
    }
    await pool.query(`insert into schema_migration (number, name, checksum) values (9999, '9999-later', 'later')`);
    onTestFinished(async () => void (await pool.query(`delete from schema_migration where number = 9999`)));
    expect(await missing(as('serve'))).toEqual([]);
  });

  it('whose database takes longer than anybody waits says so, and not that everything else is missing', async () => {
    const pool = Object.assign(Object.create(api.context.pool), { query: () => new Promise(() => undefined) }) as Context['pool'];
    expect(await missing(as('serve', { pool }))).toEqual(['database']);
  });

  it('says in words what to do, and nothing of where a server stands or how one gets in; why nothing answered is for the log', async () => {
    const pool = Object.assign(Object.create(api.context.pool), {
      query: () => Promise.reject(new Error('connect ECONNREFUSED 10.1.2.3:5432 user=huzheng password=secret')),
    }) as Context['pool'];
    const failed = vi.fn<Context['log']['failed']>();
    const log = { ...api.context.log, failed };
    const { json } = await readinessOf(as('work', { pool, log, queue: { ...api.context.queue, ...NO_QUEUE } }));
    const asked = failed.mock.calls.flatMap(([{ doing, fault }]) => (doing === 'readiness' ? [fault] : []));
    expect(asked).toEqual([expect.objectContaining({ message: expect.stringContaining('10.1.2.3') }), expect.any(Error)]);
    expect(json).toEqual({
      status: 'not-ready',
      database: 'unreachable',
      missing: [
        { need: 'database', detail: 'The database does not answer.' },
        { need: 'queue', detail: 'The job queue does not answer.' },
      ],
    });
  });
});

describe('a port for probes', () => {
  const probing = (port: number): Context => {
    const context = as('work');
    return { ...context, config: { ...context.config, probes: { host: '127.0.0.1', port } } };
  };

  it('answers them and nothing else, as long as the process works', async () => {
    const url = await withProbes(probing(0), async (port) => {
      const ask = askerAt(`http://127.0.0.1:${port}`);
      expect((await ask({ path: '/healthz' })).json).toEqual({ status: 'ok' });
      expect((await ask({ path: '/readyz' })).status).toBe(200);
      expect((await ask({ path: '/metrics' })).text).toContain('huzheng_process_info');
      expect((await ask({ path: '/v1/runs' })).status).toBe(404);
      return `http://127.0.0.1:${port}`;
    });
    await expect(askerAt(url)({ path: '/healthz' })).rejects.toThrow('ECONNREFUSED');
  });

  it('that is in use is named with its variable before anything is done', async () => {
    const { port } = new URL(api.server.url);
    const begun = withProbes(probing(Number(port)), () => Promise.reject(new Error('it was done')));
    await expect(begun).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use; set HUZHENG_PROBE_PORT to another one.`);
  });

  it('is nowhere where none was named', async () => {
    expect(await withProbes(as('work'), async (port) => port)).toBeNull();
  });
});
