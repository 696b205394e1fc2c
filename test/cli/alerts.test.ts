import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { huzheng, startHuzheng } from '../journeys/huzheng.ts';
import { CREDENTIALS } from '../support/counterpart-variables.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/nights.ts';
import { MAIL_PASSWORD, type MailReceiver, openMail, openWebhook, type WebhookReceiver } from '../support/receivers.ts';

let database: TestDatabase;
let home: string;
let webhook: WebhookReceiver;
let mail: MailReceiver;
beforeAll(async () => {
  [database, webhook, mail] = await Promise.all([createDatabase(), openWebhook(), openMail()]);
  home = await mkdtemp(join(tmpdir(), 'huzheng-alerts-'));
});
afterAll(async () => {
  await Promise.all([webhook.close(), mail.close(), database.drop(), rm(home, { recursive: true })]);
});

const run = (args: readonly string[], channels: Readonly<Record<string, string>> = {}) =>
  huzheng(args, {
    home,
    environment: {
      DATABASE_URL: database.url,
      HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
      HUZHENG_RULESET: 'sandbox-city',
      ...channels,
    },
  });
const both = (): Readonly<Record<string, string>> => ({
  HUZHENG_ALERT_WEBHOOK: webhook.url,
  HUZHENG_ALERT_WEBHOOK_SECRET: 'shared-with-whoever-receives',
  HUZHENG_ALERT_MAIL_TO: 'first@union.example, second@union.example',
  HUZHENG_ALERT_MAIL_FROM: 'huzheng@union.example',
  HUZHENG_SMTP_URL: mail.url,
});

describe('huzheng alerts test', () => {
  it('sends by each configured channel and says what came of it', async () => {
    const { code, stdout, stderr } = await run(['alerts', 'test'], both());
    expect(code, stderr).toBe(0);
    expect(stdout).toBe('✓ webhook  delivered\n✓ mail     delivered\n');
    expect(JSON.parse(webhook.posted.at(-1)?.body ?? '')).toMatchObject({ kind: 'test', text: { zh: '这是一条测试消息，告警可以送达。' } });
    expect(mail.recipients.at(-1)).toEqual(['first@union.example', 'second@union.example']);
  });

  it('exits 1 where one did not arrive, and shows neither password nor key', async () => {
    webhook.be(500);
    mail.refuse(1);
    const { code, stdout, stderr } = await run(['alerts', 'test', '--json'], both());
    webhook.be(200);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      items: [
        { channel: 'webhook', messageId: expect.any(String), delivered: false, fault: 'http-500' },
        { channel: 'mail', messageId: expect.any(String), delivered: false, fault: 'EMESSAGE' },
      ],
    });
    for (const secret of [MAIL_PASSWORD, 'key=shared', 'shared-with']) expect(stdout + stderr).not.toContain(secret);
  });

  it('says what to set where nothing is configured', async () => {
    const { code, stderr } = await run(['alerts', 'test']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/HUZHENG_ALERT_WEBHOOK, or HUZHENG_ALERT_MAIL_TO/);
  });
});

describe('huzheng alerts list', () => {
  it('needs nobody at first, then says what needs whom and which message did not arrive', async () => {
    const unseen = await run(['alerts', 'list']);
    expect([unseen.code, unseen.stdout]).toEqual([0, expect.stringMatching(/^Nobody has looked yet: `huzheng serve` and .*\n$/)]);
    await database.pool.query(`insert into alert_look (at) values ('2026-11-24T00:30:00Z')`);
    const empty = await run(['alerts', 'list']);
    expect([empty.code, empty.stdout]).toEqual([
      0,
      expect.stringMatching(/^Nothing needed anybody on 2026-11-24 08:30:00; nobody has looked since: .*\n$/),
    ]);
    await database.pool.query(
      `insert into alert (alert_id, rule, subject, state, since, changed_at, facts)
       values ('11111111-1111-4111-8111-111111111111', 'concerns-open', 'concerns', 'final', '2026-11-24T00:30:00Z', '2026-11-24T00:30:00Z', '{"applications": 3}')`,
    );
    await database.pool.query(
      `insert into alert_message (message_id, channel, alert_id, kind, content, written_at, next_at, attempts, fault)
       values (gen_random_uuid(), 'mail', '11111111-1111-4111-8111-111111111111', 'final', '{}', now(), now(), 3, 'ECONNREFUSED')`,
    );
    expect((await run(['alerts', 'list'])).stdout.split('\n')).toEqual([
      'final     3 confirmed applications no longer borne out by the evidence.',
      '          Look at each on the page of applications; nothing is changed by itself.',
      '          since 2026-11-24 08:30:00',
      '          mail: final waits after 3 attempts (ECONNREFUSED)',
      '',
      expect.stringMatching(/^So it stood on 2026-11-24 08:30:00; nobody has looked since/),
      '',
    ]);
    const { items, lookedAt } = JSON.parse((await run(['alerts', 'list', '--json'])).stdout) as {
      items: readonly object[];
      lookedAt: string;
    };
    expect(lookedAt).toBe('2026-11-24T00:30:00.000Z');
    await database.pool.query(
      `insert into alert (alert_id, rule, subject, source, state, since, changed_at, facts)
       values (gen_random_uuid(), 'source-failing', 'civil-affairs', 'civil-affairs', 'final', '2026-11-24T00:30:00Z', '2026-11-24T00:30:00Z', '{"ended": 0, "jobs": 4, "code": "unreachable"}')`,
    );
    expect((await run(['alerts', 'list'])).stdout).toContain('          here: `huzheng jobs failed --source civil-affairs`\n');
    expect(items).toMatchObject([{ rule: 'concerns-open', state: 'final', text: { zh: '3 份职工已确认的申请与最新数据不符。' } }]);
  });
});

describe('huzheng schedule', () => {
  it('killed while a message is on its way, and started again, has told it under one id', async () => {
    webhook.be('silent');
    const before = webhook.posted.length;
    await database.pool.query(
      `insert into alert_message (message_id, channel, alert_id, kind, content, written_at, next_at)
       select '66666666-6666-4666-8666-666666666666', 'webhook', alert_id, 'final', '{"kind": "final"}', now(), now() from alert limit 1`,
    );
    const addresses = ['CIVIL_AFFAIRS', 'MEDICAL_INSURANCE', 'SOCIAL_SECURITY', 'AID_SYSTEM'].map((one) => [
      `${one}_BASE_URL`,
      'http://127.0.0.1:9',
    ]);
    const surroundings = {
      home,
      environment: {
        DATABASE_URL: database.url,
        HUZHENG_KEY: Buffer.alloc(32, 7).toString('base64'),
        HUZHENG_RULESET: 'sandbox-city',
        HUZHENG_ALERT_WEBHOOK: webhook.url,
        ...CREDENTIALS,
        ...Object.fromEntries(addresses),
      },
    };
    const outcome = async () => {
      const { rows } = await database.pool.query<{ outcome: string }>(
        `select outcome from alert_message where message_id = '66666666-6666-4666-8666-666666666666'`,
      );
      return rows[0]?.outcome;
    };
    const first = startHuzheng(['schedule'], surroundings);
    await until(async () => webhook.posted.length > before);
    await first.kill();
    webhook.be(200);
    expect(await outcome()).toBe('waiting');
    // As if the minute were over for which it was the dead process's.
    await database.pool.query('update alert_message set next_at = now()');
    const second = startHuzheng(['schedule'], surroundings);
    await until(async () => (await outcome()) === 'delivered');
    second.interrupt('SIGTERM');
    expect((await second.ended).code).toBe(0);
    const ids = webhook.posted.slice(before).map(({ headers }) => headers['idempotency-key']);
    expect(ids.filter((id) => id === '66666666-6666-4666-8666-666666666666')).toHaveLength(2);
  });
});
