/** What the list of jobs can be narrowed by. */
import { useTexts } from '../../language.tsx';
import { DayFilter, Filters, TextFilter, WordFilter } from '../../parts/filters.tsx';
import type { ListState } from '../../parts/list-state.ts';
import { JOB_STATES, RECOVERED } from '../../words/jobs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { JOBS } from './words.ts';

/** By the names of the API; `causes` is of the part above the list, and stays when the list is narrowed. */
export const JOB_FILTERS = ['state', 'source', 'dataset', 'date', 'run', 'fingerprint', 'recovered', 'memberId', 'q', 'causes'] as const;

export const JobFilters = ({
  state: { filters, setFilters, clearFilters },
}: {
  readonly state: ListState<(typeof JOB_FILTERS)[number]>;
}) => {
  const say = useTexts(JOBS);
  const { causes: _, ...narrowing } = filters;
  const isFiltered = Object.values(narrowing).some((value) => value !== '');
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <WordFilter label={say.state} value={filters.state} onChange={(state) => setFilters({ state })} terms={JOB_STATES} />
      <WordFilter label={say.source} value={filters.source} onChange={(source) => setFilters({ source })} terms={SOURCES} />
      <WordFilter label={say.dataset} value={filters.dataset} onChange={(dataset) => setFilters({ dataset })} terms={DATASETS} />
      <WordFilter label={say.recovered} value={filters.recovered} onChange={(recovered) => setFilters({ recovered })} terms={RECOVERED} />
      <DayFilter label={say.date} value={filters.date} onChange={(date) => setFilters({ date })} />
      <TextFilter label={say.q} value={filters.q} onChange={(q) => setFilters({ q })} isWords />
      <TextFilter label={say.fingerprint} value={filters.fingerprint} onChange={(fingerprint) => setFilters({ fingerprint })} />
      <TextFilter label={say.run} value={filters.run} onChange={(run) => setFilters({ run })} />
      <TextFilter label={say.member} value={filters.memberId} onChange={(memberId) => setFilters({ memberId })} help={say.memberHelp} />
    </Filters>
  );
};
