/** Rows that cannot be read, narrowed as one likes; what is chosen, or all that is alike, can be replayed together. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { Filters, WordFilter } from '../../parts/filters.tsx';
import { useFocusKept } from '../../parts/focus-kept.ts';
import { Instant } from '../../parts/instant.tsx';
import { type ListState, useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { QUARANTINE_ASKED, QUARANTINE_REASONS, QUARANTINE_STATES } from '../../words/quarantine.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { ReplayButton } from './replay-button.tsx';
import { Replayable } from './replayable.tsx';
import { RowState } from './row-state.tsx';
import { QUARANTINE, REPLAY } from './words.ts';

type Row = Schemas['QuarantinedItem'];

const NAMES = ['state', 'source', 'dataset', 'reason'] as const;
type State = ListState<(typeof NAMES)[number]>;

/** What is being replayed changes by itself. */
const AGAIN_MS = 5_000;

export const Quarantine = () => {
  const say = useTexts(QUARANTINE);
  const names = useTexts(PAGE_NAMES);
  const mayAct = useHasRole('operator');
  const state = useListState(NAMES);
  const { filters, cursor } = state;
  const columns = useColumns();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const query = useQuery({
    queryKey: ['quarantine', filters, cursor],
    queryFn: ({ signal }) =>
      told(client.GET('/v1/quarantine', { params: { query: asked<'listQuarantine'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.items.some(({ replaying }) => replaying) === true ? AGAIN_MS : false),
  });
  return (
    <PageFrame title={names.quarantine} about={say.about}>
      <RowFilters state={state} />
      {mayAct && <Acts chosen={chosen} clear={() => setChosen([])} state={state} />}
      <ListTable<Row>
        name={names.quarantine}
        query={query}
        state={state}
        idOf={({ quarantineId }) => quarantineId}
        empty={say.empty}
        columns={columns}
        {...(mayAct && {
          selection: {
            chosen,
            choose: setChosen,
            mayBeChosen: ({ replayable, replaying }) => replayable && !replaying,
            label: say.selectRow,
          },
        })}
      />
    </PageFrame>
  );
};

const RowFilters = ({ state: { filters, setFilters, clearFilters, isFiltered } }: { readonly state: State }) => {
  const say = useTexts(QUARANTINE);
  const term = useTerm();
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <WordFilter
        label={say.state}
        usual={term(QUARANTINE_STATES, 'open')}
        terms={QUARANTINE_ASKED}
        // As other pages link to what is usual here.
        value={filters.state === 'open' ? '' : filters.state}
        onChange={(state) => setFilters({ state })}
      />
      <WordFilter label={say.source} terms={SOURCES} value={filters.source} onChange={(source) => setFilters({ source })} />
      <WordFilter label={say.dataset} terms={DATASETS} value={filters.dataset} onChange={(dataset) => setFilters({ dataset })} />
      <WordFilter label={say.reason} terms={QUARANTINE_REASONS} value={filters.reason} onChange={(reason) => setFilters({ reason })} />
    </Filters>
  );
};

const useColumns = () => {
  const say = useTexts(QUARANTINE);
  return [
    { title: say.row, render: (_: unknown, row: Row) => <Name row={row} /> },
    { title: say.reason, render: (_: unknown, row: Row) => <Reason row={row} /> },
    { title: say.state, render: (_: unknown, row: Row) => <RowState row={row} /> },
    { title: say.replay, render: (_: unknown, row: Row) => <Replayable row={row} /> },
    { title: say.member, render: (_: unknown, { memberId }: Row) => memberId ?? say.unknown },
    { title: say.createdAt, render: (_: unknown, { createdAt }: Row) => <Instant at={createdAt} /> },
  ];
};

const Name = ({ row: { quarantineId, source, dataset } }: { readonly row: Row }) => {
  const term = useTerm();
  return (
    <>
      <Link to={`/quarantine/${quarantineId}`}>{term(DATASETS, dataset)}</Link>
      <span className="evidence">{term(SOURCES, source)}</span>
    </>
  );
};

const Reason = ({ row: { reasonText, reason, dataset, path } }: { readonly row: Row }) => {
  const say = useTexts(QUARANTINE);
  const term = useTerm();
  const words = useBilingual()(reasonText);
  return (
    <>
      {words}
      <span className="evidence">
        <code>{path === '' ? say.wholeRow : path}</code> ·{' '}
        <Link
          to={`/quarantine?${new URLSearchParams({ dataset, reason })}`}
          aria-label={say.alikeOf(`${term(DATASETS, dataset)} ${words}`)}
        >
          {say.alike}
        </Link>
      </span>
    </>
  );
};

interface ActsProps {
  readonly chosen: readonly string[];
  readonly clear: () => void;
  readonly state: State;
}

/** Those that are chosen; where none is, all of the dataset or source that the list is narrowed to. */
const Acts = ({ chosen, clear, state: { filters } }: ActsProps) => {
  const say = useTexts(QUARANTINE);
  const replay = useTexts(REPLAY);
  const place = useFocusKept<HTMLDivElement>(chosen.length === 0);
  return (
    <div className="chosen" role="status" ref={place} tabIndex={-1}>
      {chosen.length > 0 ? (
        <>
          <span>{say.selected(chosen.length)}</span>
          <ReplayButton
            label={replay.chosen}
            chosen={{ ids: [...chosen] }}
            says={replay.ofChosen(chosen.length)}
            onDone={clear}
            type="primary"
          />
          <Button onClick={clear}>{say.clearSelection}</Button>
        </>
      ) : (
        <ReplayFiltered filters={filters} />
      )}
    </div>
  );
};

type Authority = Schemas['Authority'];
const isAuthority = (source: string): source is Authority => source !== '' && source !== 'aid-system' && source in SOURCES;

const ReplayFiltered = ({ filters: { state, source, dataset, reason } }: Pick<State, 'filters'>) => {
  const replay = useTexts(REPLAY);
  const term = useTerm();
  const ofSource = isAuthority(source) ? { source } : {};
  const ofDataset = dataset === '' ? {} : { dataset };
  // The API wants one of the two, and the roster has no replay.
  if (state === 'replayed' || source === 'aid-system' || (source === '' && dataset === '')) return null;
  const what = [
    ...(source === '' ? [] : [term(SOURCES, source)]),
    ...(dataset === '' ? [] : [term(DATASETS, dataset)]),
    reason === '' ? replay.anyReason : term(QUARANTINE_REASONS, reason),
  ];
  return (
    <ReplayButton
      label={replay.filtered}
      chosen={{ ...ofSource, ...ofDataset, ...(reason !== '' && { reason }) }}
      says={replay.ofAll(what.join(' · '))}
    />
  );
};
