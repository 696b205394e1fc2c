/** Every batch of retries, the newest first. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { Count } from '../../parts/count.tsx';
import { Duration } from '../../parts/duration.tsx';
import { Filters, WordFilter } from '../../parts/filters.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { RETRY_STATES, RETRY_TONES } from '../../words/jobs.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { RETRY } from './words.ts';

type Retry = Schemas['Retry'];

const AGAIN_MS = 5_000;

export const Retries = () => {
  const say = useTexts(RETRY);
  const names = useTexts(PAGE_NAMES);
  const state = useListState(['state']);
  const { cursor, filters, setFilters, clearFilters } = state;
  const query = useQuery({
    queryKey: ['retries', filters, cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/retries', { params: { query: asked<'listRetries'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
  return (
    <PageFrame title={names.retries} about={say.about} actions={<Link to="/jobs">{names.jobs}</Link>}>
      <Filters isFiltered={filters.state !== ''} clear={clearFilters}>
        <WordFilter label={say.state} value={filters.state} onChange={(to) => setFilters({ state: to })} terms={RETRY_STATES} />
      </Filters>
      <ListTable<Retry>
        name={names.retries}
        query={query}
        state={state}
        idOf={({ retryId }) => retryId}
        empty={say.empty}
        columns={[
          {
            title: say.requestedAt,
            render: (_, { retryId, requestedAt }) => (
              <Link to={`/retries/${retryId}`}>
                <Instant at={requestedAt} seconds />
              </Link>
            ),
          },
          { title: say.state, render: (_, one) => <StatusTag code={one.state} terms={RETRY_STATES} tones={RETRY_TONES} /> },
          { title: say.jobs, align: 'right', render: (_, { jobs }) => <Count of={jobs} /> },
          { title: say.succeeded, align: 'right', render: (_, { succeeded }) => <Count of={succeeded} /> },
          { title: say.failed, align: 'right', render: (_, { failed }) => <Count of={failed} /> },
          { title: say.untried, align: 'right', render: (_, { untried }) => <Count of={untried} /> },
          { title: say.took, align: 'right', render: (_, { requestedAt, endedAt }) => <Duration from={requestedAt} to={endedAt} /> },
          { title: say.requestedBy, render: (_, { requestedBy }) => <Actor name={requestedBy} /> },
          { title: say.why, render: (_, { why }) => <div className="wrapped">{why ?? '—'}</div> },
        ]}
      />
    </PageFrame>
  );
};
