/**
 * Lets records end, as many as end in an ordinary night; beyond that nothing more ends until a person has accepted the drop, because an
 * authority that lost its data answers just so (`design.md`, promise 2; `docs/decisions/0026-drop-guard.md`).
 */
import type { Context } from '../../../context.ts';
import { SUSPICIOUSLY_EMPTY, TOO_MANY_ENDED } from '../../../domain/drops.ts';
import type { Dataset, Testimony } from '../../../domain/sources.ts';
import { Fault } from '../../../faults.ts';
import type { Tx } from '../../../storage/database.ts';
import { isDropAccepted } from '../../../storage/drops.ts';
import {
  type CountedEndings,
  countEndings,
  countHeld,
  forgetRefused,
  heldAtRefusal,
  heldBefore,
  holdEndings,
  membersBefore,
  noteHeld,
  noteRefused,
} from '../../../storage/endings.ts';
import type { Run } from '../../../storage/runs.ts';
import type { KnownVersion, VersionRef } from '../admission.ts';
import { type BatchAnswer, endedBy, goneIn } from '../believable.ts';
import { heldForOrdinary, isOrdinary } from '../most-ended.ts';

/** Where endings come from. */
export interface Reading<D extends Dataset = Dataset> {
  readonly run: Run;
  readonly workId: string;
  readonly dataset: D;
  readonly attempt: number;
}

type Tools = Pick<Context, 'pool' | 'config'>;

/** Before they are saved, in the same transaction. Throws where these are too many. */
export const mayEnd = async (tx: Tx, reading: Reading, endings: readonly VersionRef[], context: Tools): Promise<void> => {
  if (reading.attempt > 1 || endings.length > 0) await oneAfterTheOther(tx, reading);
  await takeBack(reading, context);
  if (endings.length > 0) await mustBeOrdinary(tx, reading, await heldBefore(tx, nightOf(reading), endings), context);
};

/** The same of members whom a page of the roster says to have left. */
export const mayLeave = async (tx: Tx, reading: Reading, memberIds: readonly string[], context: Tools): Promise<void> => {
  await takeBack(reading, context);
  if (memberIds.length > 0) await mustBeOrdinary(tx, reading, await membersBefore(tx, reading.run.runId, memberIds), context);
};

/** What a lookup no longer names, where that is believed or a person has accepted it; else throws. */
export const silenced = async (
  tx: Tx,
  reading: Reading<Testimony>,
  answer: Omit<BatchAnswer, 'dataset' | 'attempt'>,
  context: Tools,
): Promise<readonly KnownVersion[]> => {
  const given = { ...answer, dataset: reading.dataset, attempt: reading.attempt };
  const ended = endedBy(given);
  if (ended === 'not-believed') await oneAfterTheOther(tx, reading);
  if (ended !== 'not-believed') {
    await mayEnd(tx, reading, ended, context);
    return ended;
  }
  const gone = goneIn(given);
  if (await isDropAccepted(tx, nightOf(reading))) return gone;
  await refuse(reading, { records: gone.length, held: null }, context);
  throw suspiciouslyEmpty(reading.dataset);
};

const nightOf = ({ dataset, run }: Reading): { readonly dataset: Dataset; readonly runId: string } => ({ dataset, runId: run.runId });

/** Lookups are saved side by side: of those that end something, or were refused before, each sees what the others would have ended. */
const oneAfterTheOther = (tx: Tx, { dataset }: Reading): Promise<void> => holdEndings(tx, dataset);

/** An earlier attempt may have been refused: this one is judged by itself. Beside the transaction, which would keep a second refusal waiting. */
const takeBack = async ({ attempt, workId }: Reading, { pool }: Tools): Promise<void> => {
  if (attempt > 1) await forgetRefused(pool, workId);
};

const mustBeOrdinary = async (tx: Tx, reading: Reading, records: number, context: Tools): Promise<void> => {
  if (records === 0) return;
  const { workId, run } = reading;
  const counted = await countEndings(tx, { ...nightOf(reading), workId, startedAt: run.startedAt }, records);
  if (counted === null) return;
  const mostPercent = context.config.mostEndedPercent;
  const wouldEnd = counted.ended + counted.refused;
  if (isOrdinary({ wouldEnd, held: counted.held }, mostPercent)) return;
  const held = await heldInAll(tx, reading, { counted, records, enough: heldForOrdinary(wouldEnd, mostPercent) });
  if (isOrdinary({ wouldEnd, held }, mostPercent)) return noteHeld(tx, nightOf(reading), held);
  await refuse(reading, { records, held }, context);
  // Others of this night were not believed, and may be once they are asked again: then this one is heard.
  throw isOrdinary({ wouldEnd: counted.ended, held }, mostPercent)
    ? suspiciouslyEmpty(reading.dataset)
    : tooManyEnded(reading.dataset, { wouldEnd, held, mostPercent });
};

interface Counting {
  readonly counted: CountedEndings;
  readonly records: number;
  /** Held so many, this is ordinary. */
  readonly enough: number;
}

/** Counted no further than twice what is enough: so all counting of a night costs what ends in it, and no pass over what is held. */
const heldInAll = async (tx: Tx, reading: Reading, { counted, records, enough }: Counting): Promise<number> => {
  const known = await heldAtRefusal(tx, nightOf(reading));
  const endedBefore = counted.ended - records;
  return known ?? endedBefore + (await countHeld(tx, nightOf(reading), Math.max(1, 2 * enough - endedBefore)));
};

/** Beside the transaction, which ends in a fault. */
const refuse = (reading: Reading, refused: { readonly records: number; readonly held: number | null }, { pool }: Tools): Promise<void> =>
  noteRefused(pool, { ...nightOf(reading), workId: reading.workId, ...refused });

const suspiciouslyEmpty = (dataset: Dataset): Fault =>
  new Fault('busy', {
    code: SUSPICIOUSLY_EMPTY,
    detail: `${dataset}: what was held of many is suddenly not named any more; that is not believed until it is asked again, or a person accepts the drop.`,
  });

/** For a person to decide: asking again by itself would hear the same. */
const tooManyEnded = (
  dataset: Dataset,
  { wouldEnd, held, mostPercent }: { readonly wouldEnd: number; readonly held: number; readonly mostPercent: number },
): Fault =>
  new Fault('denied', {
    code: TOO_MANY_ENDED,
    detail: `${dataset}: ${wouldEnd} of ${held} held would ${dataset === 'members' ? 'leave' : 'end'}, more than ${mostPercent} in 100; nothing more is ended until a person accepts the drop. Ask the authority whether it is true.`,
  });
