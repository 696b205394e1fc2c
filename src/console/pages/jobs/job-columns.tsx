/** What the list says of each job. */
import type { TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Count } from '../../parts/count.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { Instant } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { JOB_STATES, JOB_TONES } from '../../words/jobs.ts';
import { STEPS } from '../../words/runs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { JobPart } from './job-part.tsx';
import { JOBS } from './words.ts';

type Job = Schemas['Job'];

export const useJobColumns = (): TableColumnsType<Job> => {
  const say = useTexts(JOBS);
  return [
    { title: say.job, render: (_, job) => <Name job={job} /> },
    { title: say.state, render: (_, job) => <State job={job} /> },
    { title: say.range, render: (_, job) => <JobPart job={job} /> },
    {
      title: <span className="kept">{say.concerned}</span>,
      align: 'right',
      render: (_, { about, members }) => <Count of={about ?? members} />,
    },
    {
      title: say.cause,
      width: 280,
      render: (_, { fault }) => (fault === null ? '—' : <FaultWords code={fault.code} authority={fault.authority} />),
    },
    {
      title: say.date,
      render: (_, { runId, date }) => (
        <Link to={`/runs/${runId}`} className="figures">
          {date}
        </Link>
      ),
    },
    { title: say.finishedAt, render: (_, { finishedAt }) => <Instant at={finishedAt} seconds /> },
  ];
};

const Name = ({ job: { jobId, step, source, dataset } }: { readonly job: Job }) => {
  const term = useTerm();
  const of = [source === null ? null : term(SOURCES, source), dataset === null ? null : term(DATASETS, dataset)].filter(
    (one) => one !== null,
  );
  return (
    <div className="kept">
      <Link to={`/jobs/${jobId}`}>{term(STEPS, step)}</Link>
      {of.length > 0 && <span className="evidence">{of.join(' · ')}</span>}
    </div>
  );
};

const State = ({ job: { state, held, attempt, recovered, notBefore } }: { readonly job: Job }) => {
  const say = useTexts(JOBS);
  return (
    <div className="kept">
      <StatusTag code={state} terms={JOB_STATES} tones={JOB_TONES} />
      <span className="evidence">
        {say.attemptOf(attempt)}
        {recovered && ` · ${say.madeGood}`}
        {held && ` · ${say.held}`}
        {notBefore !== null && (
          <>
            {' · '}
            {say.notBefore} <Instant at={notBefore} />
          </>
        )}
      </span>
    </div>
  );
};
