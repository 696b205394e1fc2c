import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import schema from '../schemas/config.json' with { type: 'json' };
import { DEFAULTS, readAlertSettings } from '../src/config/alert-settings.ts';
import { type Config, type Mode, type RawEnvironment, readConfig } from '../src/config.ts';
import { Fault } from '../src/faults.ts';
import { CREDENTIALS } from './support/counterpart-variables.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const COUNTERPARTS: RawEnvironment = {
  ...CREDENTIALS,
  CIVIL_AFFAIRS_BASE_URL: 'https://civil.example:8443/gw',
  MEDICAL_INSURANCE_BASE_URL: 'http://medical.example',
  SOCIAL_SECURITY_BASE_URL: 'http://social.example',
  AID_SYSTEM_BASE_URL: 'http://aid.example',
};
const EXTERNAL: RawEnvironment = { DATABASE_URL: 'postgresql://u:p@db:5432/huzheng', HUZHENG_KEY: KEY, HUZHENG_RULESET: 'city' };

const read = (env: RawEnvironment, mode: Mode = 'tool'): Config => readConfig(env, { mode });
const complaints = (env: RawEnvironment, mode: Mode = 'tool'): readonly string[] => {
  try {
    read(env, mode);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    expect(thrown.kind).toBe('invalid');
    const lines = thrown.message.split('\n').map((line) => line.trim());
    return lines.length === 1 ? lines : lines.slice(1);
  }
};

describe('with nothing set', () => {
  it('the embedded database, the sandbox city and this machine alone are the defaults', () => {
    expect(read({}, 'start')).toMatchObject({
      home: resolve('.huzheng'),
      database: { kind: 'embedded' },
      masterKey: { kind: 'kept', path: resolve('.huzheng/key') },
      http: { host: '127.0.0.1', port: 3000 },
      ruleSet: 'sandbox-city',
      writtenBases: [],
      catchUpDays: 7,
      mostEndedPercent: 20,
      liveDeadlineMs: 3_000,
      log: { level: 'info', to: { file: resolve('.huzheng/logs/huzheng.log') } },
      counterparts: { civilAffairs: null, medicalInsurance: null, socialSecurity: null, aidSystem: null },
      warnings: [],
    });
  });

  it('an empty variable counts as absent, as container files write them', () => {
    expect(read({ DATABASE_URL: '', PORT: ' ', HUZHENG_KEY: '' })).toEqual(read({}));
  });

  it.each<Mode>(['serve', 'work', 'schedule', 'reconcile', 'jobs retry', 'connectors check', 'verify --live'])(
    '%s misses everything it needs of the four counterparts, at once',
    (mode) => {
      const lines = complaints({}, mode).filter((line) => !line.includes('--sandbox'));
      expect(lines.map((line) => line.split(' ')[0]).toSorted()).toEqual(Object.keys(COUNTERPARTS).toSorted());
      expect(lines[0]).toBe(
        `CIVIL_AFFAIRS_BASE_URL is missing (needed by \`huzheng ${mode}\`): set it to an http or https address without user, query or fragment.`,
      );
    },
  );

  it.each<Mode>(['reconcile', 'jobs retry', 'quarantine replay'])('%s names the synthetic city to whoever has set none of them', (mode) => {
    const hint = `With the synthetic city of \`npm start\` no counterpart's variable is needed: \`huzheng ${mode} --sandbox\`.`;
    expect(complaints({}, mode).at(-1)).toBe(hint);
    const { AID_SYSTEM_BASE_URL } = COUNTERPARTS;
    expect(complaints({ AID_SYSTEM_BASE_URL }, mode)).not.toContain(hint);
    expect(complaints({}, 'serve')).not.toContain(hint);
  });

  it.each<Mode>(['start', 'migrate', 'tool'])('%s needs no counterpart', (mode) => {
    expect(complaints({}, mode)).toEqual([]);
  });
});

describe('with everything set', () => {
  it('each counterpart gets what its HTTP client and its connector need', () => {
    const { counterparts } = read(
      { ...COUNTERPARTS, CIVIL_AFFAIRS_PROXY_URL: 'http://u:p@proxy:3128', CIVIL_AFFAIRS_CLOSED: '22:00-06:00' },
      'reconcile',
    );
    expect(counterparts.civilAffairs).toEqual({
      http: {
        baseUrl: 'https://civil.example:8443/gw',
        proxyUrl: 'http://u:p@proxy:3128',
        caPem: undefined,
        closed: expect.objectContaining({ text: '22:00-06:00' }),
      },
      settings: { rid: 'x_test_rid', appkey: 'test-appkey', accessKey: 'test-access' },
    });
    expect(counterparts.medicalInsurance?.settings).toMatchObject({ admdvs: '440300', opterName: '测试', crypto: { kind: 'none' } });
    expect(counterparts.socialSecurity?.settings).toEqual({ clientId: 'client-1', key: 'test-secret' });
    expect(counterparts.aidSystem?.settings).toEqual({
      clientId: 'huzheng',
      clientSecret: 'aid-secret',
      callbackSecret: null,
      inbound: null,
    });
  });

  it('a database of one’s own takes a key and a rule set of one’s own', () => {
    expect(read(EXTERNAL)).toMatchObject({
      database: { kind: 'external', url: EXTERNAL['DATABASE_URL'] },
      masterKey: { kind: 'given', key: Buffer.alloc(32, 7) },
      ruleSet: 'city',
    });
    expect(complaints({ DATABASE_URL: 'postgresql://u:p@db/huzheng' })).toEqual([
      expect.stringMatching(/^HUZHENG_KEY is missing \(needed because DATABASE_URL is set\): set it to 32 random bytes in base64/),
      expect.stringMatching(/^HUZHENG_RULESET is missing \(needed because DATABASE_URL is set\)/),
    ]);
  });

  it('a master key that is replaced stands beside the one that replaces it, and not alone', () => {
    const previous = Buffer.alloc(32, 8);
    const both = { HUZHENG_KEY: KEY, HUZHENG_KEY_PREVIOUS: previous.toString('base64') };
    expect(read(both).masterKey).toEqual({ kind: 'given', key: Buffer.alloc(32, 7), previous });
    expect(complaints({ HUZHENG_KEY_PREVIOUS: KEY })).toEqual([
      expect.stringMatching(/^HUZHENG_KEY is missing \(needed because HUZHENG_KEY_PREVIOUS is set\)/),
    ]);
  });

  it('the suite is standard or sm', () => {
    expect([read({}).crypto, read({ HUZHENG_CRYPTO: 'sm' }).crypto]).toEqual(['standard', 'sm']);
    expect(complaints({ HUZHENG_CRYPTO: 'gm' })).toEqual(['HUZHENG_CRYPTO cannot be "gm": set it to standard or sm.']);
  });

  it('services log to their supervisor, commands to the home folder', () => {
    for (const service of ['serve', 'work', 'schedule'] as const) expect(read(COUNTERPARTS, service).log.to).toBe('stderr');
    expect(read(COUNTERPARTS, 'reconcile').log.to).toEqual({ file: resolve('.huzheng/logs/huzheng.log') });
  });

  it('national cryptography takes its four keys', () => {
    const sm = { ...COUNTERPARTS, MEDICAL_INSURANCE_CRYPTO: 'sm' };
    expect(complaints(sm).map((line) => line.split(' ')[0])).toEqual([
      'MEDICAL_INSURANCE_APP_ID',
      'MEDICAL_INSURANCE_APP_SECRET',
      'MEDICAL_INSURANCE_SM2_PRIVATE_KEY',
      'MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY',
    ]);
    const keys = {
      MEDICAL_INSURANCE_APP_ID: 'app',
      MEDICAL_INSURANCE_APP_SECRET: 'secret',
      MEDICAL_INSURANCE_SM2_PRIVATE_KEY: '1'.repeat(64),
      MEDICAL_INSURANCE_SM2_PEER_PUBLIC_KEY: `04${'a'.repeat(128)}`,
    };
    expect(read({ ...sm, ...keys }).counterparts.medicalInsurance?.settings.crypto).toEqual({
      kind: 'sm',
      appId: 'app',
      appSecret: 'secret',
      sm2PrivateKey: '1'.repeat(64),
      sm2PeerPublicKey: `04${'a'.repeat(128)}`,
    });
  });

  it('half a client for the aid system’s calls to us is no client', () => {
    expect(complaints({ ...COUNTERPARTS, AID_SYSTEM_INBOUND_CLIENT_ID: 'aid' })).toEqual([
      expect.stringMatching(/^AID_SYSTEM_INBOUND_CLIENT_SECRET is missing/),
    ]);
  });
});

describe('what cannot be used', () => {
  it.each([
    { given: { PORT: '70000' }, want: 'PORT cannot be "70000": set it to a port number from 0 to 65535.' },
    { given: { PORT: '3000.5' }, want: 'PORT cannot be "3000.5": set it to a port number from 0 to 65535.' },
    { given: { HUZHENG_CRON: 'nightly' }, want: 'HUZHENG_CRON cannot be "nightly": set it to a cron expression such as 0 1 * * *.' },
    {
      given: { HUZHENG_LIVE_DEADLINE: '3s' },
      want: 'HUZHENG_LIVE_DEADLINE cannot be "3s": set it to seconds from 0.2 to 60, as 3 or 2.5.',
    },
    { given: { HUZHENG_LOG_LEVEL: 'verbose' }, want: 'HUZHENG_LOG_LEVEL cannot be "verbose": set it to debug, info, warn or error.' },
    {
      given: { HUZHENG_MOST_ENDED_PERCENT: '0' },
      want: 'HUZHENG_MOST_ENDED_PERCENT cannot be "0": set it to a whole number from 1 to 100.',
    },
    { given: { HUZHENG_CATCH_UP_DAYS: '0' }, want: 'HUZHENG_CATCH_UP_DAYS cannot be "0": set it to a whole number of days from 1 to 365.' },
    {
      given: { REDIS_URL: 'localhost:6379' },
      want: 'REDIS_URL cannot be what it is set to (it is no such address): set it to a Redis address, redis://user:password@host:6379/0, redis+sentinel://host:26379,host:26379/master?db=0 or redis+cluster://host:6379,host:6379, each as rediss too.',
    },
    {
      given: { ...COUNTERPARTS, SOCIAL_SECURITY_BASE_URL: 'social.example' },
      want: 'SOCIAL_SECURITY_BASE_URL cannot be "social.example": set it to an http or https address without user, query or fragment.',
    },
    {
      given: { ...COUNTERPARTS, SOCIAL_SECURITY_CLOSED: 'sundays' },
      want: 'SOCIAL_SECURITY_CLOSED cannot be "sundays": set it to hours and days such as 22:00-06:00; sat,sun; 2026-10-01..2026-10-07.',
    },
    {
      given: { ...COUNTERPARTS, MEDICAL_INSURANCE_OPTER_NO: '0'.repeat(31) },
      want: `MEDICAL_INSURANCE_OPTER_NO cannot be "${'0'.repeat(31)}": set it to an operator number of at most 30 characters.`,
    },
  ])('is said in one line: $want', ({ given, want }) => {
    expect(complaints(given)).toEqual([want]);
  });

  it('is said all at once, in the order of the schema', () => {
    const lines = complaints(
      { ...COUNTERPARTS, AID_SYSTEM_CLOSED: '?', PORT: 'x', HUZHENG_KEY: 'short', DATABASE_URL: 'mysql://db' },
      'serve',
    );
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'PORT',
      'HUZHENG_KEY',
      'HUZHENG_RULESET',
      'AID_SYSTEM_CLOSED',
    ]);
  });

  const variables = Object.entries(schema.properties);
  const secrets = variables.filter(([, rule]) => 'writeOnly' in rule).map(([name]) => name);
  it.each(secrets)('never shows what %s is set to', (name) => {
    const said = complaints({ ...COUNTERPARTS, [name]: 'ftp://top:secret@nowhere' }).join('\n');
    expect(said).not.toContain('secret@nowhere');
  });

  it('never shows a password that was put into a base URL', () => {
    const said = complaints({ ...COUNTERPARTS, CIVIL_AFFAIRS_BASE_URL: 'https://u:hunter2@civil.example' }).join();
    expect(said).toMatch(/^CIVIL_AFFAIRS_BASE_URL cannot be/);
    expect(said).not.toContain('hunter2');
  });

  it('is a fault of one kind, whatever is thrown at it', () => {
    const environment = fc.dictionary(fc.constantFrom(...variables.map(([name]) => name)), fc.string({ maxLength: 40 }));
    fc.assert(fc.property(environment, (env) => complaints(env, 'serve').length > 0));
  });
});

describe('files that variables name', () => {
  let folder: string;
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'huzheng-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('a private authority is read', async () => {
    const [pem = ''] = rootCertificates;
    const config = read({ ...COUNTERPARTS, CIVIL_AFFAIRS_CA_FILE: await file('ca.pem', pem) });
    expect(config.counterparts.civilAffairs?.http.caPem).toBe(pem);
  });

  it('a file that is missing or holds no certificate is named with the rest', async () => {
    const env = {
      ...COUNTERPARTS,
      CIVIL_AFFAIRS_CA_FILE: join(folder, 'missing.pem'),
      SOCIAL_SECURITY_CA_FILE: await file('no.pem', 'no certificate'),
      PORT: 'x',
    };
    expect(complaints(env).map((line) => line.split(' ')[0])).toEqual(['PORT', 'CIVIL_AFFAIRS_CA_FILE', 'SOCIAL_SECURITY_CA_FILE']);
  });

  const basis = {
    dataset: 'settlement',
    purpose: 'mutual-aid-claim',
    recipient: 'mutual-aid-association',
    document: '市总工会〔2026〕1号',
    from: '2026-01-01',
    to: null,
  };
  it('written bases are read', async () => {
    expect(read({ HUZHENG_WRITTEN_BASES: await file('bases.json', JSON.stringify([basis])) }).writtenBases).toEqual([basis]);
  });

  it.each([
    { given: 'no JSON', want: /^HUZHENG_WRITTEN_BASES.* it is not JSON\.$/ },
    { given: '{}', want: /it must be array/ },
    { given: JSON.stringify([basis, { ...basis, dataset: 'income' }]), want: /\/1\/dataset/ },
    { given: JSON.stringify([{ ...basis, from: '2026-02-30' }]), want: /\/0\/from/ },
    { given: JSON.stringify([{ ...basis, until: '2027-01-01' }]), want: /\/0 must NOT have additional properties/ },
  ])('a wrong one is refused with its place: $want', async ({ given, want }) => {
    expect(complaints({ HUZHENG_WRITTEN_BASES: await file('bases.json', given) })).toEqual([expect.stringMatching(want)]);
  });
});

describe('who is told of alerts', () => {
  const MAIL = {
    HUZHENG_ALERT_MAIL_TO: 'first@union.example, second@union.example',
    HUZHENG_ALERT_MAIL_FROM: 'huzheng@union.example',
    HUZHENG_SMTP_URL: 'smtps://huzheng:not-to-be-shown@mail.example:465',
  };

  it('by thresholds that are those of an empty file, where none is named', () => {
    expect(readAlertSettings('{}')).toEqual({ content: DEFAULTS });
  });

  it('nobody, by the thresholds that are shipped, where nothing is set', () => {
    expect(read({}).alerts).toMatchObject({
      webhook: null,
      mail: null,
      publicUrl: null,
      settings: {
        off: [],
        'source-failing': { share: 0.5, attempts: 5, withinMinutes: 10, forMinutes: 10, bySource: {} },
        'dataset-behind': { hours: 36, byDataset: {} },
        expiry: { days: [30, 7, 1], known: [] },
      },
    });
  });

  it('whoever is named, by webhook and by mail', () => {
    const { webhook, mail } = read({ ...MAIL, HUZHENG_ALERT_WEBHOOK: 'https://hook.example/alerts?key=1' }).alerts;
    expect(webhook).toEqual({ url: 'https://hook.example/alerts?key=1', secret: null });
    expect(mail).toEqual({
      smtpUrl: MAIL.HUZHENG_SMTP_URL,
      from: 'huzheng@union.example',
      to: ['first@union.example', 'second@union.example'],
    });
  });

  it.each([
    { given: { HUZHENG_ALERT_MAIL_TO: 'a@b' }, want: ['HUZHENG_ALERT_MAIL_FROM', 'HUZHENG_SMTP_URL'] },
    { given: { HUZHENG_SMTP_URL: 'smtp://mail.example' }, want: ['HUZHENG_ALERT_MAIL_TO'] },
    { given: { ...MAIL, HUZHENG_ALERT_MAIL_TO: 'first@union.example, nobody' }, want: ['HUZHENG_ALERT_MAIL_TO'] },
    { given: { ...MAIL, HUZHENG_ALERT_MAIL_FROM: 'Name\r\nBcc: x <a@b>' }, want: ['HUZHENG_ALERT_MAIL_FROM'] },
    { given: { ...MAIL, HUZHENG_SMTP_URL: 'http://mail.example' }, want: ['HUZHENG_SMTP_URL'] },
    { given: { HUZHENG_ALERT_WEBHOOK_SECRET: 'shared-with-whoever-receives' }, want: ['HUZHENG_ALERT_WEBHOOK'] },
    {
      given: { HUZHENG_ALERT_WEBHOOK: 'https://user:password@hook.example', HUZHENG_ALERT_WEBHOOK_SECRET: 'short' },
      want: ['HUZHENG_ALERT_WEBHOOK', 'HUZHENG_ALERT_WEBHOOK_SECRET'],
    },
  ])('what is wrong is said at once, and no secret is repeated: $want', ({ given, want }) => {
    const lines = complaints(given);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(want);
    expect(lines.join()).not.toMatch(/password@hook|short"|not-to-be-shown/);
  });

  const folder = mkdtemp(join(tmpdir(), 'huzheng-thresholds-'));
  afterAll(async () => rm(await folder, { recursive: true }));
  const file = async (text: string): Promise<string> => {
    const path = join(await folder, 'alerts.json');
    await writeFile(path, text);
    return path;
  };

  it('thresholds are read, and what they leave out is as shipped', async () => {
    const text = JSON.stringify({ 'source-failing': { bySource: { 'civil-affairs': { share: 0.9 } } } });
    expect(read({ HUZHENG_ALERTS: await file(text) }).alerts.settings['source-failing']).toMatchObject({
      share: 0.5,
      forMinutes: 10,
      bySource: { 'civil-affairs': { share: 0.9 } },
    });
  });

  it.each([
    { given: 'no JSON', want: /it is not JSON/ },
    { given: '{"source-failing": {"share": 2}}', want: /\/source-failing\/share/ },
    { given: '{"sources-failing": {}}', want: /\(sources-failing\)/ },
    { given: '{"expiry": {"known": [{"kind": "key", "name": "a key", "lastDay": "2026-02-30"}]}}', want: /\/expiry\/known\/0\/lastDay/ },
  ])('wrong ones are refused with their place: $want', async ({ given, want }) => {
    expect(complaints({ HUZHENG_ALERTS: await file(given) })).toEqual([expect.stringMatching(want)]);
  });
});

describe('traces', () => {
  const COLLECTOR: RawEnvironment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

  it('go nowhere where no collector is named, nor from commands that only look', () => {
    expect(read({}, 'start').traces).toBeNull();
    expect(read(COLLECTOR, 'tool').traces).toBeNull();
  });

  it('go to the path that OTLP has for them, with the headers that are set', () => {
    const headers = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20abc, x-tenant=a=b,' };
    expect(read({ ...COLLECTOR, ...headers, OTEL_TRACES_SAMPLER_ARG: '0.25' }, 'start').traces).toEqual({
      url: 'http://collector:4318/v1/traces',
      headers: { authorization: 'Bearer abc', 'x-tenant': 'a=b' },
      service: 'huzheng',
      ratio: 0.25,
    });
  });

  it.each([
    { variable: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'grpc://collector:4317' },
    { variable: 'OTEL_EXPORTER_OTLP_HEADERS', value: 'authorization' },
    { variable: 'OTEL_EXPORTER_OTLP_HEADERS', value: 'x-token=a%0d%0ax-other: b' },
    { variable: 'OTEL_TRACES_SAMPLER_ARG', value: '1.5' },
    { variable: 'OTEL_SERVICE_NAME', value: 'a b' },
  ])('$variable cannot be $value', ({ variable, value }) => {
    const [line, ...others] = complaints({ ...COLLECTOR, [variable]: value });
    expect(line).toMatch(new RegExp(`^${variable} cannot be `));
    expect(others).toEqual([]);
    if (variable === 'OTEL_EXPORTER_OTLP_HEADERS') expect(line).not.toContain(value);
  });
});

describe('names that are not ours', () => {
  it.each([
    { given: 'HUZHENG_HOEM', want: 'HUZHENG_HOEM is not a variable of Huzheng and is ignored; did you mean HUZHENG_HOME?' },
    {
      given: 'CIVIL_AFFAIRS_APP_KEY',
      want: 'CIVIL_AFFAIRS_APP_KEY is not a variable of Huzheng and is ignored; did you mean CIVIL_AFFAIRS_APPKEY?',
    },
    {
      given: 'SOCIAL_SECURTY_KEY',
      want: 'SOCIAL_SECURTY_KEY is not a variable of Huzheng and is ignored; did you mean SOCIAL_SECURITY_KEY?',
    },
    { given: 'DATABASE_URI', want: 'DATABASE_URI is not a variable of Huzheng and is ignored; did you mean DATABASE_URL?' },
    {
      given: 'AID_SYSTEM_SOMETHING_ELSE_ENTIRELY',
      want: 'AID_SYSTEM_SOMETHING_ELSE_ENTIRELY is not a variable of Huzheng and is ignored.',
    },
  ])('$given is warned about', ({ given, want }) => {
    expect(read({ [given]: 'x' }).warnings).toEqual([want]);
  });

  it('and resemble none of ours are nobody’s business', () => {
    expect(read({ PATH: '/bin', HOSTNAME: 'h', POST: '1', npm_config_cache: 'x', DATABASE_POOL_SIZE: '4' }).warnings).toEqual([]);
  });
});
