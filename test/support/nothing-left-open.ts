/** After each test file: whatever it opened is closed again. A server, process or timer left behind fails the file. */
import { setImmediate } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';

/** Sockets are not watched: nock's stand-ins never close theirs. A real one left open keeps its server from closing. */
const WATCHED = ['ProcessWrap', 'TCPServerWrap', 'Timeout'];
/** Peers close in their own time; only a file that left something open waits this long. */
const PATIENCE_MS = 2_000;

const open = (): readonly string[] => process.getActiveResourcesInfo().filter((kind) => WATCHED.includes(kind));
const without = (kinds: readonly string[], known: readonly string[]): readonly string[] =>
  known.reduce<readonly string[]>((left, kind) => (left.includes(kind) ? left.toSpliced(left.indexOf(kind), 1) : left), kinds);

const before = open();
/** The timer of this very hook, which the runner starts. */
const HOOK_TIMER = 'Timeout';

afterAll(async () => {
  const giveUpAt = performance.now() + PATIENCE_MS;
  const leftOpen = (): readonly string[] => without(open(), [...before, HOOK_TIMER]);
  while (leftOpen().length > 0 && performance.now() < giveUpAt) await setImmediate();
  expect(leftOpen(), 'opened in this test file and never closed').toEqual([]);
});
