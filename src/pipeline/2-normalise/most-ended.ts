/** How much of what is held may end in one reading before a person is asked (`docs/decisions/0026-drop-guard.md`). Pure. */
import type { AdmittedVersion, VersionRef } from './admission.ts';

export interface Drop {
  /** Records that have ended since the last complete reading, and those that would now. */
  readonly wouldEnd: number;
  /** Records held before the first of them. */
  readonly held: number;
}

/** Of whatever share: where little is held, one of three is no drop. */
const FEW = 5;

export const isOrdinary = ({ wouldEnd, held }: Drop, mostPercent: number): boolean =>
  wouldEnd <= FEW || wouldEnd * 100 <= held * mostPercent;

/** In a hundred of what was held, to a tenth; null: nothing was, or nobody has counted it. */
export const percentEnded = ({ wouldEnd, held }: { readonly wouldEnd: number; readonly held: number | null }): number | null =>
  held === null || held === 0 ? null : Math.round((wouldEnd * 1_000) / held) / 10;

/** Where at least so many are held, that is no drop: nobody has to count further. */
export const heldForOrdinary = (wouldEnd: number, mostPercent: number): number => Math.ceil((wouldEnd * 100) / mostPercent);

/** Of a page's new versions those that take the place of one: the first of a record ends nothing. */
export const endingsAmong = (versions: readonly AdmittedVersion[]): readonly VersionRef[] =>
  versions.filter(({ version, current, ended }) => current && ended && version > 1);
