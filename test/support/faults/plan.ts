/**
 * What happens to one night, drawn from a seed alone: who works, which answers of the counterparts are spoilt, and what strikes when. The same seed is
 * the same plan on any machine; moments are counted in calls that the counterparts received, so that a slow machine is struck where a fast one is.
 */
import { SOURCES, type Source } from '../../../src/domain/sources.ts';
import type { FaultKind, FaultWindow } from '../../../src/sandbox/faults.ts';
import { type Dice, diceFor } from '../../../src/sandbox/random.ts';
import { ENDS, type End } from './cluster.ts';
import { NONSENSE, type Nonsense } from './nonsense.ts';
import { CUTS, type Cut } from './wire.ts';

/** What our processes are connected to. */
export const LINES = [...SOURCES, 'database', 'queue'] as const;
export type Line = (typeof LINES)[number];

export type Role = 'reconcile' | 'work' | 'serve' | 'schedule';

export type Mishap =
  /** `kill -9`; whoever watches over it starts it again. */
  | { readonly kind: 'kill' | 'terminate'; readonly role: Role }
  | { readonly kind: 'database'; readonly how: End | 'full'; readonly forMs: number }
  /** Every connection to it is thrown out. */
  | { readonly kind: 'sessions' }
  /** Emptied; on Redis also killed, and started again with nothing. */
  | { readonly kind: 'queue'; readonly how: 'wiped' | 'killed'; readonly forMs: number }
  | { readonly kind: 'cut'; readonly off: Line; readonly how: Cut; readonly forMs: number }
  | { readonly kind: 'nonsense'; readonly source: Source; readonly how: Nonsense; readonly answers: number }
  /** The wall clock of our processes is off by so much for a while. */
  | { readonly kind: 'clock'; readonly byMs: number; readonly forMs: number }
  /** Another one beside those that are there. */
  | { readonly kind: 'second'; readonly role: 'reconcile' | 'schedule' }
  /** `huzheng migrate`, then every process is replaced by one that was started anew. */
  | { readonly kind: 'deploy' };

export type Night = 'first' | 'ordinary';

export interface Moment {
  /** Of the calls that an undisturbed night makes. */
  readonly share: number;
  /** After that call. */
  readonly afterMs: number;
}

export interface Blow {
  readonly at: Moment;
  readonly mishap: Mishap;
}

export interface Plan {
  readonly seed: number;
  /** The first night of a city, or the one after it. */
  readonly night: Night;
  readonly queue: 'postgres' | 'redis';
  readonly cast: readonly Role[];
  /** Spoilt answers of the counterparts themselves. */
  readonly windows: readonly FaultWindow[];
  readonly blows: readonly Blow[];
}

/** Who works: the command by itself, beside a worker, beside worker and API; or nobody but services, where the hour brings about the night. */
const CASTS = {
  alone: { weight: 3, roles: ['reconcile'] },
  worker: { weight: 3, roles: ['work', 'reconcile'] },
  served: { weight: 1, roles: ['serve', 'work', 'reconcile'] },
  scheduled: { weight: 2, roles: ['schedule', 'work'] },
} as const satisfies Readonly<Record<string, { readonly weight: number; readonly roles: readonly Role[] }>>;
/** On a queue that is shared there are two workers where there is one. */
const castOf = (roles: readonly Role[], queue: Plan['queue']): readonly Role[] =>
  queue === 'redis' && roles.includes('work') ? ['work', ...roles] : roles;

const MISHAPS: Readonly<Record<Mishap['kind'], number>> = {
  kill: 6,
  terminate: 2,
  database: 4,
  sessions: 1,
  queue: 2,
  cut: 4,
  nonsense: 3,
  clock: 2,
  second: 2,
  deploy: 1,
};
const WINDOWS: readonly FaultKind[] = ['badrecord', 'empty', 'error', 'cut', 'down'];
/** Jumps: to and fro, within what counterparts bear and far beyond it. */
const JUMPS_MS = [2_000, 90_000, 600_000, 3_600_000, 86_400_000].flatMap((ms) => [ms, -ms]);

const dice = diceFor('faults');

export const planOf = (seed: number): Plan => {
  const roll = dice(seed, 'plan');
  const { roles } = CASTS[roll.weighted(weightsOfCasts())];
  const blows = Array.from({ length: roll.whole({ from: 1, to: 3 }) }, () => ({ at: momentOf(roll), mishap: mishapOf(roll, roles) }));
  const night = roll.weighted({ first: 2, ordinary: 1 });
  const queue = roll.weighted({ postgres: 3, redis: 2 });
  return {
    seed,
    night,
    queue,
    cast: castOf(roles, queue),
    windows: roll.chance(0.4) ? [windowOf(roll)] : [],
    blows: blows.toSorted((a, b) => a.at.share - b.at.share),
  };
};

const weightsOfCasts = () =>
  Object.fromEntries(Object.entries(CASTS).map(([name, { weight }]) => [name, weight])) as Record<keyof typeof CASTS, number>;

/** Half of them among the readings, which are few calls and most of a night; a tenth as the processes start. */
const momentOf = (roll: Dice): Moment => {
  const part = roll.weighted({ starting: 1, reading: 5, working: 2, delivering: 2 });
  const share = {
    starting: () => 0,
    reading: () => roll.within({ from: 0.01, to: READINGS_END }),
    working: () => READINGS_END,
    delivering: () => roll.within({ from: READINGS_END, to: 1 }),
  }[part]();
  return { share, afterMs: roll.whole({ from: 0, to: part === 'starting' || part === 'working' ? 1_500 : 100 }) };
};

/** About where the last page is read and verification begins. */
const READINGS_END = 0.42;

const mishapOf = (roll: Dice, roles: readonly Role[]): Mishap => {
  const kind = roll.weighted(MISHAPS);
  const forMs = roll.whole({ from: 100, to: 2_000 });
  switch (kind) {
    case 'kill':
    case 'terminate':
      return { kind, role: roll.pick(roles) };
    case 'database':
      return { kind, how: roll.pick([...(Object.keys(ENDS) as End[]), 'full' as const]), forMs };
    case 'sessions':
    case 'deploy':
      return { kind };
    case 'queue':
      return { kind, how: roll.pick(['wiped', 'killed'] as const), forMs };
    case 'cut':
      return { kind, off: roll.pick(LINES), how: roll.pick(CUTS), forMs };
    case 'nonsense':
      return { kind, source: roll.pick(SOURCES), how: roll.pick(NONSENSE), answers: roll.whole({ from: 1, to: 6 }) };
    case 'clock':
      return { kind, byMs: roll.pick(JUMPS_MS), forMs };
    case 'second':
      return { kind, role: roles.includes('schedule') ? 'schedule' : 'reconcile' };
  }
};

const windowOf = (roll: Dice): FaultWindow => {
  const kind = roll.pick(WINDOWS);
  const from = roll.whole({ from: 0, to: 80 });
  return { source: roll.pick(SOURCES), kind, from, to: Math.min(100, from + roll.whole({ from: 5, to: isOutage(kind) ? 15 : 60 })) };
};

/** Each such answer costs the others a wait: a circuit that is open lets one call through in five seconds. */
const isOutage = (kind: FaultKind): boolean => kind !== 'badrecord' && kind !== 'empty';

/** One line of it: what was planned, for whoever replays it. */
export const planText = ({ night, queue, cast, windows, blows }: Plan): string =>
  [
    night,
    queue,
    cast.join('+'),
    ...windows.map(({ source, kind, from, to }) => `${source}:${kind}@${from}-${to}`),
    ...blows.map(({ at, mishap }) => `${mishapText(mishap)}@${Math.round(at.share * 100)}%+${at.afterMs}ms`),
  ].join(' ');

const mishapText = (mishap: Mishap): string => {
  switch (mishap.kind) {
    case 'kill':
    case 'terminate':
    case 'second':
      return `${mishap.kind}:${mishap.role}`;
    case 'database':
    case 'queue':
      return `${mishap.kind}:${mishap.how}:${mishap.forMs}ms`;
    case 'cut':
      return `cut:${mishap.off}:${mishap.how}:${mishap.forMs}ms`;
    case 'nonsense':
      return `nonsense:${mishap.source}:${mishap.how}x${mishap.answers}`;
    case 'clock':
      return `clock:${mishap.byMs / 1_000}s:${mishap.forMs}ms`;
    case 'sessions':
    case 'deploy':
      return mishap.kind;
  }
};
