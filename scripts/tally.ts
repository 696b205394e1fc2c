/**
 * Prints how a test run ended, `N passed, N failed, N skipped`, alone on the last line, from the report that vitest writes. A file that
 * fails without a failing test (it does not load, or leaves something open) counts as one failure. Usage: `node scripts/tally.ts REPORT`.
 */
import { readFile } from 'node:fs/promises';

export interface Report {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** The closing line of a run. */
export const tally = ({ testResults }: Report): string => {
  const count = (statuses: readonly string[]): number =>
    testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => statuses.includes(status)).length;
  const failedWhole = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  const skipped = count(['pending', 'skipped', 'todo', 'disabled']);
  return `${count(['passed'])} passed, ${count(['failed']) + failedWhole.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
};

if (import.meta.main) {
  const report = process.argv[2];
  if (report === undefined) throw new RangeError('usage: node scripts/tally.ts REPORT');
  process.stdout.write(`${tally(JSON.parse(await readFile(report, 'utf8')) as Report)}\n`);
}
