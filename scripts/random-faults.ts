/**
 * Nights in a row, each with mishaps drawn from a seed of its own, each compared with an undisturbed one (docs/faults.md). One line a night; ends with 1
 * and the seeds where something was not as it should be. Ctrl-C ends it after the night under way.
 */
import { inspect, parseArgs } from 'node:util';
import { toDay } from '../src/domain/period.ts';
import type { Played } from '../test/support/faults/night.ts';
import { type Plan, planOf, planText } from '../test/support/faults/plan.ts';
import { openSeries, type Series } from '../test/support/faults/series.ts';
import { wholeNumber } from '../test/support/whole-number.ts';

const USAGE = 'Usage: npm run faults -- [--runs N] [--from SEED] [--seed SEED] [--members N]; --seed is one night again.';

const asked = (): { readonly seeds: readonly number[]; readonly members: number } => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '200' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      members: { type: 'string', default: '200' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit();
  }
  const number = (option: 'runs' | 'from' | 'members'): number => wholeNumber(option, values[option]);
  const [runs, from, members] = [number('runs'), number('from'), number('members')];
  return {
    seeds: values.seed === undefined ? Array.from({ length: runs }, (_, nth) => from + nth) : [wholeNumber('seed', values.seed)],
    members,
  };
};

/** Null: what was asked for makes no sense, and it was said. */
const understood = (): ReturnType<typeof asked> | null => {
  try {
    return asked();
  } catch (thrown) {
    process.stderr.write(`faults: ${(thrown as Error).message.split(/\. |\n/)[0]}\n${USAGE}\n`);
    return null;
  }
};

const plan = understood();
if (plan === null) process.exit(2);
const { seeds, members } = plan;

type Told = Pick<Played, 'plan' | 'seconds' | 'missed' | 'complaints'>;

/** A night that cannot be played to its end is not as it should be either, and the next has its turn. */
const played = (plan: Plan, series: Series): Promise<Told> =>
  series.play(plan).catch((thrown: unknown) => ({ plan, seconds: 0, missed: 0, complaints: [`it broke off: ${inspect(thrown)}`] }));

const lineOf = ({ plan, seconds, missed, complaints }: Told): string =>
  [
    `seed ${String(plan.seed).padStart(4)}`,
    `${seconds.toFixed(1).padStart(5)} s`,
    complaints.length === 0 ? 'as undisturbed' : 'NOT AS IT SHOULD BE',
    `${planText(plan)}${missed === 0 ? '' : ` (${missed} came too late)`}`,
    ...complaints.map((complaint) => `\n          ${complaint}`),
  ].join('  ');

// The night under way is played to its end, and nothing is left behind.
let isAsked = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    isAsked = true;
  });

const sayWhere = ({ hasRedis }: Series): void =>
  void process.stdout.write(hasRedis ? '' : 'There is no redis-server here: nights planned on Redis are played on PostgreSQL.\n');

const series = await openSeries({ members, seed: 7, date: toDay('2025-11-22') });
const nights: Told[] = [];
sayWhere(series);
try {
  for (const seed of seeds) {
    if (isAsked) break;
    const night = await played(planOf(seed), series);
    nights.push(night);
    process.stdout.write(`${lineOf(night)}\n`);
  }
} finally {
  await series.close();
}

const wrong = nights.filter(({ complaints }) => complaints.length > 0).map(({ plan }) => plan.seed);
const seconds = nights.reduce((sum, night) => sum + night.seconds, 0);
process.stdout.write(
  `${nights.length} nights of ${members} members in ${Math.round(seconds)} s, ${wrong.length} not as they should be${wrong.length === 0 ? '' : `: seeds ${wrong.join(', ')}`}.\n`,
);
// Said outright: after hundreds of nights Node was seen to turn in circles for minutes over handles of its own that were long closed.
process.exit(wrong.length === 0 ? 0 : 1);
