/**
 * Loaded before a process of ours (`--import`): its wall clock is off by what a file says, in milliseconds, and jumps when the file changes. Timers and
 * the monotonic clock go on as they are, as they do on a machine whose clock is set.
 */
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 50;
const file = process.env['SHIFTED_CLOCK'] ?? '';
const Real = Date;
let offsetMs = 0;

const look = (): void => {
  const said = Number(readFileSync(file, 'utf8'));
  if (Number.isFinite(said)) offsetMs = said;
};
look();
setInterval(look, LOOK_EVERY_MS).unref();

globalThis.Date = new Proxy(Real, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [Real.now() + offsetMs] : given, as) as Date,
  get: (target, name, as) => (name === 'now' ? () => Real.now() + offsetMs : (Reflect.get(target, name, as) as unknown)),
});
