/** One cause: whose failure, in whose words, how many jobs and members, since when; and trying again. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { Count, countText } from '../../parts/count.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { Instant } from '../../parts/instant.tsx';
import { Sparkline } from '../../parts/sparkline.tsx';
import { FAULTS } from '../../words/faults.ts';
import { STEPS } from '../../words/runs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { RetryButton } from '../retries/retry-button.tsx';
import { JOBS } from './words.ts';

type Cause = Schemas['Fingerprint'];

export const CauseLine = ({ cause }: { readonly cause: Cause }) => {
  const say = useTexts(JOBS);
  const term = useTerm();
  const { fingerprint, source, code, authorityCode, message, detail, jobs, trend } = cause;
  const whose = source === null ? say.ours : term(SOURCES, source);
  const failures = trend.reduce((sum, hour) => sum + hour.failures, 0);
  return (
    <article className="cause" aria-label={`${whose} ${term(FAULTS, code)}`}>
      <div>
        <h3>
          {whose} <What cause={cause} />
        </h3>
        <FaultWords code={code} detail={detail} authority={{ httpStatus: null, code: authorityCode, message }} />
      </div>
      <Figures cause={cause} />
      <div className="seen">
        <Sparkline counts={trend.map((hour) => hour.failures)} says={say.trend(countText(failures))} />
        <span className="evidence">
          {say.firstSeen} <Instant at={cause.firstSeen} />
          <br />
          {say.lastSeen} <Instant at={cause.lastSeen} />
        </span>
      </div>
      <div className="actions">
        {jobs > 0 && <RetryButton label={say.retryAll} of={`${whose} ${term(FAULTS, code)}`} selection={{ fingerprint }} />}
        <Link to={`/jobs?fingerprint=${fingerprint}`}>{say.showJobs}</Link>
      </div>
    </article>
  );
};

/** Of which step and dataset its jobs are. */
const What = ({ cause: { steps, datasets } }: { readonly cause: Cause }) => {
  const term = useTerm();
  const listing = useListing();
  const words = datasets.length > 0 ? datasets.map((dataset) => term(DATASETS, dataset)) : steps.map((step) => term(STEPS, step));
  return words.length === 0 ? null : <span className="quiet"> · {listing(words)}</span>;
};

const Figures = ({ cause: { jobs, members, about, runs } }: { readonly cause: Cause }) => {
  const say = useTexts(JOBS);
  return (
    <dl className="cause-figures">
      <div>
        <dt>{say.failedJobs}</dt>
        <dd className={jobs > 0 ? 'bad' : undefined}>
          <Count of={jobs} />
        </dd>
      </div>
      <div>
        <dt>{about === null ? say.members : say.concernedSum}</dt>
        <dd>
          <Count of={about ?? members} />
        </dd>
      </div>
      <div>
        <dt>{say.runs}</dt>
        <dd>
          <Count of={runs} />
        </dd>
      </div>
    </dl>
  );
};
