/** The log is an allow-list: whatever is thrown at it, wherever, only codes, ids and counts come out. */
import { mkdtemp, readdir, readFile, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import axios from 'axios';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { EVENTS, type EventName, type LogLevel } from '../../src/observe/events.ts';
import { type Log, openLog } from '../../src/observe/log.ts';
import { asideOf, deleteOldLogs } from '../../src/observe/log-files.ts';

/** Synthetic, in the ways such things come. */
const PERSONAL = [
  '11010519491231002X',
  '110105491231002',
  '１１０１０５１９４９１２３１００２Ｘ',
  '110105-19491231-002X',
  '13800138000',
  '138 0013 8000',
  '欧阳测试',
  '张三',
  '6222020200112233445',
];

const NOW = 1_764_000_000_000;
let folder: string;
let file: string;
const written = async (act: (log: Log) => void, level: LogLevel = 'debug'): Promise<string> => {
  const { log, close } = await openLog({ level, to: { file } }, () => NOW);
  act(log);
  close();
  return readFile(file, 'utf8');
};
const lineOf = async (act: (log: Log) => void): Promise<Record<string, unknown>> =>
  JSON.parse((await written(act)).trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
/** Hands an event what its type forbids: the log has to hold where types do not reach. */
const hostile = (log: Log, name: EventName, fields: object): void => (log[name] as (fields: object) => void)(fields);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huzheng-log-'));
  file = join(folder, 'logs', 'huzheng.log');
});
afterEach(() => rm(folder, { recursive: true }));

const expectNothingPersonal = (text: string): void => {
  for (const personal of PERSONAL) expect(text).not.toContain(personal);
};

describe('a line', () => {
  it('is one business event with its allowed fields, level and time', async () => {
    const line = await lineOf((log) =>
      log.pageRead({
        runId: '2026-11-23-1',
        workId: '0f8fad5b-d9cb-469f-a165-708677289501',
        source: 'civil-affairs',
        dataset: 'assistance',
        rows: 1000,
        durationMs: 41.5,
      }),
    );
    expect(line).toEqual({
      level: 'debug',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      pid: process.pid,
      event: 'pageRead',
      runId: '2026-11-23-1',
      workId: '0f8fad5b-d9cb-469f-a165-708677289501',
      source: 'civil-affairs',
      dataset: 'assistance',
      rows: 1000,
      durationMs: 41.5,
    });
  });

  it('leaves out what was not stated', async () => {
    const line = await lineOf((log) =>
      log.upstreamCalled({
        source: 'civil-affairs',
        operation: 's_civil_check',
        outcome: 'busy',
        code: null,
        httpStatus: null,
        attempt: 2,
        durationMs: 3,
      }),
    );
    expect(Object.keys(line)).not.toContain('httpStatus');
  });

  it('keeps ids whole however many digits they have', async () => {
    const ids = { runId: '2026-11-23-1', workId: '01234567-0123-4012-8012-012345678901', step: 'pull', attempt: 1, durationMs: 0 };
    expect(await lineOf((log) => log.workFinished(ids))).toMatchObject(ids);
  });

  it('says which key the ledger was signed with, as it is read out over the telephone', async () => {
    const signed = { seq: 2_000, hash: '0123456789abcdef'.repeat(4), keyId: '1234567890123a45' };
    expect(await lineOf((log) => log.ledgerSigned(signed))).toMatchObject(signed);
    for (const personal of [...PERSONAL, '6222020200112233', '1234567890123A45', 'zhang-san-and-co'])
      expect(await lineOf((log) => log.ledgerSigned({ ...signed, keyId: personal }))).toMatchObject({ keyId: '***' });
  });

  it.each<{ given: Fault['kind']; want: LogLevel }>([
    { given: 'busy', want: 'warn' },
    { given: 'broken', want: 'error' },
    { given: 'conflict', want: 'info' },
  ])('about a $given fault is said as $want', async ({ given, want }) => {
    const fault = new Fault(given, { code: 'some-code', detail: 'What to do.' });
    expect(await lineOf((log) => log.failed({ doing: 'sweep', fault }))).toMatchObject({ level: want });
  });

  it('below the level is not written', async () => {
    expect(await written((log) => log.serviceStopped({ mode: 'tool' }), 'error')).toBe('');
  });
});

describe('an error', () => {
  it('of ours says kind, code, what to do, the authority’s code and where', async () => {
    const fault = new Fault('denied', {
      code: 'signature-refused',
      detail: 'The signature was refused; check the key.',
      authority: { source: 'civil-affairs', operation: 's_civil_check', httpStatus: 200, code: '1001', message: '验签失败' },
    });
    const { fault: said } = await lineOf((log) => log.failed({ doing: 'sign-in', fault }));
    expect(said).toMatchObject({
      name: 'Fault',
      kind: 'denied',
      code: 'signature-refused',
      detail: 'The signature was refused; check the key.',
      authority: { source: 'civil-affairs', operation: 's_civil_check', httpStatus: 200, code: '1001' },
    });
    expect((said as { stack: string[] }).stack[0]).toMatch(/^at .*log\.test\.ts/);
  });

  it('of others says only what it is, its code and where', async () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:443'), { code: 'ECONNREFUSED' });
    const { fault } = await lineOf((log) => log.failed({ doing: 'pull', fault: new TypeError('wrong', { cause }) }));
    expect(fault).toMatchObject({ name: 'TypeError', cause: { name: 'Error', code: 'ECONNREFUSED' } });
    expect(JSON.stringify(fault)).not.toContain('10.1.2.3');
  });

  it('that is its own cause ends somewhere', async () => {
    const fault: Error & { cause?: unknown } = new Error('round');
    fault.cause = fault;
    expect(await lineOf((log) => log.failed({ doing: 'pull', fault }))).toMatchObject({ fault: { name: 'Error' } });
  });
});

describe('personal data thrown at the log', () => {
  const names = Object.keys(EVENTS) as EventName[];

  it.each(names)('in every field of %s, known or not, does not come out', async (name) => {
    const text = await written((log) => {
      for (const personal of PERSONAL) {
        const everywhere = Object.fromEntries(
          [...Object.keys(EVENTS[name].fields), 'name', 'idNumber', 'msg', 'err', 'event', personal].map((field) => [field, personal]),
        );
        hostile(log, name, everywhere);
        hostile(
          log,
          name,
          Object.fromEntries(
            Object.keys(EVENTS[name].fields).map((field) => [
              field,
              { nested: personal, toString: () => personal, toJSON: () => personal },
            ]),
          ),
        );
        hostile(
          log,
          name,
          Object.fromEntries(
            Object.keys(EVENTS[name].fields).map((field) => [field, Number(personal.normalize('NFKC').replace(/\D/gu, '')) || 0]),
          ),
        );
      }
    });
    expect(text.trim().split('\n')).toHaveLength(PERSONAL.length * 3);
    expectNothingPersonal(text);
  });

  it('in errors, their causes, properties, names, codes and stacks, does not come out', async () => {
    const text = await written((log) => {
      for (const personal of PERSONAL) {
        const foreign = Object.assign(new Error(`no such person ${personal}\n    at ${personal} (here)`), {
          code: personal,
          detail: personal,
          body: { name: personal },
        });
        foreign.name = personal;
        const authority = { source: personal, operation: personal, code: personal, message: `用户${personal}不存在` };
        log.failed({ doing: personal, fault: foreign });
        log.failed({ doing: 'pull', fault: new Fault('broken', { code: personal, detail: 'It broke.', authority, cause: foreign }) });
        log.failed({ doing: 'pull', fault: new AggregateError([foreign], personal) });
        log.failed({ doing: 'pull', fault: personal });
      }
    });
    expectNothingPersonal(text);
  });

  it('as a number in a fault’s own sentence comes out masked', async () => {
    const text = await written((log) =>
      log.failed({
        doing: 'pull',
        fault: new Fault('broken', { code: 'x', detail: 'Number 11010519491231002X and mobile 13800138000 were refused.' }),
      }),
    );
    expect(text).toContain('11*** and mobile 13***');
  });

  it('in the request that an HTTP client’s error carries does not come out', async () => {
    const client = axios.create({
      adapter: async (config) =>
        Promise.reject(new axios.AxiosError('timeout of 11010519491231002X', 'ECONNABORTED', config, { path: '/张三' })),
    });
    const thrown: unknown = await client
      .post('http://civil.example/欧阳测试', { GMSFHM: '11010519491231002X', XM: '张三' }, { headers: { 'x-mobile': '13800138000' } })
      .catch((error: unknown) => error);
    const text = await written((log) =>
      log.failed({ doing: 'pull', fault: new Fault('busy', { code: 'timeout', detail: 'No answer in time.', cause: thrown }) }),
    );
    expect(text).toContain('ECONNABORTED');
    expectNothingPersonal(text);
  });
});

describe('the file', () => {
  it('is its owner’s alone, and grows over restarts', async () => {
    await written((log) => log.serviceStopped({ mode: 'tool' }));
    const text = await written((log) => log.serviceStopped({ mode: 'tool' }));
    expect(text.trim().split('\n')).toHaveLength(2);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('makes room for a new one when it has grown large', async () => {
    await written((log) => log.serviceStopped({ mode: 'tool' }));
    await truncate(file, 21 * 1024 * 1024);
    expect((await written((log) => log.serviceStopped({ mode: 'tool' }))).trim().split('\n')).toHaveLength(1);
    expect((await stat(`${file}.${NOW}`)).size).toBe(21 * 1024 * 1024);
  });

  it('that was set aside stays for its time, and goes after it', async () => {
    await written((log) => log.serviceStopped({ mode: 'tool' }));
    const [young, old] = [asideOf(file, NOW - 1), asideOf(file, NOW - 2)];
    for (const aside of [young, old]) await writeFile(aside, 'a line');
    await utimes(old, 0, (NOW - 1) / 1000);
    await utimes(young, 0, NOW / 1000);
    expect(await deleteOldLogs(join(folder, 'logs'), instantOf(NOW))).toBe(1);
    expect((await readdir(join(folder, 'logs'))).toSorted()).toEqual(['huzheng.log', basename(young)]);
    expect(await deleteOldLogs(join(folder, 'nowhere'), instantOf(NOW))).toBe(0);
  });

  it('on a full disk costs the line, not the work', async () => {
    await written((log) => log.serviceStopped({ mode: 'tool' }));
    await rm(file);
    await symlink('/dev/full', file);
    const { log, close } = await openLog({ level: 'info', to: { file } }, () => NOW);
    expect(() => log.serviceStopped({ mode: 'tool' })).not.toThrow();
    close();
  });

  it('that cannot be opened is refused in one line', async () => {
    await writeFile(join(folder, 'logs'), 'a file in the way');
    await expect(openLog({ level: 'info', to: { file } }, () => NOW)).rejects.toMatchObject({ code: 'home-not-a-folder' });
  });
});
