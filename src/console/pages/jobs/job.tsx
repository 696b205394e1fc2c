/** One job: what it does, how it stands, why it failed in whose words, every attempt at it; and trying it again. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Count } from '../../parts/count.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { Instant } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { JOB_STATES, JOB_TONES } from '../../words/jobs.ts';
import { STEPS } from '../../words/runs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { Retrier } from '../retries/retrier.tsx';
import { RetryButton } from '../retries/retry-button.tsx';
import { Attempts } from './attempts.tsx';
import { JobPart } from './job-part.tsx';
import { JOB, JOBS } from './words.ts';

type JobDetail = Schemas['JobDetail'];

const AGAIN_MS = 2_000;

export const Job = () => {
  const say = useTexts(JOB);
  const list = useTexts(JOBS);
  const term = useTerm();
  const { jobId = '' } = useParams();
  const query = useQuery({
    queryKey: ['jobs', jobId],
    queryFn: ({ signal }) => told(client.GET('/v1/jobs/{jobId}', { params: { path: { jobId } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' || data?.state === 'ready' ? AGAIN_MS : false),
  });
  const job = query.data;
  const title =
    job === undefined
      ? '…'
      : [term(STEPS, job.step), job.dataset === null ? null : term(DATASETS, job.dataset)].filter(Boolean).join(' · ');
  return (
    <Retrier>
      <PageFrame
        title={say.title(title)}
        actions={job?.state === 'failed' && <RetryButton label={list.retryOne} selection={{ jobIds: [jobId] }} />}
      >
        <QueryView query={query}>{(detail) => <Detail job={detail} />}</QueryView>
      </PageFrame>
    </Retrier>
  );
};

const Detail = ({ job }: { readonly job: JobDetail }) => {
  const say = useTexts(JOB);
  const { fault, attempts, checkpoint } = job;
  return (
    <>
      <Standing job={job} />
      {fault !== null && (
        <Panel title={say.fault}>
          <FaultWords code={fault.code} detail={fault.detail} authority={fault.authority} />
        </Panel>
      )}
      <Panel title={say.attempts}>
        <Attempts attempts={attempts} />
      </Panel>
      <Panel title={say.checkpoint}>
        {checkpoint === null ? (
          <p className="about">{say.noCheckpoint}</p>
        ) : (
          <Facts of={checkpoint.map(({ name, value }) => [name, value])} />
        )}
      </Panel>
    </>
  );
};

const Standing = ({ job }: { readonly job: JobDetail }) => {
  const say = useTexts(JOB);
  const list = useTexts(JOBS);
  const term = useTerm();
  const { state, attempts, recovered, source, runId, date, fingerprint, overtakenBy, retryId } = job;
  return (
    <section className="panel" aria-label={say.standing} aria-live="polite">
      <Facts
        of={[
          [list.state, <StatusTag key="state" code={state} terms={JOB_STATES} tones={JOB_TONES} />],
          [list.attempts, `${list.attemptsMade(attempts.length)}${recovered ? ` · ${list.madeGood}` : ''}`],
          [list.source, source === null ? '—' : term(SOURCES, source)],
          [list.range, <JobPart key="part" job={job} />],
          [list.members, <Count key="members" of={job.members} />],
          [list.concerned, job.about === null ? say.noneKnown : <Count key="about" of={job.about} />],
          [
            say.run,
            <Link key="run" to={`/runs/${runId}`}>
              {date}
            </Link>,
          ],
          [say.createdAt, <Instant key="created" at={job.createdAt} seconds />],
          [list.finishedAt, <Instant key="finished" at={job.finishedAt} seconds />],
          ...(job.notBefore === null ? [] : [[list.notBefore, <Instant key="due" at={job.notBefore} seconds />] as const]),
          ...(fingerprint === null
            ? []
            : [
                [
                  list.fingerprint,
                  <Link key="fingerprint" to={`/jobs?fingerprint=${fingerprint}`}>
                    <code>{fingerprint}</code>
                  </Link>,
                ] as const,
              ]),
          ...(overtakenBy === null
            ? []
            : [
                [
                  say.overtakenBy,
                  <Link key="overtaken" to={`/runs/${overtakenBy}`}>
                    {overtakenBy}
                  </Link>,
                ] as const,
              ]),
          ...(retryId === null
            ? []
            : [
                [
                  say.retry,
                  <Link key="retry" to={`/retries/${retryId}`}>
                    <code>{retryId.slice(0, 8)}</code>
                  </Link>,
                ] as const,
              ]),
          [say.id, <CopyId key="id" id={job.jobId} of={say.id} />],
        ]}
      />
    </section>
  );
};
