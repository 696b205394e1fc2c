/** One reconciliation: how it stands, while it runs from second to second; its books as an account; its steps; what it came to. */
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Seconds } from '../../parts/duration.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { PHASES, RUN_STATUS, RUN_TONES } from '../../words/runs.ts';
import { Books } from './books.tsx';
import { CancelRun } from './cancel-run.tsx';
import { Steps } from './steps.tsx';
import { RunSummary } from './summary.tsx';
import { useProgress } from './use-progress.ts';
import { RUN, RUNS } from './words.ts';

export const Run = () => {
  const say = useTexts(RUN);
  const { runId = '' } = useParams();
  const query = useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => told(client.GET('/v1/runs/{runId}', { params: { path: { runId } }, signal })),
  });
  const date = query.data?.run.date ?? '';
  return (
    <PageFrame title={say.title(date)} actions={query.data !== undefined && <CancelRun run={query.data.run} />}>
      <QueryView query={query}>{(detail) => <Detail detail={detail} />}</QueryView>
    </PageFrame>
  );
};

const Detail = ({ detail }: { readonly detail: Schemas['RunDetail'] }) => {
  const say = useTexts(RUN);
  const { run, steps } = useProgress(detail);
  return (
    <>
      <Standing run={run} />
      <Panel title={say.books} about={say.booksAbout}>
        <Books books={detail.summary.books} isOpen={run.status === 'running'} />
      </Panel>
      <RunSummary summary={detail.summary} />
      <Panel title={say.steps}>
        <Steps steps={steps} />
      </Panel>
    </>
  );
};

const Standing = ({ run }: { readonly run: Schemas['Run'] }) => {
  const say = useTexts(RUN);
  const list = useTexts(RUNS);
  const term = useTerm();
  return (
    <section className="panel" aria-label={say.standing} aria-live="polite">
      <Facts
        of={[
          [list.status, <StatusTag key="status" code={run.status} terms={RUN_STATUS} tones={RUN_TONES} />],
          [list.phase, term(PHASES, run.phase)],
          [list.startedAt, <Instant key="startedAt" at={run.startedAt} seconds />],
          [list.finishedAt, <Instant key="finishedAt" at={run.finishedAt} seconds otherwise={list.underWay} />],
          [list.seconds, <Seconds key="seconds" of={run.seconds} />],
        ]}
      />
    </section>
  );
};
