import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailSender } from '../../src/alerts/mail.ts';
import { type Message, messageAbout } from '../../src/alerts/message.ts';
import { webhookSender } from '../../src/alerts/webhook.ts';
import type { Instant } from '../../src/domain/period.ts';
import { isSignedBy, readSignature } from '../../src/security/callback-signature.ts';
import { MAIL_PASSWORD, type MailReceiver, openMail, openWebhook, type WebhookReceiver } from '../support/receivers.ts';

const ID = '6f6a2f0e-9d5c-4d67-9df2-1a2b3c4d5e6f';
const NOW = Date.parse('2026-11-24T00:30:00Z');
const SECRET = 'shared-with-whoever-receives';
const MESSAGE: Message = messageAbout(
  {
    alertId: ID,
    rule: 'dataset-behind',
    subject: 'civil-affairs',
    source: 'civil-affairs',
    state: 'firing',
    since: '2026-11-24T00:20:00.000Z' as Instant,
    changedAt: '2026-11-24T00:30:00.000Z' as Instant,
    clearFrom: null,
    failTold: true,
    round: null,
    value: 40,
    threshold: 36,
    facts: { source: 'civil-affairs', datasets: 'assistance', asOf: '2026-11-22T00:00:00.000Z', members: 12 },
  },
  'fail',
  'https://huzheng.example/',
);

describe('the webhook', () => {
  let receiver: WebhookReceiver;
  beforeAll(async () => {
    receiver = await openWebhook();
  });
  afterAll(() => receiver.close());
  const send = () => webhookSender({ url: receiver.url, secret: SECRET }, () => NOW)({ messageId: ID, message: MESSAGE });

  it('is posted what happened, under a key that stays the same, signed as callbacks are', async () => {
    receiver.be(204);
    expect(await send()).toBe(null);
    const { headers, body } = receiver.posted.at(-1) ?? { headers: {}, body: '' };
    expect(headers['idempotency-key']).toBe(ID);
    const signature = readSignature(String(headers['x-huzheng-signature']), NOW);
    expect(typeof signature !== 'string' && isSignedBy(SECRET, signature, Buffer.from(body))).toBe(true);
    expect(headers['x-huzheng-signature']).toContain(
      createHmac('sha256', SECRET)
        .update(`${NOW / 1000}.${body}`)
        .digest('hex'),
    );
    expect(JSON.parse(body)).toMatchObject({
      messageId: ID,
      kind: 'fail',
      rule: 'dataset-behind',
      source: 'civil-affairs',
      text: { zh: '民政数据滞后（社会救助）。涉及至多 12 名会员。' },
      link: 'https://huzheng.example/console/sources?source=civil-affairs',
    });
  });

  it.each([
    [500, 'http-500'],
    [404, 'http-404'],
    [302, 'http-302'],
    ['cut', 'UND_ERR_SOCKET'],
  ] as const)('that answers %s has not taken it', async (mood, want) => {
    receiver.be(mood);
    expect(await send()).toBe(want);
  });

  it('that is not there has not taken it', async () => {
    const gone = await openWebhook();
    await gone.close();
    expect(await webhookSender({ url: gone.url, secret: null }, () => NOW)({ messageId: ID, message: MESSAGE })).toBe('ECONNREFUSED');
  });

  it('that says nothing is given up after ten seconds', async () => {
    receiver.be('silent');
    expect(await send()).toBe('TimeoutError');
  }, 20_000);
});

describe('mail', () => {
  let receiver: MailReceiver;
  beforeAll(async () => {
    receiver = await openMail();
  });
  afterAll(() => receiver.close());
  const settings = { from: 'huzheng@union.example', to: ['first@union.example', 'second@union.example'] };

  it('goes to everybody who is told, in Chinese first, under an id that stays the same', async () => {
    expect(await mailSender({ ...settings, smtpUrl: receiver.url })({ messageId: ID, message: MESSAGE })).toBe(null);
    expect(receiver.recipients).toEqual([settings.to]);
    const [mail = ''] = receiver.mails;
    expect(mail).toContain(`Message-ID: <${ID}@union.example>`);
    const text = Buffer.from(mail.split('\r\n\r\n').slice(1).join('').replaceAll('\r\n', ''), 'base64').toString('utf8');
    expect(text.split('\n').slice(0, 2)).toEqual([
      '告警：民政数据滞后（社会救助）。涉及至多 12 名会员。',
      '在来源页查看最近一次完整读取和失败原因；下一次完整读取后自动恢复。',
    ]);
    expect(text).toContain('https://huzheng.example/console/sources?source=civil-affairs');
  });

  it('that is refused for now, or whose password is wrong, says so by a code and shows no password', async () => {
    receiver.refuse(1);
    expect(await mailSender({ ...settings, smtpUrl: receiver.url })({ messageId: ID, message: MESSAGE })).toBe('EMESSAGE');
    const wrong = receiver.url.replace(MAIL_PASSWORD, 'another');
    expect(await mailSender({ ...settings, smtpUrl: wrong })({ messageId: ID, message: MESSAGE })).toBe('EAUTH');
  });

  it('whose server is gone says so', async () => {
    const gone = await openMail();
    await gone.close();
    expect(await mailSender({ ...settings, smtpUrl: gone.url })({ messageId: ID, message: MESSAGE })).toBe('ESOCKET');
  });
});
