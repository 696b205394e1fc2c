/** What failed and why, by cause; then every job, narrowed as one likes. */
import { Link } from 'react-router';
import { useTexts } from '../../language.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { Retrier } from '../retries/retrier.tsx';
import { Causes } from './causes.tsx';
import { Drops } from './drops.tsx';
import { JobList } from './job-list.tsx';
import { JOBS } from './words.ts';

export const Jobs = () => {
  const say = useTexts(JOBS);
  const names = useTexts(PAGE_NAMES);
  return (
    <PageFrame title={names.jobs} about={say.about} actions={<Link to="/retries">{say.retryHistory}</Link>}>
      <Retrier>
        <Drops />
        <Causes />
        <JobList />
      </Retrier>
    </PageFrame>
  );
};
