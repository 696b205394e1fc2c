/** Moves applications by what the aid system says of them, holding their rows: in a callback at any hour, or in answer to the night. */
import type { Context } from '../../../context.ts';
import { believedAt, type Instant } from '../../../domain/period.ts';
import { callbackTaken } from '../../../security/ledger/callback-taken.ts';
import { type ApplicationKey, holdApplications, saveWhereabouts } from '../../../storage/applications.ts';
import {
  type AddressedApplication,
  type CallbackEvent,
  type EventEffect,
  effectsOf,
  holdAddressed,
  keepEvents,
} from '../../../storage/callback-events.ts';
import { inTransaction, type Tx } from '../../../storage/database.ts';
import { markDue } from '../../../storage/due.ts';
import { forgetWithdrawn } from '../../../storage/erasure.ts';
import { sharePeople } from '../../../storage/people-lock.ts';
import { together } from '../../../together.ts';
import { afterAnswer, afterEvent, effectOf, momentOf, versionMeant, type Whereabouts } from '../callback.ts';

export type CallbackOutcome = EventEffect | 'repeated';

/** An event as it was told. */
export interface StatedEvent extends Omit<CallbackEvent, 'version'> {
  /** Null: not stated. */
  readonly version: number | null;
}

export interface Told {
  readonly event: StatedEvent;
  readonly trace: string;
}

/**
 * Any answer but a 2xx brings an event back (`interfaces.md` §4), so whatever can be read is taken. One about an id that is none of ours too: ids are
 * made from member, programme and episode before anything is sent, so it will be no more ours tomorrow, and sending it for ever would help nobody;
 * the ledger and the counter have it for whoever looks into why. What moves and what is entered is committed together.
 */
export const takeEvents = async (
  told: readonly Told[],
  { pool, ledger, clock }: Pick<Context, 'pool' | 'ledger' | 'clock'>,
): Promise<readonly CallbackOutcome[]> =>
  inTransaction(pool, async (tx) => {
    const [, held, before] = await together([
      sharePeople(tx, null),
      holdAddressed(tx, [...new Set(told.map(({ event }) => event.applicationId))]),
      effectsOf(
        tx,
        told.map(({ event }) => event.eventId),
      ),
    ]);
    const { taken, kept, now } = taking(told, { held, before });
    await together([keepEvents(tx, kept, clock()), saveMoved(tx, held, { now, at: clock() })]);
    await ledger.append(
      tx,
      taken.map(({ event, trace, effect, outcome }) =>
        callbackTaken({ event, effect, outcome, trace, subjects: held.get(event.applicationId)?.idDigests ?? [] }),
      ),
    );
    return taken.map(({ outcome }) => outcome);
  });

interface Taken extends Told {
  readonly event: CallbackEvent;
  /** When it came first. */
  readonly effect: EventEffect;
  readonly outcome: CallbackOutcome;
}

interface Standing {
  readonly held: ReadonlyMap<string, AddressedApplication>;
  readonly before: ReadonlyMap<string, EventEffect>;
}

/** One after the other, as if each had come alone. */
const taking = (told: readonly Told[], { held, before }: Standing) => {
  const effects = new Map(before);
  const now = new Map<string, AddressedApplication>(held);
  const taken = told.map(({ event: stated, trace }): Taken => {
    const known = now.get(stated.applicationId);
    const event = { ...stated, version: versionMeant(stated.version, known) };
    const first = effects.get(event.eventId);
    if (first !== undefined) return { event, trace, effect: first, outcome: 'repeated' };
    const effect = known === undefined ? 'unknown-application' : effectOf(known, event);
    effects.set(event.eventId, effect);
    if (known !== undefined) now.set(event.applicationId, afterEvent(known, event));
    return { event, trace, effect, outcome: effect };
  });
  const kept = taken.filter(({ outcome }) => outcome !== 'repeated').map(({ event, effect }) => ({ ...event, effect }));
  return { taken, kept, now };
};

interface Moved {
  readonly now: ReadonlyMap<string, Whereabouts>;
  readonly at: Instant;
}

const saveMoved = async (tx: Tx, held: Standing['held'], { now, at }: Moved): Promise<void> => {
  const moved = [...held.values()].filter((application) => now.get(application.applicationId) !== application);
  await markDue(tx, moved.filter(isSomebodys).map(ownerOf), { kind: 'apply' });
  await saveAll(
    tx,
    moved.map((application) => ({ ...application, ...now.get(application.applicationId) })),
    at,
  );
};

/** Whoever was erased is not looked at any more. */
const isSomebodys = ({ holdReason }: Whereabouts): boolean => holdReason !== 'erased';
const ownerOf = ({ personKey }: ApplicationKey): string => personKey;

/** Of somebody erased nothing stays, once there is nothing to withdraw. */
const saveAll = async (tx: Tx, applications: readonly (ApplicationKey & Whereabouts)[], at: Instant): Promise<void> => {
  await saveWhereabouts(tx, applications, at);
  await forgetWithdrawn(
    tx,
    applications.filter((application) => !isSomebodys(application)),
  );
};

interface Found extends ApplicationKey {
  readonly answer: Whereabouts;
}

/** What was found out of applications, now. Gone meanwhile with its person: nothing is left to note. */
export const settle = async (tx: Tx, found: readonly Found[], at: Instant): Promise<void> => {
  const held = await holdApplications(tx, found);
  const known = found.flatMap(({ applicationId, answer }) => {
    const before = held.get(applicationId);
    return before === undefined ? [] : [{ before, now: { ...before, ...dated(afterAnswer(before, believed(answer, at)), at) } }];
  });
  // Whatever it is but delivered, the next night may have something to say to it.
  const unsettled = known.filter(({ now }) => now.remoteStatus !== 'awaiting-confirmation').map(({ before }) => before);
  await markDue(tx, unsettled.filter(isSomebodys).map(ownerOf), { kind: 'apply' });
  await saveAll(
    tx,
    known.map(({ now }) => now),
    at,
  );
};

const believed = (answer: Whereabouts, at: Instant): Whereabouts => ({ ...answer, decidedAt: believedAt(answer.decidedAt, at) });

/** A grant found without a moment is not undone by the confirmation before it, which a callback may yet tell of. */
const dated = (whereabouts: Whereabouts, at: Instant): Whereabouts => ({
  ...whereabouts,
  decidedAt: whereabouts.decidedAt ?? momentOf({ status: whereabouts.remoteStatus, decidedAt: null, toldAt: at }, whereabouts),
});
