/** What the aid system calls to say of applications: each event once, with what it did when it came. */
import type { Instant } from '../domain/period.ts';
import type { Effect, Said } from '../pipeline/5-apply/callback.ts';
import { APPLICATION, type StoredApplication } from './applications.ts';
import type { Tx } from './database.ts';

/** `unknown-application`: it is none of ours, or has been erased. */
export type EventEffect = Effect | 'unknown-application';

export interface CallbackEvent extends Said {
  readonly eventId: string;
  readonly applicationId: string;
}

export interface KeptEvent extends CallbackEvent {
  readonly effect: EventEffect;
}

/** An application held by its id alone, and how its person is found in the ledger. */
export interface AddressedApplication extends StoredApplication {
  /** None once they are erased. */
  readonly idDigests: readonly Buffer[];
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** By id; one that is none of ours is not there. Whoever else wants to change one of them waits for the commit. */
export const holdAddressed = async (tx: Tx, applicationIds: readonly string[]): Promise<ReadonlyMap<string, AddressedApplication>> => {
  const { rows } = await tx.query<AddressedApplication>({
    name: 'hold-addressed',
    text: `select ${APPLICATION}, array(select l.id_digest from person_lookup l where l.person_key = application.person_key) as "idDigests"
             from application where application_id = any($1::uuid[]) order by person_key, application_id for no key update`,
    values: [applicationIds.filter((id) => UUID.test(id))],
  });
  return new Map(rows.map((row) => [row.applicationId, row]));
};

/** Those of these events that came before, and what they did. */
export const effectsOf = async (tx: Tx, eventIds: readonly string[]): Promise<ReadonlyMap<string, EventEffect>> => {
  const { rows } = await tx.query<{ event_id: string; effect: EventEffect }>({
    name: 'effects-of-events',
    text: `select event_id, effect from callback_event where event_id = any($1::text[])`,
    values: [eventIds],
  });
  return new Map(rows.map(({ event_id, effect }) => [event_id, effect]));
};

/** In one order for everybody: of two processes that are told the same at once, the second finds it kept. */
export const keepEvents = async (tx: Tx, given: readonly KeptEvent[], at: Instant): Promise<void> => {
  if (given.length === 0) return;
  const events = given.toSorted((a, b) => (a.eventId < b.eventId ? -1 : 1));
  await tx.query({
    name: 'keep-events',
    text: `insert into callback_event (event_id, application_id, version, status, reason_code, decided_at, received_at, effect)
           select event_id, application_id, version, status, reason_code, decided_at, $1, effect
             from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::timestamptz[], $8::text[])
               as n (event_id, application_id, version, status, reason_code, decided_at, effect)
           on conflict (event_id) do nothing`,
    values: [
      at,
      events.map((one) => one.eventId),
      events.map((one) => one.applicationId),
      events.map((one) => one.version),
      events.map((one) => one.status),
      events.map((one) => one.reasonCode),
      events.map((one) => one.decidedAt),
      events.map((one) => one.effect),
    ],
  });
};
