/** Who says what, since when: a line for each member and matter, a column for each authority; what was asked about it, and asking. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { Filters, TextFilter, WordFilter } from '../../parts/filters.tsx';
import { Day } from '../../parts/instant.tsx';
import { type ListState, useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { DISCREPANCY_KINDS, DISCREPANCY_STATUS, DISCREPANCY_STATUS_ASKED, DISCREPANCY_TONES } from '../../words/discrepancies.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { SOURCES } from '../../words/terms.ts';
import { AUTHORITIES, AUTHORITY_TERMS } from './authorities.ts';
import { type ChosenRequests, ExportButton } from './export-dialog.tsx';
import { isLive, mayBeAsked } from './live-requests.ts';
import { RecordAnswer } from './record-answer.tsx';
import { RequestBrief } from './request-brief.tsx';
import { RequestCorrection } from './request-correction.tsx';
import { Says } from './says.tsx';
import { DISCREPANCIES } from './words.ts';

type Item = Schemas['DiscrepancyItem'];

const NAMES = ['status', 'kind', 'source', 'district', 'memberId'] as const;
type State = ListState<(typeof NAMES)[number]>;

export const Discrepancies = () => {
  const say = useTexts(DISCREPANCIES);
  const names = useTexts(PAGE_NAMES);
  const mayAct = useHasRole('operator');
  const state = useListState(NAMES);
  const { filters, cursor } = state;
  const columns = useColumns();
  const query = useQuery({
    queryKey: ['discrepancies', filters, cursor],
    queryFn: ({ signal }) =>
      told(client.GET('/v1/discrepancies', { params: { query: asked<'listDiscrepancies'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  const { chosen, choose, clear } = useChosen(query.data?.items ?? []);
  return (
    <PageFrame title={names.discrepancies} about={say.about} actions={<ExportButton chosen={null} />}>
      <MatrixFilters state={state} />
      {mayAct && <Chosen chosen={chosen} clear={clear} />}
      <ListTable<Item>
        name={names.discrepancies}
        query={query}
        state={state}
        idOf={({ discrepancyId }) => discrepancyId}
        empty={say.empty}
        columns={columns}
        {...(mayAct && {
          selection: {
            chosen: chosen?.ids ?? [],
            choose,
            mayBeChosen: ({ request }) => request?.state === 'open' && (chosen === null || request.to === chosen.to),
            label: say.selectRow,
          },
        })}
      />
    </PageFrame>
  );
};

/** What leaves the house goes to one authority: the first that is chosen says to which. */
const useChosen = (items: readonly Item[]) => {
  const [chosen, setChosen] = useState<ChosenRequests | null>(null);
  const addresseeOf = (id: string) => items.find(({ discrepancyId }) => discrepancyId === id)?.request?.to;
  const choose = (ids: readonly string[]): void => {
    const to = chosen?.to ?? ids.map(addresseeOf).find((one) => one !== undefined);
    const own = ids.filter((id) => chosen?.ids.includes(id) === true || addresseeOf(id) === to);
    setChosen(to === undefined || own.length === 0 ? null : { ids: own, to });
  };
  return { chosen, choose, clear: () => setChosen(null) };
};

const MatrixFilters = ({ state: { filters, setFilters, clearFilters, isFiltered } }: { readonly state: State }) => {
  const say = useTexts(DISCREPANCIES);
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <WordFilter
        label={say.status}
        usual={say.usual}
        terms={DISCREPANCY_STATUS_ASKED}
        value={filters.status}
        onChange={(status) => setFilters({ status })}
      />
      <WordFilter label={say.kind} terms={DISCREPANCY_KINDS} value={filters.kind} onChange={(kind) => setFilters({ kind })} />
      <WordFilter label={say.source} terms={AUTHORITY_TERMS} value={filters.source} onChange={(source) => setFilters({ source })} />
      <TextFilter label={say.district} value={filters.district} onChange={(district) => setFilters({ district })} />
      <TextFilter label={say.memberId} value={filters.memberId} onChange={(memberId) => setFilters({ memberId })} />
    </Filters>
  );
};

const Chosen = ({ chosen, clear }: { readonly chosen: ChosenRequests | null; readonly clear: () => void }) => {
  const say = useTexts(DISCREPANCIES);
  const term = useTerm();
  return (
    <div className="chosen" role="status">
      {chosen !== null && (
        <>
          <span>{say.selected(chosen.ids.length, term(SOURCES, chosen.to))}</span>
          <ExportButton chosen={chosen} />
          <Button onClick={clear}>{say.clearSelection}</Button>
        </>
      )}
    </div>
  );
};

/** What is said of the same stands side by side. */
const FROM_TOP = 'from-top';

const useColumns = (): TableColumnsType<Item> => {
  const say = useTexts(DISCREPANCIES);
  const term = useTerm();
  return [
    { title: say.member, className: FROM_TOP, render: (_, item) => <Name item={item} /> },
    ...AUTHORITIES.map((source) => ({
      title: term(SOURCES, source),
      key: source,
      className: FROM_TOP,
      width: 190,
      render: (_: unknown, { says }: Item) => <Says of={says} source={source} />,
    })),
    { title: say.asked, className: FROM_TOP, width: 230, render: (_, item) => <Asked item={item} /> },
  ];
};

const Name = ({ item: { discrepancyId, memberId, district, title, since } }: { readonly item: Item }) => {
  const say = useTexts(DISCREPANCIES);
  const inLanguage = useBilingual();
  return (
    <>
      <Link to={`/discrepancies/${discrepancyId}`}>{memberId}</Link>
      <div>{inLanguage(title)}</div>
      <span className="evidence">
        {district !== null && `${say.district2(district)} · `}
        {say.since} <Day on={since} />
      </span>
    </>
  );
};

const Asked = ({ item }: { readonly item: Item }) => {
  const { discrepancyId, memberId, status, says, request } = item;
  const live = request !== null && isLive(request) ? request : null;
  return (
    <div className="asked">
      <StatusTag code={status} terms={DISCREPANCY_STATUS} tones={DISCREPANCY_TONES} />
      {live !== null && <RequestBrief request={live} />}
      {status === 'open' && <RequestCorrection discrepancyId={discrepancyId} possible={mayBeAsked(says, [])} of={memberId} size="small" />}
      {status === 'requested' && live !== null && <RecordAnswer discrepancyId={discrepancyId} request={live} of={memberId} size="small" />}
    </div>
  );
};
