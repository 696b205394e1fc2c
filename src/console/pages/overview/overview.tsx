/** What came of it all, for the federation's leadership: in figures, in charts, as a spreadsheet; by month, programme and district. */
import { useQuery } from '@tanstack/react-query';
import { Empty } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { PageFrame } from '../../parts/page-frame.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { ByDistrict } from './by-district.tsx';
import { ByMonth } from './by-month.tsx';
import { ByProgramme } from './by-programme.tsx';
import { ByRule } from './by-rule.tsx';
import { Definitions } from './definitions.tsx';
import { DownloadOverview } from './download-overview.tsx';
import { OverviewFilters } from './overview-filters.tsx';
import { OVERVIEW_FILTERS, overviewQuery } from './overview-query.ts';
import { TakeUp } from './take-up.tsx';
import { Totals } from './totals.tsx';
import { OVERVIEW } from './words.ts';

type Told = Schemas['Overview'];

export const Overview = () => {
  const names = useTexts(PAGE_NAMES);
  const state = useListState(OVERVIEW_FILTERS);
  const query = useQuery(overviewQuery(state.filters));
  const { data } = query;
  return (
    <PageFrame
      title={names.overview}
      about={data !== undefined && <Period overview={data} />}
      actions={
        <>
          {data !== undefined && <Definitions overview={data} />}
          <DownloadOverview filters={state.filters} />
        </>
      }
    >
      <OverviewFilters state={state} />
      <QueryView query={query}>{(overview) => <Shown overview={overview} />}</QueryView>
    </PageFrame>
  );
};

interface Part {
  readonly overview: Told;
}

const Period = ({ overview: { from, to, asOf } }: Part) => {
  const say = useTexts(OVERVIEW);
  return (
    <>
      {say.about(from, to)} · {say.asOf} <Instant at={asOf} />
    </>
  );
};

const Shown = ({ overview }: Part) => {
  const say = useTexts(OVERVIEW);
  const { total, district, leads, nearMisses } = overview;
  if (Object.values(total).every((count) => count === 0)) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.empty} />;
  return (
    <>
      <Totals overview={overview} />
      <TakeUp of={overview.takeUp} />
      <ByMonth overview={overview} />
      <ByProgramme overview={overview} />
      {district === null && <ByDistrict overview={overview} />}
      <div className="side-by-side">
        <ByRule title={say.leads} chart={say.leadsTitle} of={leads} />
        <ByRule title={say.nearMisses} chart={say.nearMissesTitle} of={nearMisses} />
      </div>
    </>
  );
};
