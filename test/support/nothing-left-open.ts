/** After each test file: whatever it opened is closed again. A server, process or timer left behind fails the file. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect } from 'vitest';

/** Sockets are not watched: nock's stand-ins never close theirs. A real one left open keeps its server from closing. */
const WATCHED = ['ProcessWrap', 'TCPServerWrap', 'Timeout'];
/** Peers close in their own time, and the runner's own reports wait some 100 ms; nothing else needs this long. */
const PATIENCE_MS = 2_000;

const leftOpen = (): readonly string[] => process.getActiveResourcesInfo().filter((kind) => WATCHED.includes(kind));

afterAll(async () => {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (leftOpen().length > 0 && performance.now() < giveUpAt) await setTimeout(10);
  expect(leftOpen(), 'opened in this test file and never closed').toEqual([]);
});
