/**
 * `npm run bench -- NAME [--json]`: a measurement beside its floor, both in this invocation; `ratio` is what may be compared between machines. Or a
 * report on what was tried, which ends with 1 where something was not as it should be.
 */
import { admission } from './admission.ts';
import { audit } from './audit.ts';
import type { Figures, Report } from './figures.ts';
import { fuzz } from './fuzz.ts';
import { lists } from './lists.ts';
import { overview } from './overview.ts';
import { probe } from './probe.ts';
import { profile } from './profile.ts';
import { reconcile } from './reconcile.ts';
import { rules } from './rules.ts';
import { sealing } from './sealing.ts';
import { soak } from './soak.ts';
import { triage } from './triage.ts';
import { verify } from './verify.ts';
import { verifyLive } from './verify-live.ts';
import { verifyMemory } from './verify-memory.ts';
import { weight } from './weight.ts';
import { workers } from './workers.ts';

const BENCHES: Readonly<Record<string, () => Figures | Promise<Figures>>> = { admission, audit, sealing, verify };
const REPORTS: Readonly<Record<string, (flags: readonly string[]) => Promise<Report>>> = {
  fuzz,
  lists,
  overview,
  probe,
  profile: (given) => profile(given, BENCHES),
  reconcile,
  rules,
  soak,
  triage,
  'verify-live': verifyLive,
  'verify-memory': verifyMemory,
  weight,
  workers,
};

const [name = '', ...flags] = process.argv.slice(2);
const [bench, report] = [BENCHES[name], REPORTS[name]];

const say = (text: string, figures: object): void =>
  void process.stdout.write(`${flags.includes('--json') ? JSON.stringify(figures) : text}\n`);

if (bench !== undefined) {
  const figures = await bench();
  const [seconds, floor] = [figures.seconds.toFixed(3), figures.floorSeconds.toFixed(3)];
  say(`${figures.name}: ${seconds} s, floor ${floor} s, ratio ${figures.ratio.toFixed(2)} (medians of ${figures.rounds})`, figures);
} else if (report !== undefined) {
  const { text, figures, isGood } = await report(flags);
  say(text, figures);
  process.exitCode = isGood ? 0 : 1;
} else {
  process.stderr.write(`bench: name one of ${[...Object.keys(BENCHES), ...Object.keys(REPORTS)].join(', ')}.\n`);
  process.exitCode = 2;
}
