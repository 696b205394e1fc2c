/** What a lookup no longer names, and whether that is believed: an empty answer never erases good data (`design.md`, promise 2). Pure. */
import type { Testimony } from '../../domain/sources.ts';
import type { KnownVersion } from './admission.ts';

/** One answer about a batch of people, seen against what is known of them. */
export interface BatchAnswer {
  readonly dataset: Testimony;
  /** People asked about. */
  readonly asked: number;
  /** All versions of all records of the dataset about them, but for those of whom nothing was read again. */
  readonly known: readonly KnownVersion[];
  /** Records of people of whom the answer says to the letter what it said before: held and named, and not among those known. */
  readonly alike: number;
  /** Records named. */
  readonly named: readonly { readonly personKey: string; readonly recordKey: string }[];
  /** Of these people some row could not be read: what it was about is not gone. */
  readonly unreadable: ReadonlySet<string>;
  /** How often this batch has been asked about, from 1. */
  readonly attempt: number;
}

/**
 * The records that hold no more, because a lookup answers for whole people and names them no more; or that the answer is not to be believed
 * before the source was asked again. Settlements are history, and stay.
 */
export const endedBy = (answer: BatchAnswer): readonly KnownVersion[] | 'not-believed' => {
  if (isSuspiciouslyEmpty(answer)) return 'not-believed';
  const gone = goneIn(answer);
  return isSuddenDrop({ held: heldOf(answer).length + answer.alike, gone: gone.length, attempt: answer.attempt }) ? 'not-believed' : gone;
};

/** What is held and not named any more, whether that is believed or not. */
export const goneIn = (answer: BatchAnswer): readonly KnownVersion[] => {
  if (answer.dataset === 'settlement') return [];
  const named = new Set(answer.named.map(nameOf));
  return heldOf(answer).filter((version) => !named.has(nameOf(version)) && !answer.unreadable.has(version.personKey));
};

const heldOf = ({ known }: BatchAnswer): readonly KnownVersion[] => known.filter((version) => version.current && !version.ended);

const nameOf = ({ personKey, recordKey }: { readonly personKey: string; readonly recordKey: string }): string =>
  `${personKey} ${recordKey}`;

const FEW = 20;
/** Datasets that know almost everybody: when they know none of many, they are failing. */
const KNOWS_ALMOST_EVERYONE: ReadonlySet<Testimony> = new Set(['person', 'family']);

const isSuspiciouslyEmpty = ({ dataset, asked, named, alike, unreadable }: BatchAnswer): boolean =>
  KNOWS_ALMOST_EVERYONE.has(dataset) && asked >= FEW && named.length + alike + unreadable.size === 0;

const BELIEVABLE_LOSS = 0.3;
/** A few may indeed all be gone: then the source says so whenever it is asked. */
const ASKED_OFTEN_ENOUGH = 3;

const isSuddenDrop = ({ held, gone, attempt }: { readonly held: number; readonly gone: number; readonly attempt: number }): boolean =>
  held < FEW ? gone > 0 && gone === held && attempt < ASKED_OFTEN_ENOUGH : gone > held * BELIEVABLE_LOSS;
