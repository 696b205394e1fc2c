/** Applications and where each stands, narrowed as one likes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { Filters, TextFilter, WordFilter } from '../../parts/filters.tsx';
import { type ListState, useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { APPLICATION_STATES, APPLICATION_TONES, CONCERNS, PROGRAMMES, REMOTE_STATUS, REMOTE_TONES, YES_NO } from '../../words/cases.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { APPLICATIONS } from './words.ts';

type Application = Schemas['ApplicationItem'];

const NAMES = ['programme', 'state', 'remoteStatus', 'concern', 'heldReason', 'district', 'memberId'] as const;
type State = ListState<(typeof NAMES)[number]>;

export const Applications = () => {
  const say = useTexts(APPLICATIONS);
  const names = useTexts(PAGE_NAMES);
  const term = useTerm();
  const state = useListState(NAMES);
  const { filters, cursor } = state;
  const query = useQuery({
    queryKey: ['applications', filters, cursor],
    queryFn: ({ signal }) =>
      told(client.GET('/v1/applications', { params: { query: asked<'listApplications'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={names.applications} about={say.about}>
      <ApplicationFilters state={state} />
      <ListTable<Application>
        name={names.applications}
        query={query}
        state={state}
        idOf={({ applicationId }) => applicationId}
        empty={say.empty}
        columns={[
          {
            title: say.programme,
            render: (_, { applicationId, programme }) => <Link to={`/applications/${applicationId}`}>{term(PROGRAMMES, programme)}</Link>,
          },
          { title: say.member, dataIndex: 'memberId' },
          { title: say.state, render: (_, item) => <Standing item={item} /> },
          { title: say.heldReason, width: 280, render: (_, item) => <HeldBecause item={item} /> },
          { title: say.district, render: (_, { district }) => district ?? '—' },
          { title: say.version, render: (_, { version, deliveredVersion }) => say.versions(version, deliveredVersion) },
        ]}
      />
    </PageFrame>
  );
};

const ApplicationFilters = ({ state: { filters, setFilters, clearFilters, isFiltered } }: { readonly state: State }) => {
  const say = useTexts(APPLICATIONS);
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <WordFilter label={say.programme} terms={PROGRAMMES} value={filters.programme} onChange={(programme) => setFilters({ programme })} />
      <WordFilter label={say.state} terms={APPLICATION_STATES} value={filters.state} onChange={(state) => setFilters({ state })} />
      <WordFilter
        label={say.remote}
        terms={REMOTE_STATUS}
        value={filters.remoteStatus}
        onChange={(remoteStatus) => setFilters({ remoteStatus })}
      />
      <WordFilter label={say.concern} terms={YES_NO} value={filters.concern} onChange={(concern) => setFilters({ concern })} />
      <TextFilter label={say.member} value={filters.memberId} onChange={(memberId) => setFilters({ memberId })} />
      <TextFilter label={say.district} value={filters.district} onChange={(district) => setFilters({ district })} />
      <TextFilter label={say.heldReason} value={filters.heldReason} onChange={(heldReason) => setFilters({ heldReason })} />
    </Filters>
  );
};

const Standing = ({ item: { state, remoteStatus, concern } }: { readonly item: Application }) => {
  const term = useTerm();
  return (
    <span className="marks">
      <StatusTag code={state} terms={APPLICATION_STATES} tones={APPLICATION_TONES} />
      {remoteStatus !== null && <StatusTag code={remoteStatus} terms={REMOTE_STATUS} tones={REMOTE_TONES} />}
      {concern !== null && <Tag color="error">{term(CONCERNS, concern.kind)}</Tag>}
    </span>
  );
};

const HeldBecause = ({ item: { holdReasons, reasonCode } }: { readonly item: Application }) => {
  const inLanguage = useBilingual();
  if (holdReasons.length === 0) return reasonCode === null ? '—' : <code>{reasonCode}</code>;
  return (
    <div className="wrapped">
      {holdReasons.map(({ code, text }) => (
        <div key={code}>{inLanguage(text)}</div>
      ))}
    </div>
  );
};
