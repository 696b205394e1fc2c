/**
 * Saves what a unit has prepared while it prepares more: one save at a time, each of several pages, so that neither the source nor the database waits
 * for the other. What lies here is bounded: whoever adds while a save is under way and enough lies here waits for it.
 */
import { SECOND } from '../domain/period.ts';
import type { Tx } from '../storage/database.ts';
import { begun } from '../together.ts';
import type { Unit } from './step.ts';

/** Something prepared, to be saved with others in one transaction. */
export interface Piece {
  readonly rows: number;
  /** Members it touches. */
  readonly members: number;
  readonly save: (tx: Tx) => Promise<void>;
}

export interface SavingBehind<Checkpoint> {
  /** `reached`: how far the unit has got once this is saved. Throws what an earlier save has thrown. */
  readonly add: (piece: Piece, reached: Checkpoint) => Promise<void>;
  /** Everything added is saved when it returns. */
  readonly flush: () => Promise<void>;
  /** What was not saved yet, once all the rest is: for the unit's conclusion. */
  readonly rest: () => Promise<(tx: Tx) => Promise<void>>;
}

/** Enough to be worth a transaction of its own; a process holds as much again while it is saved. */
const ENOUGH_ROWS = 4_000;
/** A slow source does not keep what it has told from being saved. */
const LONGEST = 2 * SECOND;

/** Returns what `act` returns, never before its last save has ended. */
export const savingBehind = async <Checkpoint, T>(
  unit: Pick<Unit<object, Checkpoint>, 'save' | 'concludesOn'>,
  { now }: { readonly now: () => number },
  act: (behind: SavingBehind<Checkpoint>) => Promise<T>,
): Promise<T> => {
  const waiting: { pieces: Piece[]; since: number; reached: Checkpoint | null } = { pieces: [], since: 0, reached: null };
  let saving: Promise<void> = Promise.resolve();

  const isEnough = (): boolean => sumOf(waiting.pieces, 'rows') >= ENOUGH_ROWS || now() - waiting.since >= LONGEST;
  const begin = async (): Promise<void> => {
    await saving;
    const { pieces, reached } = waiting;
    if (pieces.length === 0 || reached === null) return;
    waiting.pieces = [];
    // Waited for by whoever adds next, or asks for the rest.
    saving = begun(unit.save(saveAll(pieces), { checkpoint: reached, members: sumOf(pieces, 'members') }));
  };
  const behind: SavingBehind<Checkpoint> = {
    add: async (piece, reached) => {
      if (waiting.pieces.length === 0) waiting.since = now();
      waiting.pieces.push(piece);
      waiting.reached = reached;
      if (isEnough()) await begin();
    },
    flush: async () => {
      await begin();
      await saving;
    },
    rest: async () => {
      await saving;
      unit.concludesOn(sumOf(waiting.pieces, 'members'));
      return saveAll(waiting.pieces);
    },
  };
  try {
    return await act(behind);
  } catch (thrown) {
    // What came before the trouble is good, and is not asked for again; unless it is what cannot be saved.
    await behind.flush().catch(() => undefined);
    throw thrown;
  }
};

const sumOf = (pieces: readonly Piece[], of: 'rows' | 'members'): number => pieces.reduce((sum, piece) => sum + piece[of], 0);

/** In the order in which they came: a later row means something only after the rows before it. */
const saveAll =
  (pieces: readonly Piece[]) =>
  async (tx: Tx): Promise<void> => {
    for (const piece of pieces) await piece.save(tx);
  };
