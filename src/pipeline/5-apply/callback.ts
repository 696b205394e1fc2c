/**
 * What becomes of an application when the aid system says something of it: in a callback, or in answer to the night. One table for both, so that a
 * decision is lost by neither, and nothing depends on which came first, how often, or in which order. Pure.
 */
import { believedAt, type Instant } from '../../domain/period.ts';
import { isDecided, WITHDRAWAL_REASONS } from './application.ts';

export type ApplicationState = 'held' | 'ready' | 'delivered' | 'refused' | 'withdrawing' | 'withdrawn' | 'decided';

/** The aid system's own words (`interfaces.md` §4). */
export type RemoteStatus = 'awaiting-confirmation' | 'confirmed' | 'declined' | 'expired' | 'granted' | 'refused' | 'withdrawn';

/** Where an application is, and what was decided about which version. */
export interface Whereabouts {
  readonly state: ApplicationState;
  readonly holdReason: string | null;
  readonly deliveredVersion: number | null;
  readonly remoteStatus: RemoteStatus | null;
  readonly decidedAt: Instant | null;
  /** Why it was declined or refused, as the aid system calls it. */
  readonly reasonCode: string | null;
}

/** An application as an event finds it. */
export interface Known extends Whereabouts {
  /** The newest made here. */
  readonly version: number;
}

/** What an event says. */
export interface Said {
  readonly version: number;
  readonly status: RemoteStatus;
  readonly reasonCode: string | null;
  /** Null: not stated. */
  readonly decidedAt: Instant | null;
  /** When it was signed, by the clock of whoever sends it. */
  readonly toldAt: Instant;
}

/** In place of a version: what was stated can be none, or nothing here is known by which to say which was meant. */
export const NO_VERSION = 0;

/**
 * Which version an event is about. It need not be stated (`interfaces.md`, "Common to all"): then it is about the one that stands there as far as we
 * know, and if nothing is known to have arrived, the newest, which this proves to have.
 */
export const versionMeant = (stated: number | null, known: Pick<Known, 'version' | 'deliveredVersion'> | undefined): number =>
  stated ?? known?.deliveredVersion ?? known?.version ?? NO_VERSION;

interface StatusRule {
  /** What it makes of an application here; null: nobody has decided. */
  readonly state: 'decided' | 'withdrawn' | null;
  /**
   * Which stands, where two say different things of one version at one moment: whoever decides later in an application's life stands over whoever
   * decided earlier, and what was granted over what was refused, because a duty keeps it and the other lets it go.
   */
  readonly rank: number;
}

export const STATUS_TABLE: Readonly<Record<RemoteStatus, StatusRule>> = {
  'awaiting-confirmation': { state: null, rank: 0 },
  withdrawn: { state: 'withdrawn', rank: 1 },
  expired: { state: 'decided', rank: 2 },
  declined: { state: 'decided', rank: 3 },
  confirmed: { state: 'decided', rank: 4 },
  refused: { state: 'decided', rank: 5 },
  granted: { state: 'decided', rank: 6 },
};

/**
 * When a decision counts as made. It need not be stated (`interfaces.md`, "Common to all"), and all must stay in one order, whichever comes first. The
 * union's then counts from when we were told: it follows whatever the worker decided, however their clocks go, and a correction follows it. Any other
 * stays without a moment, earlier than all that have one: what the union made of it may stand here already, and since whatever is sent again is signed
 * anew, a confirmation that comes late would by its signature undo the grant.
 *
 * Nobody has decided in the future: a moment still to come was written by a clock that is wrong, and counts as not stated. The decision is one all the
 * same, and to refuse it would have it sent for ever; but believed, its moment would stand over every decision that really comes later.
 */
export const momentOf = ({ status, decidedAt, toldAt }: Told, known: Pick<Whereabouts, 'remoteStatus' | 'decidedAt'>): Instant | null => {
  const stated = believedAt(decidedAt, toldAt);
  if (stated !== null || !isOfTheUnion(status)) return stated;
  return known.decidedAt !== null && known.decidedAt > toldAt && !isOfTheUnion(known.remoteStatus) ? known.decidedAt : toldAt;
};

interface Told extends Pick<Said, 'decidedAt' | 'toldAt'> {
  readonly status: RemoteStatus | null;
}

/** Which only ever follows what the worker has decided. */
const isOfTheUnion = (status: RemoteStatus | null): boolean => status === 'refused' || status === 'granted';

/** By a worker or the union; what expired or was withdrawn, nobody decided. */
const isOfAPerson = (status: RemoteStatus | null): boolean => status !== null && STATUS_TABLE[status].rank >= STATUS_TABLE.declined.rank;

/**
 * What an event does. `overtaken`: a later decision stands. `superseded`: it is about a version that another has replaced there, which none that was
 * decided on ever is, or is about to: we took it back, and its withdrawal is told of late. `undecided`: that it waits is no decision. `unknown-version`: it is about a version that was never made here.
 */
export type Effect = 'moved' | 'unchanged' | 'overtaken' | 'superseded' | 'undecided' | 'unknown-version';

/** A version that was made here is taken like any other, whatever came of its delivery: its decision proves that it arrived, and its answer was lost. */
export const effectOf = (known: Known, said: Said): Effect => {
  if (!isDecided(said.status)) return 'undecided';
  if (said.version === NO_VERSION || said.version > newestOf(known)) return 'unknown-version';
  const isOfReplaced = said.version < lowestStanding(known);
  if (!isDecided(known.remoteStatus)) return isOfReplaced ? 'superseded' : 'moved';
  const order = compared(decisionOf(said, known), decisionIn(known));
  if (order === 0) return 'unchanged';
  return order > 0 ? 'moved' : isOfReplaced ? 'superseded' : 'overtaken';
};

/**
 * Of what we took back, and offer again, nothing stands there any more: nobody has said anything of what is on its way, and what is said of the one before
 * is no news of it. Had that been decided on after all, the new one would not be taken (`interfaces.md` §4), and the night asks.
 */
const lowestStanding = ({ version, deliveredVersion, remoteStatus }: Known): number => {
  const delivered = deliveredVersion ?? 0;
  const isOfferedAgain = remoteStatus === null && delivered > 0 && delivered < version;
  return isOfferedAgain ? delivered + 1 : delivered;
};

/** The version that is somebody's to look at: what was decided on, else the newest. One that came too late for the decision was never anybody's. */
export const standingVersion = ({ remoteStatus, deliveredVersion, version }: Known): number =>
  isDecided(remoteStatus) ? (deliveredVersion ?? version) : version;

/**
 * Withdrawn by ourselves, before anybody decided: where its ground is there again, be it that a record was wrong for a night, it is offered again above what
 * was withdrawn (`design.md`, "Identity of results", bars that after decline and refusal). Once: where the aid system will not have it, its reason is another.
 */
export const isTakenBack = ({ state, holdReason, remoteStatus }: Whereabouts): boolean =>
  state === 'withdrawn' && remoteStatus === 'withdrawn' && WITHDRAWAL_REASONS.some((reason) => reason === holdReason);

/** What stands there by its own answer may be newer than anything made here. */
const newestOf = ({ version, deliveredVersion }: Known): number => Math.max(version, deliveredVersion ?? 0);

/** Why it was held or withdrawn stays: it says what we had been about to do. */
export const afterEvent = <K extends Known>(known: K, said: Said): K => {
  switch (effectOf(known, said)) {
    case 'moved':
      return { ...known, ...toldBy(said, known) };
    case 'unknown-version':
      return askedAbout(known);
    default:
      return known;
  }
};

/**
 * A version that nobody here made is no proof of anything by itself: a mistake there would overrule what a worker really decided. Or our database was put
 * back to an earlier day, and there is one. What stands there tells, so the next night asks, as about anything whose answer was lost; what is to be sent,
 * taken back or made anew is asked about as it is.
 */
const askedAbout = <K extends Known>(known: K): K => (SENT.includes(known.state) ? { ...known, state: 'ready' } : known);
const SENT: readonly ApplicationState[] = ['delivered', 'refused'];

const toldBy = (said: Said, known: Whereabouts): Omit<Whereabouts, 'holdReason'> => ({
  state: STATUS_TABLE[said.status].state ?? 'delivered',
  deliveredVersion: said.version,
  remoteStatus: said.status,
  decidedAt: momentOf(said, known),
  reasonCode: said.reasonCode,
});

/**
 * After what the night has found out, by delivering, withdrawing or asking. A decision that a callback told meanwhile stands, unless a newer version
 * was taken since or a later decision is found. What is found there by asking is what stands, whichever version it is of.
 */
export const afterAnswer = (known: Whereabouts, answer: Whereabouts): Whereabouts => {
  const found = { ...answer, deliveredVersion: answer.deliveredVersion ?? known.deliveredVersion };
  if (isDecided(known.remoteStatus) && compared(decisionIn(found), decisionIn(known)) <= 0) return known;
  // No version is taken once the worker has decided (`interfaces.md` §4): the callback did not say which, and it was this one.
  if (isOfAPerson(known.remoteStatus) && answer.remoteStatus === 'awaiting-confirmation')
    return { ...known, deliveredVersion: found.deliveredVersion };
  const status = answer.remoteStatus ?? known.remoteStatus;
  return { ...found, remoteStatus: status, state: (status === null ? null : STATUS_TABLE[status].state) ?? answer.state };
};

/** What decides which of two stands, the first first: version, moment, rank, and at last anything that is the same for everybody. */
type Decision = readonly [version: number, decidedAt: string, rank: number, reasonCode: string];

/** One without a moment is earlier than any that has one. */
const decisionOf = (said: Said, known: Whereabouts): Decision => [
  said.version,
  momentOf(said, known) ?? '',
  STATUS_TABLE[said.status].rank,
  said.reasonCode ?? '',
];

const decisionIn = ({ deliveredVersion, remoteStatus, decidedAt, reasonCode }: Whereabouts): Decision => [
  deliveredVersion ?? 0,
  decidedAt ?? '',
  remoteStatus === null ? 0 : STATUS_TABLE[remoteStatus].rank,
  reasonCode ?? '',
];

const compared = (one: Decision, other: Decision): number => {
  const at = one.findIndex((part, index) => part !== other[index]);
  if (at === -1) return 0;
  return (one[at] ?? 0) > (other[at] ?? 0) ? 1 : -1;
};
