/** `npm run bench -- NAME [--json]`: a measurement beside its floor, both in this invocation; `ratio` is what may be compared between machines. */
import { admission } from './admission.ts';
import { audit } from './audit.ts';
import type { Figures } from './figures.ts';
import { sealing } from './sealing.ts';
import { verify } from './verify.ts';

const BENCHES: Readonly<Record<string, () => Figures | Promise<Figures>>> = { admission, audit, sealing, verify };

const [name = '', ...flags] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`bench: name one of ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exitCode = 2;
} else {
  const figures = await bench();
  const text = `${figures.name}: ${figures.seconds.toFixed(3)} s, floor ${figures.floorSeconds.toFixed(3)} s, ratio ${figures.ratio.toFixed(2)} (medians of ${figures.rounds})`;
  process.stdout.write(`${flags.includes('--json') ? JSON.stringify(figures) : text}\n`);
}
