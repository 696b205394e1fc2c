/** Every job, the newest first; what is chosen among the failed can be tried again together. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTexts } from '../../language.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RetryButton } from '../retries/retry-button.tsx';
import { useJobColumns } from './job-columns.tsx';
import { JOB_FILTERS, JobFilters } from './job-filters.tsx';
import { JOBS } from './words.ts';

type Job = Schemas['Job'];

const AGAIN_MS = 15_000;
/** As many as the API takes by id; more are better chosen by their cause. */
const MOST_CHOSEN = 200;

export const JobList = () => {
  const say = useTexts(JOBS);
  const mayAct = useHasRole('operator');
  const state = useListState(JOB_FILTERS);
  const { cursor } = state;
  const { causes: _, ...filters } = state.filters;
  const columns = useJobColumns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = (ids: readonly string[]): void => setChosen([...new Set(ids)].slice(0, MOST_CHOSEN));
  const query = useQuery({
    queryKey: ['jobs', filters, cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/jobs', { params: { query: asked<'listJobs'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
  return (
    <Panel title={say.list}>
      <JobFilters state={state} />
      {mayAct && <Chosen jobIds={chosen} failed={failedOf(query.data?.items ?? [])} choose={choose} />}
      <ListTable<Job>
        name={say.list}
        query={query}
        state={state}
        idOf={({ jobId }) => jobId}
        empty={say.empty}
        columns={columns}
        {...(mayAct && {
          selection: {
            chosen,
            choose,
            mayBeChosen: ({ state: jobState }) => jobState === 'failed',
            label: say.selectJob,
          },
        })}
      />
    </Panel>
  );
};

const failedOf = (jobs: readonly Job[]): readonly string[] => jobs.filter(({ state }) => state === 'failed').map(({ jobId }) => jobId);

interface ChosenProps {
  readonly jobIds: readonly string[];
  /** On this page. */
  readonly failed: readonly string[];
  readonly choose: (jobIds: readonly string[]) => void;
}

const Chosen = ({ jobIds, failed, choose }: ChosenProps) => {
  const say = useTexts(JOBS);
  return (
    <div className="chosen">
      <Button disabled={failed.length === 0} onClick={() => choose([...jobIds, ...failed])}>
        {say.selectPage}
      </Button>
      <span role="status">{jobIds.length > 0 && say.selected(jobIds.length)}</span>
      {jobIds.length > 0 && (
        <>
          <RetryButton label={say.retrySelected} selection={{ jobIds: [...jobIds] }} onDone={() => choose([])} />
          <Button onClick={() => choose([])}>{say.clearSelection}</Button>
        </>
      )}
    </div>
  );
};
