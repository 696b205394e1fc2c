/** Which months, which programme, which district: in the address. */
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../language.tsx';
import { Filters, MonthFilter, WordFilter } from '../../parts/filters.tsx';
import type { ListState } from '../../parts/list-state.ts';
import { PROGRAMMES } from '../../words/cases.ts';
import { type OVERVIEW_FILTERS, overviewQuery } from './overview-query.ts';
import { OVERVIEW } from './words.ts';

interface OverviewFiltersProps {
  readonly state: ListState<(typeof OVERVIEW_FILTERS)[number]>;
}

export const OverviewFilters = ({ state: { filters, setFilters, clearFilters, isFiltered } }: OverviewFiltersProps) => {
  const say = useTexts(OVERVIEW);
  const { from, to, programme, district } = filters;
  // Of the whole city in the same months: what one may choose from does not shrink with what is chosen.
  const { data } = useQuery(overviewQuery({ from, to }));
  const found = (data?.byDistrict ?? []).flatMap((one) => one.district ?? []);
  const districts = Object.fromEntries([...new Set([...found, ...(district === '' ? [] : [district])])].map((one) => [one, same(one)]));
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <MonthFilter label={say.from} value={from} onChange={(month) => setFilters({ from: month })} />
      <MonthFilter label={say.to} value={to} onChange={(month) => setFilters({ to: month })} />
      <WordFilter label={say.programme} terms={PROGRAMMES} value={programme} onChange={(value) => setFilters({ programme: value })} />
      <WordFilter label={say.district} terms={districts} value={district} onChange={(value) => setFilters({ district: value })} />
    </Filters>
  );
};

/** As the roster calls it, in either language. */
const same = (text: string) => ({ zh: text, en: text });
