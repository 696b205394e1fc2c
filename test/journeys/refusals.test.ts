import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isRoot } from '../../src/security/home.ts';
import { CREDENTIALS } from '../support/counterpart-variables.ts';
import { type Ending, processesOf } from './huzheng.ts';
import { CITY_OPTIONS, openStage, variablesOf } from './stage.ts';

const stage = openStage();
afterEach(() => stage.clear());

/** One line on standard error, besides what it said it was doing. */
const refusalOf = ({ stdout, stderr }: Ending): string => {
  expect(stdout).toBe('');
  const lines = stderr
    .trimEnd()
    .split('\n')
    .filter((line) => !/…|^A synthetic city|^Console and API on/.test(line));
  expect(lines, stderr).toHaveLength(1);
  return lines[0] ?? '';
};

const FUTURE = '2999-01-01';
const KEY = Buffer.alloc(32, 7).toString('base64');
/** Nothing listens on the discard port. */
const NOBODY = `postgresql://huzheng:secret@127.0.0.1:9/huzheng`;
const EXTERNAL = { HUZHENG_KEY: KEY, HUZHENG_RULESET: 'sandbox-city' };

describe('one clear line', () => {
  it.each([
    { when: 'an option is unknown', args: ['start', '--member', '5'], code: 2, says: /unknown option '--member'.*--members/ },
    { when: 'a command is mistyped', args: ['reconsile'], code: 2, says: /unknown command 'reconsile'.*reconcile/ },
    {
      when: 'a fault is not one',
      args: ['start', '--faults', 'civil-affairs:gone@0-9'],
      code: 2,
      says: /no known kind; known: down, slow/,
    },
    {
      when: 'a fault has no window',
      args: ['start', '--faults', 'civil-affairs:down'],
      code: 2,
      says: /does not say when: civil-affairs:down@from-to/,
    },
    { when: 'a city would be empty', args: ['start', '--members', '0'], code: 2, says: /at least one/ },
    { when: 'a day does not exist', args: ['start', '--date', '2026-02-30'], code: 2, says: /Not a calendar day/ },
    { when: 'a day has not come', args: ['start', '--date', FUTURE], code: 2, says: /has not come yet in Asia\/Shanghai/ },
    { when: 'a wait is no duration', args: ['reconcile', '--wait', 'long'], code: 2, says: /write it as 90s, 10m or 2h/ },
    { when: 'ports do not fit', args: ['sandbox', '--port-base', '65533'], code: 2, says: /Four ports must fit/ },
    { when: 'no source has that name', args: ['connectors', 'check', 'tax'], code: 2, says: /There is no source tax/ },
    { when: 'nothing says which jobs', args: ['jobs', 'retry'], code: 2, says: /--all or --fingerprint/ },
    { when: 'nobody is to be verified', args: ['verify'], code: 2, says: /identity number is missing/ },
    {
      when: 'the rule set’s folder holds none',
      args: ['start', '--exit'],
      environment: { HUZHENG_RULESET: './docs' },
      code: 2,
      says: /docs holds no rule set: there is no manifest\.json in it\. HUZHENG_RULESET/,
    },
    {
      when: 'the rule set is nowhere',
      args: ['start', '--exit'],
      environment: { HUZHENG_RULESET: 'atlantis' },
      code: 2,
      says: /There is no rule set atlantis/,
    },
    {
      when: 'the home is a file',
      args: ['start'],
      environment: { HUZHENG_HOME: '/etc/hostname' },
      code: 2,
      says: /is not a folder; set HUZHENG_HOME/,
    },
    {
      when: 'the home is where nothing can be made',
      args: ['migrate'],
      environment: { HUZHENG_HOME: '/proc/huzheng/home' },
      code: 2,
      says: /is not a folder; set HUZHENG_HOME/,
    },
    {
      when: 'the home cannot be written',
      args: ['start'],
      environment: { HUZHENG_HOME: '/sys/huzheng' },
      code: 1,
      says: /may not write in .*HUZHENG_HOME/,
    },
    {
      when: 'the database is down',
      args: ['jobs', 'failed'],
      environment: { ...EXTERNAL, DATABASE_URL: NOBODY },
      code: 1,
      says: /database does not answer/,
    },
  ])('when $when', async ({ args, environment, code, says }) => {
    const home = await stage.home();
    const ending = await stage.run(args, { home, environment: environment ?? {} });
    expect([refusalOf(ending), ending.code]).toEqual([expect.stringMatching(says), code]);
    expect(ending.stderr).not.toMatch(/^ {4}at |secret/m);
  });

  it('for all wrong variables at once', async () => {
    const environment = { PORT: '99999', HUZHENG_KEY: 'abc', HUZHENG_CRON: 'nightly' };
    const { code, stderr } = await stage.run(['start'], { home: await stage.home(), environment });
    expect([
      code,
      ...stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(' ')[0]),
    ]).toEqual([2, 'huzheng:', 'PORT', 'HUZHENG_KEY', 'HUZHENG_CRON']);
  });

  it('for every counterpart that `reconcile` misses, and none of them for the one that is set', async () => {
    const environment = { SOCIAL_SECURITY_BASE_URL: 'http://127.0.0.1:9', SOCIAL_SECURITY_CLIENT_ID: 'union', SOCIAL_SECURITY_KEY: 'key' };
    const { code, stderr } = await stage.run(['reconcile'], { home: await stage.home(), environment });
    expect(code).toBe(2);
    for (const counterpart of ['CIVIL_AFFAIRS', 'MEDICAL_INSURANCE', 'AID_SYSTEM'])
      expect(stderr).toContain(`${counterpart}_BASE_URL is missing`);
    expect(stderr).not.toContain('SOCIAL_SECURITY');
  });

  it.each([
    { args: ['schedule'], command: 'schedule' },
    { args: ['verify', '--live'], command: 'verify --live', input: '110101199003074514\n测试\n' },
    { args: ['connectors', 'check', 'civil-affairs'], command: 'connectors check' },
    { args: ['jobs', 'retry', '--all'], command: 'jobs retry' },
  ])('that names `huzheng $command` as what needs the counterparts', async ({ args, command, input = '' }) => {
    const { code, stderr } = await stage.run(args, { home: await stage.home(), input });
    expect(code).toBe(2);
    expect(stderr).toContain(`CIVIL_AFFAIRS_BASE_URL is missing (needed by \`huzheng ${command}\`)`);
  });

  it('when the port of the API is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const home = await stage.home();
    const ending = await stage.run(['start', '--members', '5'], { home, environment: { PORT: String(port) } });
    taken.close();
    expect([refusalOf(ending), ending.code]).toEqual([`huzheng: Port ${port} on 127.0.0.1 is in use; set PORT to another one.`, 1]);
    // Said before anything is touched: a city that is here is not replaced for nothing.
    expect(ending.stderr).not.toContain('Bringing up');
    expect(await processesOf(home)).toEqual([]);
  });

  it('when a second worker comes, and when a port of the sandbox is in use', async () => {
    const [home, theirs] = [await stage.madeHome(), await stage.home()];
    const sandbox = ['sandbox', '--members', '5'];
    const environment = await variablesOf(stage.start(sandbox, { home: theirs }));
    const { port } = new URL(environment['CIVIL_AFFAIRS_BASE_URL'] ?? '');
    const worker = stage.start(['work'], { home, environment });
    await worker.says(/"serviceStarted"/);
    const [second, other] = await Promise.all([
      stage.run(['work'], { home, environment }),
      stage.run([...sandbox, '--port-base', port], { home: theirs }),
    ]);
    expect(second.stderr.split('\n').filter((line) => line.startsWith('huzheng:'))).toEqual([
      expect.stringContaining('Another process works on this database already'),
    ]);
    expect([second.code, refusalOf(other), other.code]).toEqual([
      1,
      expect.stringMatching(new RegExp(`EADDRINUSE.*${port}.*--port-base`)),
      1,
    ]);
    worker.interrupt();
    expect((await worker.ended).code).toBe(0);
    expect(await processesOf(home)).toEqual([]);
  });
});

describe('a home that another user owns', () => {
  it.skipIf(!isRoot())('is refused in one line (only root can become another user)', async () => {
    const home = await stage.home();
    const ending = await stage.run(['start', ...CITY_OPTIONS], { home, uid: 65_534 });
    expect([refusalOf(ending), ending.code]).toEqual([expect.stringMatching(/may not write in .*HUZHENG_HOME/), 1]);
  });
});

describe('a worker', () => {
  const nowhere = {
    ...CREDENTIALS,
    ...Object.fromEntries(
      ['CIVIL_AFFAIRS', 'MEDICAL_INSURANCE', 'SOCIAL_SECURITY', 'AID_SYSTEM'].map((name) => [`${name}_BASE_URL`, 'http://127.0.0.1:9']),
    ),
  };
  /** What it says besides its log. */
  const saidBy = ({ stderr }: Ending): string =>
    stderr
      .split('\n')
      .filter((line) => line.startsWith('huzheng:'))
      .join('\n');

  it('beside one on the queue in the database is refused, and told how the two could share', async () => {
    const home = await stage.madeHome();
    const environment = { ...nowhere, REDIS_URL: '' };
    const first = stage.start(['work'], { home, environment });
    await first.says(/"serviceStarted"/);
    const second = await stage.run(['work'], { home, environment });
    expect([second.code, second.stdout]).toEqual([1, '']);
    expect(saidBy(second)).toMatch(
      /^huzheng: Another process works on this database already.*give every process a REDIS_URL: then they share it\.$/,
    );
    first.interrupt('SIGTERM');
    expect((await first.ended).code).toBe(0);
  });

  it('whose Redis is nowhere says so, and not with what password it asked', async () => {
    const home = await stage.madeHome();
    const ending = await stage.run(['work'], { home, environment: { ...nowhere, REDIS_URL: 'redis://huzheng:pass-w0rd@127.0.0.1:9' } });
    expect(ending.code).toBe(1);
    expect(saidBy(ending)).toMatch(/^huzheng: The queue does not answer: is Redis up, and REDIS_URL right\?/);
    expect(ending.stdout + ending.stderr).not.toContain('pass-w0rd');
  });
});
