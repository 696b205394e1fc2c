/** One batch of retries: how it goes or went, cause by cause, and what became of its jobs. */
import { Link, useParams } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { Count } from '../../parts/count.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Duration } from '../../parts/duration.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant, instantText } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { RETRIED, RETRIED_TONES, RETRY_STATES, RETRY_TONES } from '../../words/jobs.ts';
import { RetryProgress } from './retry-progress.tsx';
import { useRetry } from './retry-query.ts';
import { RunLinks } from './run-links.tsx';
import { RETRY } from './words.ts';

type RetryDetail = Schemas['RetryDetail'];
type RetryCause = Schemas['RetryCause'];
type RetriedJob = RetryDetail['jobs'][number];

export const Retry = () => {
  const say = useTexts(RETRY);
  const { retryId = '' } = useParams();
  const query = useRetry(retryId);
  return (
    <PageFrame title={say.pageTitle(query.data === undefined ? '…' : instantText(query.data.retry.requestedAt))}>
      <QueryView query={query}>{(detail) => <Detail detail={detail} />}</QueryView>
    </PageFrame>
  );
};

const Detail = ({ detail: { retry, jobs } }: { readonly detail: RetryDetail }) => {
  const say = useTexts(RETRY);
  return (
    <>
      <Panel title={say.progress}>
        <RetryProgress retry={retry} />
      </Panel>
      <section className="panel" aria-label={say.requestedBy}>
        <Facts
          of={[
            [say.requestedBy, <Actor key="by" name={retry.requestedBy} />],
            [say.requestedAt, <Instant key="at" at={retry.requestedAt} seconds />],
            [say.endedAt, <Instant key="ended" at={retry.endedAt} seconds />],
            [say.took, <Duration key="took" from={retry.requestedAt} to={retry.endedAt} />],
            [say.why, retry.why ?? '—'],
            [say.runs, <RunLinks key="runs" runs={retry.runs} />],
          ]}
        />
      </section>
      <Panel title={say.byCause}>
        <Causes causes={retry.causes} />
      </Panel>
      <Panel title={say.jobsOf} about={say.jobsOfAbout}>
        <JobsOf jobs={jobs} />
      </Panel>
    </>
  );
};

const Fingerprint = ({ of }: { readonly of: string }) => (
  <Link to={`/jobs?fingerprint=${of}`}>
    <code>{of}</code>
  </Link>
);

const JobLink = ({ jobId }: { readonly jobId: string }) => (
  <Link to={`/jobs/${jobId}`}>
    <code>{jobId.slice(0, 8)}</code>
  </Link>
);

const Causes = ({ causes }: { readonly causes: readonly RetryCause[] }) => {
  const say = useTexts(RETRY);
  return (
    <DetailTable<RetryCause>
      name={say.byCause}
      of={causes}
      idOf={({ fingerprint }) => fingerprint}
      columns={[
        { title: say.cause, render: (_, { fingerprint }) => <Fingerprint of={fingerprint} /> },
        { title: say.state, render: (_, { state }) => <StatusTag code={state} terms={RETRY_STATES} tones={RETRY_TONES} /> },
        { title: say.goesFirst, render: (_, { canary }) => <JobLink jobId={canary} /> },
        { title: say.jobs, align: 'right', render: (_, { jobs }) => <Count of={jobs} /> },
        { title: say.succeeded, align: 'right', render: (_, { succeeded }) => <Count of={succeeded} /> },
        { title: say.failed, align: 'right', render: (_, { failed }) => <Count of={failed} /> },
        { title: say.untried, align: 'right', render: (_, { untried }) => <Count of={untried} /> },
      ]}
    />
  );
};

const JobsOf = ({ jobs }: { readonly jobs: readonly RetriedJob[] }) => {
  const say = useTexts(RETRY);
  return (
    <DetailTable<RetriedJob>
      name={say.jobsOf}
      of={jobs}
      idOf={({ jobId }) => jobId}
      empty={say.noJobs}
      columns={[
        { title: say.job, render: (_, { jobId }) => <JobLink jobId={jobId} /> },
        { title: say.state, render: (_, { state }) => <StatusTag code={state} terms={RETRIED} tones={RETRIED_TONES} /> },
        { title: say.cause, render: (_, { fingerprint }) => <Fingerprint of={fingerprint} /> },
      ]}
    />
  );
};
