/**
 * Where the time of a profile went: by function, by package, and by the function of ours that brought it about, each sample charged to the nearest
 * of ours above it. Only time of the main thread; waiting is `idle` and counts nowhere else.
 */
import type { CpuProfile, ProfileNode } from './recording.ts';

export interface SelfTime {
  readonly name: string;
  readonly ms: number;
}

/** From when a phase of the night was under way, in microseconds of the recording. */
export interface Mark {
  readonly phase: string;
  readonly from: number;
}

export interface PhaseTime {
  readonly phase: string;
  readonly wallMs: number;
  readonly busyMs: number;
}

export interface SelfTimes {
  readonly wallMs: number;
  readonly busyMs: number;
  /** Most first. */
  readonly functions: readonly SelfTime[];
  readonly ours: readonly SelfTime[];
  readonly packages: readonly SelfTime[];
  readonly phases: readonly PhaseTime[];
}

type CallFrame = ProfileNode['callFrame'];

const IDLE = '(idle)';
const NOBODY = '(nobody of ours)';
const OURS = /\/((?:src|connectors|bench|test|scripts)\/.*)$/;
const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//g;

/** `only`: samples taken in that phase; null: all. */
export const selfTimes = (profile: CpuProfile, marks: readonly Mark[], only: string | null): SelfTimes => {
  const owners = ownersOf(profile.nodes);
  const sums = { functions: new Map<string, number>(), ours: new Map<string, number>(), packages: new Map<string, number>() };
  const phases = new Map<string, { wallMs: number; busyMs: number }>();
  const total = { wallMs: 0, busyMs: 0 };
  for (const { node, ms, at } of samplesOf(profile)) {
    const phase = phaseAt(marks, at);
    const isIdle = node.callFrame.functionName === IDLE;
    for (const span of [spanOf(phases, phase), ...(only === null || only === phase ? [total] : [])]) {
      span.wallMs += ms;
      if (!isIdle) span.busyMs += ms;
    }
    if (isIdle || (only !== null && only !== phase)) continue;
    add(sums.functions, nameOf(node.callFrame), ms);
    add(sums.ours, owners.get(node.id) ?? NOBODY, ms);
    add(sums.packages, packageOf(node.callFrame), ms);
  }
  return {
    ...total,
    functions: ranked(sums.functions),
    ours: ranked(sums.ours),
    packages: ranked(sums.packages),
    phases: [...phases].map(([phase, span]) => ({ phase, ...span })),
  };
};

interface Sample {
  readonly node: ProfileNode;
  readonly ms: number;
  /** Microseconds of the recording. */
  readonly at: number;
}

/** What was seen holds until the next look. */
const samplesOf = ({ nodes, samples = [], timeDeltas = [], startTime, endTime }: CpuProfile): readonly Sample[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  let at = 0;
  return samples.flatMap((id, index) => {
    at += timeDeltas[index] ?? 0;
    const us = timeDeltas[index + 1] ?? Math.max(0, endTime - startTime - at);
    const node = byId.get(id);
    return node === undefined ? [] : [{ node, ms: Math.max(0, us) / 1_000, at }];
  });
};

/** By node: the nearest function of ours, itself or above it. */
const ownersOf = (nodes: readonly ProfileNode[]): ReadonlyMap<number, string> => {
  const owners = new Map<number, string>();
  // Parents stand before their children.
  for (const { id, callFrame, children = [] } of nodes) {
    const owner = isOurs(callFrame) ? nameOf(callFrame) : owners.get(id);
    if (owner === undefined) continue;
    for (const one of [id, ...children]) owners.set(one, owner);
  }
  return owners;
};

const isOurs = ({ url }: CallFrame): boolean => !url.includes('/node_modules/') && OURS.test(url);

const nameOf = ({ functionName, url, lineNumber }: CallFrame): string =>
  [functionName || '(anonymous)', ...(url === '' ? [] : [`${placeOf(url)}:${lineNumber + 1}`])].join('  ');

const placeOf = (url: string): string => {
  const inPackage = url.split('/node_modules/').at(-1) ?? url;
  return url.includes('/node_modules/') ? inPackage : (OURS.exec(url)?.[1] ?? url);
};

const packageOf = ({ functionName, url }: CallFrame): string => {
  if (url === '') return functionName.startsWith('(') ? functionName : '(built into V8)';
  if (url.startsWith('node:')) return 'node';
  const innermost = [...url.matchAll(PACKAGE)].at(-1)?.[1];
  return innermost ?? 'huzheng';
};

const phaseAt = (marks: readonly Mark[], at: number): string => marks.findLast(({ from }) => from <= at)?.phase ?? 'before';

const spanOf = (phases: Map<string, { wallMs: number; busyMs: number }>, phase: string): { wallMs: number; busyMs: number } => {
  const span = phases.get(phase) ?? { wallMs: 0, busyMs: 0 };
  phases.set(phase, span);
  return span;
};

const add = (sums: Map<string, number>, name: string, ms: number): void => void sums.set(name, (sums.get(name) ?? 0) + ms);

const ranked = (sums: ReadonlyMap<string, number>): readonly SelfTime[] =>
  [...sums].map(([name, ms]) => ({ name, ms })).toSorted((a, b) => b.ms - a.ms);
