/**
 * Cached verify-identity (token, budget, ledger entry and all) beside its floor: express 5 and one keyed look-up, on the same database, in turns.
 * `ratio` is throughput over the floor's at 32 connections; at one connection it is only reported.
 */
import type { Figures } from './figures.ts';
import { type Ask, type Load, load } from './load.ts';
import { askOf, residentMegabytes } from './verify/asking.ts';
import { type Stage, setStage } from './verify/stage.ts';

const MEMBERS = 2_000;
const CLIENTS = 8;
const CONNECTIONS = [1, 32, 200, 1_000];
const SECONDS = 8;
const ROUNDS = 3;
/** From 32 connections on. */
const LEAST_RATIO = 0.5;

interface Row {
  readonly connections: number;
  readonly perSecond: number;
  readonly floorPerSecond: number;
  readonly ratio: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly floorP99Ms: number;
  readonly refused: number;
}

export const verify = async (): Promise<Figures & { readonly rows: readonly Row[]; readonly megabytes: readonly number[] }> => {
  const stage = await setStage({ members: MEMBERS, clients: CLIENTS });
  const [rows, megabytes] = [[] as Row[], [] as number[]];
  await round({ connections: 32, seconds: 3 }, stage);
  for (const connections of CONNECTIONS) {
    const rounds: Row[] = [];
    for (let nth = 0; nth < ROUNDS; nth += 1) rounds.push(await round({ connections, seconds: SECONDS }, stage));
    rows.push(rounds.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(ROUNDS / 2)] as Row);
    megabytes.push(await residentMegabytes(stage.api.pid));
  }
  const at32 = rows.find(({ connections }) => connections === 32) as Row;
  return {
    name: 'verify-identity, cached, at 32 connections',
    seconds: 1 / at32.perSecond,
    floorSeconds: 1 / at32.floorPerSecond,
    ratio: at32.ratio,
    rounds: ROUNDS,
    isGood: rows.every(({ connections, ratio }) => connections < 32 || ratio >= LEAST_RATIO),
    rows,
    megabytes,
  };
};

const round = async ({ connections, seconds }: { readonly connections: number; readonly seconds: number }, stage: Stage): Promise<Row> => {
  await stage.forgiveBudgets();
  const floor: Load = await load({ port: stage.floor.port, connections, seconds, next: floorAsk(stage) });
  const ours: Load = await load({ port: stage.api.port, connections, seconds, next: askOf(stage) });
  return {
    connections,
    perSecond: Math.round(ours.perSecond),
    floorPerSecond: Math.round(floor.perSecond),
    ratio: ours.perSecond / floor.perSecond,
    p50Ms: ours.p50Ms,
    p99Ms: ours.p99Ms,
    floorP99Ms: floor.p99Ms,
    refused: ours.refused,
  };
};

const floorAsk =
  ({ digests }: Stage) =>
  (nth: number): Ask => ({ method: 'GET', path: `/people/${digests[nth % digests.length]}`, headers: {} });
