/** Every reconciliation, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Seconds } from '../../parts/duration.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { PHASES, RUN_STATUS, RUN_TONES } from '../../words/runs.ts';
import { StartRun } from './start-run.tsx';
import { RUNS } from './words.ts';

type Run = Schemas['Run'];

export const Runs = () => {
  const say = useTexts(RUNS);
  const names = useTexts(PAGE_NAMES);
  const term = useTerm();
  const state = useListState([]);
  const { cursor } = state;
  const query = useQuery({
    queryKey: ['runs', cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/runs', { params: { query: asked<'listRuns'>({ cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={names.runs} about={say.about} actions={<StartRun />}>
      <ListTable<Run>
        name={names.runs}
        query={query}
        state={state}
        idOf={({ runId }) => runId}
        empty={say.empty}
        columns={[
          { title: say.date, render: (_, { runId, date }) => <Link to={`/runs/${runId}`}>{date}</Link> },
          { title: say.status, render: (_, { status }) => <StatusTag code={status} terms={RUN_STATUS} tones={RUN_TONES} /> },
          { title: say.phase, render: (_, { phase }) => term(PHASES, phase) },
          { title: say.startedAt, render: (_, { startedAt }) => <Instant at={startedAt} seconds /> },
          { title: say.finishedAt, render: (_, { finishedAt }) => <Instant at={finishedAt} seconds otherwise={say.underWay} /> },
          { title: say.seconds, align: 'right', render: (_, { seconds }) => <Seconds of={seconds} /> },
        ]}
      />
    </PageFrame>
  );
};
