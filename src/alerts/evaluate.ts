/**
 * One look at everything: read, decide, save. What changes and the messages that tell of it are one transaction, made by one process at a time: however
 * many look, and whenever one of them dies, each change is told once.
 */
import type { Context } from '../context.ts';
import { DAY, epochOf, type Instant, instantOf } from '../domain/period.ts';
import { writeMessage } from '../storage/alert-messages.ts';
import { membersBehind } from '../storage/alert-readings.ts';
import { dropAlert, forgetAlerts, holdAlerts, noteLook, openAlerts, saveAlert, toldRounds } from '../storage/alerts.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import type { Alert, Channel, Facts } from './alert.ts';
import { type Decision, decide } from './decide.ts';
import { messageAbout } from './message.ts';
import type { NightHours } from './night-hours.ts';
import { readSituation } from './read-situation.ts';

export type Evaluating = Pick<Context, 'config' | 'pool' | 'clock' | 'uuid' | 'log'>;

/** Alerts that are over stay as long as logs have to (Cybersecurity Law art. 21). */
const KEPT = 184 * DAY;

/** How many messages were written. `nightDueAt` null: here nobody begins nights. */
export const evaluate = (context: Evaluating, nightDueAt: NightHours | null): Promise<number> =>
  inTransaction(context.pool, async (tx) => {
    if (!(await holdAlerts(tx))) return 0;
    const situation = await readSituation(tx, context, nightDueAt);
    const [open, rounds] = [await openAlerts(tx), await toldRounds(tx)];
    const toldRound = (rule: string, subject: string): string | null => rounds.get(`${rule} ${subject}`) ?? null;
    let written = 0;
    for (const decision of decide(situation, context.config.alerts.settings, { open, toldRound }))
      written += await save(tx, decision, { context, now: situation.now });
    await noteLook(tx, situation.now);
    await forgetAlerts(tx, instantOf(epochOf(situation.now) - KEPT));
    return written;
  });

interface Saving {
  readonly context: Evaluating;
  readonly now: Instant;
}

const save = async (tx: Tx, decision: Decision, { context, now }: Saving): Promise<number> => {
  const { rule, subject, before, signal, after } = decision;
  if (after === null) {
    if (before !== null) await dropAlert(tx, before.alertId);
    return 0;
  }
  const { tells, ...state } = after;
  const says = signal === null || signal.standing === 'unsaid' ? null : signal;
  const alert: Alert = {
    alertId: before?.alertId ?? context.uuid(),
    rule,
    subject,
    source: before?.source ?? signal?.source ?? null,
    ...state,
    value: says?.value ?? before?.value ?? null,
    threshold: says?.threshold ?? before?.threshold ?? null,
    facts: says === null ? (before?.facts ?? {}) : await factsOf(tx, decision, before?.facts ?? {}),
  };
  await saveAlert(tx, alert);
  if (tells === null) return 0;
  context.log.alertChanged({ alertId: alert.alertId, rule, kind: tells });
  const content = messageAbout(alert, tells, context.config.alerts.publicUrl);
  const channels = channelsOf(context.config.alerts);
  await writeMessage(tx, { messageId: context.uuid(), alertId: alert.alertId, kind: tells, content, at: now }, channels);
  return channels.length;
};

/** Members are counted when somebody is told, and not each minute. */
const factsOf = async (tx: Tx, { signal, after }: Decision, before: Facts): Promise<Facts> => {
  const { facts, datasets } = signal ?? { facts: {}, datasets: [] };
  if (after?.tells === null) return { ...facts, members: before['members'] ?? null };
  return { ...facts, members: datasets.length === 0 ? null : await membersBehind(tx, datasets) };
};

export const channelsOf = ({ webhook, mail }: Evaluating['config']['alerts']): readonly Channel[] => [
  ...(webhook === null ? [] : (['webhook'] as const)),
  ...(mail === null ? [] : (['mail'] as const)),
];
