/**
 * Saves what a unit has prepared while it prepares more: one save at a time, each of several pages, so that neither the source nor the database waits
 * for the other. What lies here is bounded: whoever adds while a save is under way and enough lies here waits for it.
 */
import { SECOND } from '../domain/period.ts';
import type { Tx } from '../storage/database.ts';
import { begun, together } from '../together.ts';
import type { Unit } from './step.ts';

/** Something prepared, to be saved with others in one transaction; what is to be told of it is told once, of all of them. */
export interface Piece<Told> {
  readonly rows: number;
  /** Members it touches. */
  readonly members: number;
  /** The records, or people, whose standing it asks for. Null: also what is written before it bears on what it makes of them. */
  readonly names: ReadonlySet<string> | null;
  /** Asks for it; what is answered saves. */
  readonly look: (tx: Tx) => () => Promise<Sent<Told>>;
}

/** What is on its way, and what is to be told of it. Whatever is asked in the transaction from here on sees it; a transaction that ends has waited for it. */
export interface Sent<Told> {
  readonly told: Told;
  readonly written: Promise<unknown>;
}

export interface SavingBehind<Checkpoint, Told> {
  /** `reached`: how far the unit has got once this is saved. Throws what an earlier save has thrown. */
  readonly add: (piece: Piece<Told>, reached: Checkpoint) => Promise<void>;
  /** Everything added is saved when it returns. */
  readonly flush: () => Promise<void>;
  /** What was not saved yet, once all the rest is: for the unit's conclusion. */
  readonly rest: () => Promise<(tx: Tx) => Promise<void>>;
}

/** Enough to be worth a transaction of its own; a process holds as much again while it is saved. */
const ENOUGH_ROWS = 4_000;
/** A slow source does not keep what it has told from being saved. */
const LONGEST = 2 * SECOND;

export interface Saver<Told> {
  readonly now: () => number;
  /** The last statement of every save: what is held from here on is held for no longer than the commit takes. */
  readonly tell: (tx: Tx, told: readonly Told[]) => Promise<void>;
  /** Told why what came before a trouble could not be saved either: whoever waits hears of the trouble. */
  readonly unsaved: (fault: unknown) => void;
}

/** Returns what `act` returns, never before its last save has ended. */
export const savingBehind = async <Checkpoint, Told, T>(
  unit: Pick<Unit<object, Checkpoint>, 'save' | 'concludesOn'>,
  { now, tell, unsaved }: Saver<Told>,
  act: (behind: SavingBehind<Checkpoint, Told>) => Promise<T>,
): Promise<T> => {
  const waiting: { pieces: Piece<Told>[]; since: number; reached: Checkpoint | null } = { pieces: [], since: 0, reached: null };
  let saving: Promise<void> = Promise.resolve();

  /**
   * In the order in which they came: a later row means something only after the rows before it. What none of those names is asked for before anything is
   * written, so that the database writes what one has made of its rows while the next makes something of its own.
   */
  const saveAll =
    (pieces: readonly Piece<Told>[]) =>
    async (tx: Tx): Promise<void> => {
      const looked = inSight(pieces).map((piece) => piece?.look(tx));
      const sent: Sent<Told>[] = [];
      try {
        for (const [nth, piece] of pieces.entries()) sent.push(await (looked[nth] ?? piece.look(tx))());
      } finally {
        await together(sent.map(({ written }) => written));
      }
      await tell(
        tx,
        sent.map(({ told }) => told),
      );
    };
  const isEnough = (): boolean => sumOf(waiting.pieces, 'rows') >= ENOUGH_ROWS || now() - waiting.since >= LONGEST;
  const begin = async (): Promise<void> => {
    await saving;
    const { pieces, reached } = waiting;
    if (pieces.length === 0 || reached === null) return;
    waiting.pieces = [];
    // Waited for by whoever adds next, or asks for the rest.
    saving = begun(unit.save(saveAll(pieces), { checkpoint: reached, members: sumOf(pieces, 'members') }));
  };
  const behind: SavingBehind<Checkpoint, Told> = {
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
    await behind.flush().catch((fault: unknown) => {
      if (fault !== thrown) unsaved(fault);
    });
    throw thrown;
  }
};

/** Null: one whose turn has to come. */
const inSight = <Told>(pieces: readonly Piece<Told>[]): readonly (Piece<Told> | null)[] => {
  const named = new Set<string>();
  return pieces.map((piece) => {
    const { names } = piece;
    const isClear = names?.isDisjointFrom(named) ?? false;
    for (const name of names ?? []) named.add(name);
    return isClear ? piece : null;
  });
};

const sumOf = <Of extends 'rows' | 'members'>(pieces: readonly Readonly<Record<Of, number>>[], of: Of): number =>
  pieces.reduce((sum, piece) => sum + piece[of], 0);
