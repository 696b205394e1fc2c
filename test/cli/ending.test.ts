import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { exitCodeOf, INTERRUPTED, MISUSED } from '../../src/cli/ending.ts';
import { RUN_STATUSES } from '../../src/storage/runs.ts';

const CODES = [...new Set([...RUN_STATUSES.map(exitCodeOf), MISUSED, INTERRUPTED])].toSorted((a, b) => a - b);

it.each([
  { readme: 'README.md', said: /Exit codes are the same everywhere\.([^#]*)/ },
  { readme: 'README.zh-CN.md', said: /退出码处处相同。([^#]*)/ },
])('$readme says of each exit code what it means', async ({ readme, said }) => {
  const [, codes = ''] = said.exec(await readFile(readme, 'utf8')) ?? [];
  expect([...codes.matchAll(/`(\d+)`[:：]/g)].map(([, code]) => Number(code))).toEqual(CODES);
});
