/** What the aid system calls to say of applications: each event once, with what it did when it came. */
import type { Instant } from '../domain/period.ts';
import type { Effect, Said } from '../pipeline/5-apply/callback.ts';
import { APPLICATION, type StoredApplication } from './applications.ts';
import { one, type Tx } from './database.ts';

/** `unknown-application`: it is none of ours, or has been erased. */
export type EventEffect = Effect | 'unknown-application';

export interface CallbackEvent extends Said {
  readonly eventId: string;
  readonly applicationId: string;
}

/** An application held by its id alone, and how its person is found in the ledger. */
export interface AddressedApplication extends StoredApplication {
  /** None once they are erased. */
  readonly idDigests: readonly Buffer[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Null: there is none. Whoever else wants to change it waits for the commit. */
export const holdAddressed = async (tx: Tx, applicationId: string): Promise<AddressedApplication | null> => {
  if (!UUID.test(applicationId)) return null;
  const { rows } = await tx.query<AddressedApplication>({
    name: 'hold-addressed',
    text: `select ${APPLICATION}, array(select l.id_digest from person_lookup l where l.person_key = application.person_key) as "idDigests"
             from application where application_id = $1 for no key update`,
    values: [applicationId],
  });
  return rows[0] ?? null;
};

/** What it did: now, or when it came first. */
export const keepEvent = async (
  tx: Tx,
  event: CallbackEvent,
  { effect, at }: { readonly effect: EventEffect; readonly at: Instant },
): Promise<{ readonly effect: EventEffect; readonly isRepeated: boolean }> => {
  const { rowCount } = await tx.query({
    name: 'keep-event',
    text: `insert into callback_event (event_id, application_id, version, status, reason_code, decided_at, received_at, effect)
           values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (event_id) do nothing`,
    values: [event.eventId, event.applicationId, event.version, event.status, event.reasonCode, event.decidedAt, at, effect],
  });
  if (rowCount === 1) return { effect, isRepeated: false };
  const { rows } = await tx.query<{ effect: EventEffect }>(`select effect from callback_event where event_id = $1`, [event.eventId]);
  return { effect: one(rows).effect, isRepeated: true };
};
