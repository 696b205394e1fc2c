/** Alerts: what a person has to know or do, and who was told of it. */
import type { Alert, AlertState } from '../../alerts/alert.ts';
import { wordsOf } from '../../alerts/words.ts';
import { isUuid } from '../../domain/uuid.ts';
import { messagesAbout, type Notified } from '../../storage/alert-messages.ts';
import { findAlert, listAlerts as readAlerts } from '../../storage/alerts.ts';
import type { components } from '../contract.ts';
import { type Paging, pageOf, unknownCursor } from '../paging.ts';
import { parametersOf, type Route } from '../route.ts';

type Schemas = components['schemas'];

const STATES: Readonly<Record<string, readonly AlertState[]>> = {
  open: ['firing', 'final'],
  firing: ['firing'],
  final: ['final'],
  recovered: ['recovered'],
  all: ['firing', 'final', 'recovered'],
};

/** The cursor of a page is the id of its last alert. */
export const listAlerts: Route =
  ({ pool }) =>
  async (_request, response) => {
    const { state, ...paging } = parametersOf<Paging & { readonly state: string }>(response);
    const { limit, cursor = null } = paging;
    if (cursor !== null && (!isUuid(cursor) || (await findAlert(pool, cursor)) === null)) throw unknownCursor();
    const found = await readAlerts(pool, { states: STATES[state] ?? [], after: cursor, limit: limit + 1 });
    const { items, nextCursor } = pageOf(found, paging, ({ alertId }) => alertId);
    const notified = await messagesAbout(
      pool,
      items.map(({ alertId }) => alertId),
    );
    response.json({
      items: items.map((alert) => shownAlert(alert, notified.get(alert.alertId) ?? [])),
      nextCursor,
    } satisfies Schemas['AlertPage']);
  };

/** As it is shown to people, here and at the command line. */
export const shownAlert = (alert: Alert, notified: readonly Notified[]): Schemas['Alert'] => {
  const { alertId, rule, subject, source, since, changedAt, value, threshold } = alert;
  const state = alert.state === 'pending' ? 'firing' : alert.state;
  const { text, todo, page } = wordsOf(alert);
  return {
    alertId,
    rule,
    subject,
    source,
    state,
    since,
    changedAt,
    text,
    todo,
    page,
    value,
    threshold,
    notified: notified.map(({ messageId, kind, channel, outcome, at, attempts, fault }) => ({
      messageId,
      kind,
      channel,
      outcome,
      at,
      attempts,
      fault,
    })),
  };
};
