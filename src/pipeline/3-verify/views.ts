/** Dossiers with what verification makes of them. Pure. */
import { PURPOSES, type Purpose } from '../../domain/sources.ts';
import type { Dossier } from '../2-normalise/types.ts';
import type { View, Views } from './types.ts';
import { verify } from './verify.ts';

/** Purposes that share a dossier share a view of it: it is verified once. */
export const viewsOf = (byPurpose: Readonly<Record<Purpose, Dossier | null>>): Views => {
  const made = new Map<Dossier, View>();
  const viewOf = (purpose: Purpose): View | null => {
    const dossier = byPurpose[purpose];
    if (dossier === null) return null;
    const view = made.get(dossier) ?? { dossier, verification: verify(dossier) };
    made.set(dossier, view);
    return view;
  };
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, viewOf(purpose)])) as Views;
};
