/** `huzheng alerts`: what a person has to know or do, and whether those who are told can be reached. */

import { type Alert, type AlertState, CHANNELS, type Facts, type RuleName } from '../alerts/alert.ts';
import { testMessage } from '../alerts/message.ts';
import { sendersOf } from '../alerts/watch.ts';
import { wordsOf } from '../alerts/words.ts';
import { shownAlert } from '../api/routes/alerts.ts';
import { epochOf, type Instant, MINUTE, wallTime } from '../domain/period.ts';
import { Fault } from '../faults.ts';
import { messagesAbout, type Notified } from '../storage/alert-messages.ts';
import { lastLook, listAlerts } from '../storage/alerts.ts';
import { firstOf, moreText } from './first-of.ts';
import { withContext } from './session.ts';

interface ListOptions {
  /** With those that are over. */
  readonly all?: true;
  readonly limit: number;
  readonly json?: true;
}

const OPEN: readonly AlertState[] = ['firing', 'final'];

export const alertsList = ({ all, limit, json }: ListOptions): Promise<number> =>
  withContext('tool', async ({ pool, now }) => {
    const found = await listAlerts(pool, { states: all === true ? [...OPEN, 'recovered'] : OPEN, after: null, limit: limit + 1 });
    const { items: alerts, more } = firstOf(found, limit);
    const notified = await messagesAbout(
      pool,
      alerts.map(({ alertId }) => alertId),
    );
    const messagesOf = ({ alertId }: Alert): readonly Notified[] => notified.get(alertId) ?? [];
    const lookedAt = await lastLook(pool);
    const lines = alerts.map((alert) => textOf(alert, messagesOf(alert)));
    const listed = lines.length === 0 ? '' : `${lines.join('\n\n')}\n${moreText({ more })}\n`;
    const text = `${listed}${asOfText(lookedAt, { now: now(), none: lines.length === 0 })}\n`;
    const items = alerts.map((alert) => shownAlert(alert, messagesOf(alert)));
    process.stdout.write(json === true ? `${JSON.stringify({ items, more, lookedAt })}\n` : text);
    return 0;
  });

/** Whoever keeps looking does so each minute. */
const STALE_AFTER = 5 * MINUTE;
const WHO_LOOKS = '`huzheng serve` and `huzheng schedule` look each minute, any other run as it ends';

const asOfText = (lookedAt: Instant | null, { now, none }: { readonly now: number; readonly none: boolean }): string => {
  if (lookedAt === null) return `Nobody has looked yet: ${WHO_LOOKS}.`;
  const isStale = now - epochOf(lookedAt) > STALE_AFTER;
  return `${none ? 'Nothing needed anybody' : 'So it stood'} on ${wallTime(lookedAt)}${isStale ? `; nobody has looked since: ${WHO_LOOKS}` : ''}.`;
};

/** Where a terminal shows what the alert's page in the console does. */
const COMMANDS: Readonly<Partial<Record<RuleName, (subject: string, facts: Facts) => string>>> = {
  'source-failing': (source) => `jobs failed --source ${source}`,
  'drop-asked': () => 'drops list',
  'failed-cause': () => 'jobs failed',
  'night-late': () => 'runs list',
  'night-long': (_, { run }) => `runs show ${run}`,
  'night-unfinished': () => 'jobs failed',
  'dataset-behind': () => 'sources list',
  'quarantine-full': (dataset) => `quarantine list --dataset ${dataset}`,
  'work-waiting': () => 'jobs list --state ready',
  'corrections-overdue': () => 'discrepancies list',
};

const textOf = (alert: Alert, notified: readonly Notified[]): string => {
  const { text, todo } = wordsOf(alert);
  const command = alert.clearFrom === null ? COMMANDS[alert.rule]?.(alert.subject, alert.facts) : undefined;
  const unsent = notified.filter(({ outcome }) => outcome !== 'delivered');
  return [
    `${alert.state.padEnd(9)} ${text.en}`,
    `          ${todo.en}`,
    ...(command === undefined ? [] : [`          here: \`huzheng ${command}\``]),
    `          since ${wallTime(alert.since)}${notified.length === 0 ? ', nobody was told' : ''}`,
    ...(alert.clearFrom === null ? [] : [`          well again since ${wallTime(alert.clearFrom)}`]),
    ...unsent.map(
      ({ channel, kind, outcome, attempts, fault }) =>
        `          ${channel}: ${kind} ${outcome === 'given-up' ? 'was given up' : 'waits'} after ${attempts} attempts${fault === null ? '' : ` (${fault})`}`,
    ),
  ].join('\n');
};

/** Exits 0 only if every configured channel took a message. */
export const alertsTest = ({ json }: { readonly json?: true }): Promise<number> =>
  withContext('tool', async (context) => {
    const senders = sendersOf(context);
    const message = testMessage(context.clock(), context.config.alerts.publicUrl);
    const items = await Promise.all(
      CHANNELS.flatMap((channel) => {
        const send = senders[channel];
        const messageId = context.uuid();
        return send === undefined
          ? []
          : [send({ messageId, message }).then((fault) => ({ channel, messageId, delivered: fault === null, fault }))];
      }),
    );
    if (items.length === 0) throw noChannel();
    const lines = items.map(
      ({ channel, fault }) =>
        `${fault === null ? '✓' : '✗'} ${channel.padEnd(8)} ${fault === null ? 'delivered' : `not delivered: ${fault}`}`,
    );
    process.stdout.write(json === true ? `${JSON.stringify({ items })}\n` : `${lines.join('\n')}\n`);
    return items.every(({ delivered }) => delivered) ? 0 : 1;
  });

const noChannel = (): Fault =>
  new Fault('invalid', {
    code: 'no-channel',
    detail: 'Nobody is told of alerts: set HUZHENG_ALERT_WEBHOOK, or HUZHENG_ALERT_MAIL_TO, HUZHENG_ALERT_MAIL_FROM and HUZHENG_SMTP_URL.',
  });
