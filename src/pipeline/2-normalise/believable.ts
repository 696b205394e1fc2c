/** Which answers of a lookup are believed: an empty answer of a failing source must not erase good data (`design.md`, promise 2). Pure. */
import type { Testimony } from '../../domain/sources.ts';
import type { KnownVersion } from './admission.ts';

/** Records of people that a lookup answered about and no longer named: they hold no more. */
export const absentNow = (known: readonly KnownVersion[], answered: ReadonlySet<string>): readonly KnownVersion[] =>
  known.filter((version) => version.current && !version.ended && !answered.has(`${version.personKey} ${version.recordKey}`));

const BELIEVABLE_LOSS = 0.3;
const FEW = 20;
/** A few may indeed all be gone: then the source says so whenever it is asked. */
const ASKED_OFTEN_ENOUGH = 3;

/** An answer that would take away this much at once is not believed before somebody has asked again. */
export const isSuddenDrop = ({ held, gone, attempt }: { readonly held: number; readonly gone: number; readonly attempt: number }): boolean =>
  held < FEW ? gone > 0 && gone === held && attempt < ASKED_OFTEN_ENOUGH : gone > held * BELIEVABLE_LOSS;

/** Datasets that know almost everybody: when they know none of many, they are failing. */
const KNOWS_ALMOST_EVERYONE: ReadonlySet<Testimony> = new Set(['person', 'family']);

export const isSuspiciouslyEmpty = (dataset: Testimony, batch: { readonly asked: number; readonly answered: number }): boolean =>
  KNOWS_ALMOST_EVERYONE.has(dataset) && batch.asked >= FEW && batch.answered === 0;
