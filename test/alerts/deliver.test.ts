import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alert, CHANNELS, type Channel, type MessageKind } from '../../src/alerts/alert.ts';
import { deliver } from '../../src/alerts/deliver.ts';
import { mailSender } from '../../src/alerts/mail.ts';
import { messageAbout } from '../../src/alerts/message.ts';
import type { Senders } from '../../src/alerts/sender.ts';
import { webhookSender } from '../../src/alerts/webhook.ts';
import type { Context } from '../../src/context.ts';
import { HOUR, instantOf, MINUTE, SECOND } from '../../src/domain/period.ts';
import { alertCounts, messagesAbout, takeMessages, writeMessage } from '../../src/storage/alert-messages.ts';
import { saveAlert } from '../../src/storage/alerts.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { type Clock, nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';
import { type MailReceiver, openMail, openWebhook, type WebhookReceiver } from '../support/receivers.ts';

const startNights = nightsOfThisFile();
let webhook: WebhookReceiver;
let mail: MailReceiver;
beforeAll(async () => {
  [webhook, mail] = await Promise.all([openWebhook(), openMail()]);
});
afterAll(() => Promise.all([webhook.close(), mail.close()]));

interface Outbox {
  readonly context: Context;
  readonly clock: Clock;
  readonly write: (kind: MessageKind, channels?: readonly Channel[]) => Promise<string>;
  readonly send: (senders?: Senders) => Promise<void>;
  readonly outcomes: () => Promise<readonly string[]>;
}

const open = (): Outbox => {
  const { context, clock } = startNights(settleTown().town);
  const alert: Alert = {
    alertId: context.uuid(),
    rule: 'night-late',
    subject: 'night',
    source: null,
    state: 'firing',
    since: context.clock(),
    changedAt: context.clock(),
    clearFrom: null,
    failTold: true,
    round: null,
    value: 16,
    threshold: 15,
    facts: {},
  };
  const senders: Senders = {
    webhook: webhookSender({ url: webhook.url, secret: null }, context.now),
    mail: mailSender({ smtpUrl: mail.url, from: 'huzheng@union.example', to: ['operator@union.example'] }),
  };
  return {
    context,
    clock,
    write: async (kind, channels = ['webhook']) => {
      const messageId = context.uuid();
      await inTransaction(context.pool, async (tx) => {
        await saveAlert(tx, alert);
        await writeMessage(
          tx,
          { messageId, alertId: alert.alertId, kind, content: messageAbout(alert, kind, null), at: context.clock() },
          channels,
        );
      });
      return messageId;
    },
    send: (others = senders) => deliver(context, others),
    outcomes: async () =>
      ((await messagesAbout(context.pool, [alert.alertId])).get(alert.alertId) ?? []).map(
        ({ kind, channel, outcome, attempts, fault }) => `${kind} ${channel} ${outcome} ${attempts} ${fault}`,
      ),
  };
};

/** Of what was posted since. */
const keysSince = (count: number): readonly unknown[] => webhook.posted.slice(count).map(({ headers }) => headers['idempotency-key']);

describe('a message', () => {
  it('that is refused, cut off and taken at last was one, under one id', async () => {
    const { clock, write, send, outcomes } = open();
    const before = webhook.posted.length;
    webhook.be(500, 'cut', 200);
    const id = await write('fail');
    await send();
    await send();
    expect(await outcomes()).toEqual(['fail webhook waiting 1 http-500']);
    clock.forward(15 * SECOND);
    await send();
    clock.forward(30 * SECOND);
    await send();
    clock.forward(HOUR);
    await send();
    expect(keysSince(before)).toEqual([id, id, id]);
    expect(await outcomes()).toEqual(['fail webhook delivered 3 null']);
  });

  it('whose sender was killed is sent by another under the same id, and not before it is known to be dead', async () => {
    const { context, clock, write, send, outcomes } = open();
    webhook.be(200);
    const before = webhook.posted.length;
    const id = await write('fail');
    const at = context.clock();
    const taken = await takeMessages(context.pool, { channels: CHANNELS, at, until: instantOf(clock.now() + MINUTE), limit: 1 });
    expect(taken).toMatchObject([{ messageId: id, attempts: 1 }]);
    await send();
    expect(keysSince(before)).toEqual([]);
    clock.forward(MINUTE);
    await send();
    expect(keysSince(before)).toEqual([id]);
    expect(await outcomes()).toEqual(['fail webhook delivered 2 null']);
  });

  it('that several would send is sent by one', async () => {
    const { write, send } = open();
    webhook.be(200);
    const before = webhook.posted.length;
    const id = await write('fail');
    await Promise.all(Array.from({ length: 8 }, () => send()));
    expect(keysSince(before)).toEqual([id]);
  });

  it('of a recovery waits until that of the failure has arrived', async () => {
    const { clock, write, send } = open();
    webhook.be(503, 200);
    const before = webhook.posted.length;
    const fail = await write('fail');
    const recovered = await write('recovered');
    await send();
    await send();
    clock.forward(15 * SECOND);
    await send();
    await send();
    expect(keysSince(before)).toEqual([fail, fail, recovered]);
  });

  it('that nobody takes for a day is given up, which is counted, and the next one is sent', async () => {
    const { context, clock, write, send, outcomes } = open();
    webhook.be(500);
    await write('fail');
    for (let hour = 0; hour <= 25; hour += 1) {
      await send();
      clock.forward(HOUR);
    }
    const { messages } = await alertCounts(context.pool);
    expect(messages).toEqual([{ channel: 'webhook', outcome: 'given-up', count: 1 }]);
    expect(await outcomes()).toEqual(['fail webhook given-up 25 http-500']);
    webhook.be(200);
    await write('recovered');
    await send();
    expect((await outcomes()).at(-1)).toBe('recovered webhook delivered 1 null');
  });

  it('by mail that is refused for now arrives later, once, whatever became of the webhook', async () => {
    const { clock, write, send, outcomes } = open();
    webhook.be(200);
    const before = mail.mails.length;
    mail.refuse(1);
    const id = await write('final', CHANNELS);
    await send();
    expect(await outcomes()).toEqual(['final webhook delivered 1 null', 'final mail waiting 1 EMESSAGE']);
    clock.forward(15 * SECOND);
    await send();
    expect(mail.mails.slice(before)).toEqual([expect.stringContaining(`Message-ID: <${id}@union.example>`)]);
    expect(await outcomes()).toEqual(['final webhook delivered 1 null', 'final mail delivered 2 null']);
  });
});
