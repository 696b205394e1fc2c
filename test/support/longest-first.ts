/** The order of test files: what takes minutes before what takes seconds, so that at the end no worker waits for the other's last file. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What starts processes and browsers; the first takes the longest. */
const LONG = ['test/faults/nights', 'test/browser/', 'test/journeys/', 'test/keys/', 'test/cli/', 'test/redis/', 'test/jobs/', 'test/api/'];

const rank = ({ moduleId, project }: TestSpecification): number => {
  if (project.name === 'pure' || project.name === 'replacing') return LONG.length + 1;
  const first = LONG.findIndex((path) => moduleId.includes(`/${path}`));
  return first < 0 ? LONG.length : first;
};

/** Among equals the order is vitest's own: what took longer the last time, else the larger file. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
