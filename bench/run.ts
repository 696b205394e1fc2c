/**
 * `npm run bench -- NAME`: a measurement beside its floor, both in this invocation; `ratio` is what may be compared between machines. Or a report on what
 * was tried, which ends with 1 where something was not as it should be. What cannot be asked for ends with 2, and nothing has begun then.
 */
import { inspect } from 'node:util';
import { admission } from './admission.ts';
import { audit } from './audit.ts';
import { type Figures, reportOf } from './figures.ts';
import { fuzz } from './fuzz.ts';
import { toItsEnd } from './leaving.ts';
import { lists } from './lists.ts';
import { type Bench, defineBench } from './options.ts';
import { overview } from './overview.ts';
import { probe } from './probe.ts';
import { profile } from './profile.ts';
import { reconcile } from './reconcile.ts';
import { rules } from './rules.ts';
import { sealing } from './sealing.ts';
import { soak } from './soak.ts';
import { triage } from './triage.ts';
import { upgrade } from './upgrade.ts';
import { verify } from './verify.ts';
import { verifyLive } from './verify-live.ts';
import { verifyMemory } from './verify-memory.ts';
import { weight } from './weight.ts';
import { workers } from './workers.ts';

const measurement = (about: string, act: () => Figures | Promise<Figures>): Bench =>
  defineBench({ about: `${about}, beside its floor`, begin: async () => reportOf(await act()) });

const BENCHES: Readonly<Record<string, Bench>> = {
  admission: measurement('a page of contributions, from text to decision', admission),
  audit: measurement('verifying a million entries of the audit ledger', audit),
  sealing: measurement('sealing and opening under the national suite', sealing),
  verify: measurement('cached verify-identity', verify),
  fuzz: defineBench({ about: 'a hundred thousand bad and odd requests', begin: fuzz }),
  lists: defineBench({ about: 'lists of jobs and causes at a million units of work', begin: lists }),
  overview: defineBench({ about: 'overview and morning over a million members', begin: overview }),
  probe: defineBench({ about: 'what an attacker learns from five thousand questions about one person', begin: probe }),
  profile,
  reconcile,
  rules: defineBench({ about: 'a back-test over a hundred thousand members', begin: rules }),
  soak,
  triage: defineBench({ about: 'understanding and mending ten thousand failures, beside bull-board', begin: triage }),
  upgrade,
  'verify-live': defineBench({ about: 'live verify-identity at a hundred questions a second', begin: verifyLive }),
  'verify-memory': defineBench({ about: 'ten minutes of verify-identity: what the process holds does not grow', begin: verifyMemory }),
  weight: defineBench({ about: 'what a browser fetches before the first page of the console stands', begin: weight }),
  workers,
};

const HELP = ['--help', '-h'];
const USAGE = [
  'npm run bench -- NAME [OPTIONS], of which --help tells. NAME is one of',
  ...Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(15)} ${about}`),
].join('\n');

const print = (text: string): void => void process.stdout.write(`${text}\n`);
/** A sentence for whoever asked; of anything else, where it happened too. */
const complain = (name: string, thrown: unknown): void =>
  void process.stderr.write(`bench ${name}: ${thrown instanceof RangeError ? thrown.message : inspect(thrown)}\n`);

const prepared = (name: string, bench: Bench, flags: readonly string[]): ReturnType<Bench['prepare']> | null => {
  try {
    return bench.prepare(flags);
  } catch (thrown) {
    complain(name, thrown);
    process.stderr.write(`\`npm run bench -- ${name} --help\` tells what it knows.\n`);
    return null;
  }
};

/** Answers the exit code. */
const run = async ([name = '', ...flags]: readonly string[]): Promise<number> => {
  if (HELP.includes(name)) {
    print(USAGE);
    return 0;
  }
  const bench = BENCHES[name];
  if (bench === undefined) {
    process.stderr.write(`${name === '' ? 'bench: which?' : `bench: there is no "${name}".`} ${USAGE}\n`);
    return 2;
  }
  if (flags.some((flag) => HELP.includes(flag))) {
    print([`${name}: ${bench.about}`, ...bench.help].join('\n'));
    return 0;
  }
  const asked = prepared(name, bench, flags);
  if (asked === null) return 2;
  try {
    const { text, ratio, figures, isGood } = await toItsEnd(asked.begin);
    print(asked.isJson ? JSON.stringify({ bench: name, ratio, isGood, ...figures }) : text);
    return isGood ? 0 : 1;
  } catch (thrown) {
    complain(name, thrown);
    return 1;
  }
};

process.exitCode = await run(process.argv.slice(2));
