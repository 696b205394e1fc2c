/** What screening says of members, narrowed as one likes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Tag } from 'antd';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { DayFilter, Filters, TextFilter, WordFilter } from '../../parts/filters.tsx';
import { Day } from '../../parts/instant.tsx';
import { type ListState, useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { CASE_KIND_TONES, CASE_KINDS, CASE_STATUS, CASE_STATUS_ASKED, CLASSES, PROGRAMMES, PURPOSES, YES_NO } from '../../words/cases.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { CASES } from './words.ts';

type Case = Schemas['CaseItem'];

const NAMES = [
  'kind',
  'class',
  'purpose',
  'programme',
  'district',
  'status',
  'rule',
  'cannotJudge',
  'memberId',
  'openedFrom',
  'openedTo',
] as const;
type State = ListState<(typeof NAMES)[number]>;

export const Cases = () => {
  const say = useTexts(CASES);
  const names = useTexts(PAGE_NAMES);
  const state = useListState(NAMES);
  const { filters, cursor } = state;
  const query = useQuery({
    queryKey: ['cases', filters, cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/cases', { params: { query: asked<'listCases'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={names.cases} about={say.about}>
      <CaseFilters state={state} />
      <ListTable<Case>
        name={names.cases}
        query={query}
        state={state}
        idOf={({ caseId }) => caseId}
        empty={say.empty}
        columns={[
          { title: say.member, render: (_, { caseId, memberId }) => <Link to={`/cases/${caseId}`}>{memberId}</Link> },
          { title: say.kind, render: (_, item) => <Kind item={item} /> },
          { title: say.programmes, render: (_, { programmes }) => <Programmes of={programmes} /> },
          { title: say.reasons, width: 380, render: (_, item) => <Reasons item={item} /> },
          { title: say.district, render: (_, { district }) => district ?? '—' },
          { title: say.openedOn, render: (_, { openedOn }) => <Day on={openedOn} /> },
        ]}
      />
    </PageFrame>
  );
};

const CaseFilters = ({ state: { filters, setFilters, clearFilters, isFiltered } }: { readonly state: State }) => {
  const say = useTexts(CASES);
  const term = useTerm();
  return (
    <Filters isFiltered={isFiltered} clear={clearFilters}>
      <WordFilter label={say.kind} terms={CASE_KINDS} value={filters.kind} onChange={(kind) => setFilters({ kind })} />
      <WordFilter label={say.class} terms={CLASSES} value={filters.class} onChange={(value) => setFilters({ class: value })} />
      <WordFilter label={say.purpose} terms={PURPOSES} value={filters.purpose} onChange={(purpose) => setFilters({ purpose })} />
      <WordFilter label={say.programme} terms={PROGRAMMES} value={filters.programme} onChange={(programme) => setFilters({ programme })} />
      <WordFilter
        label={say.status}
        usual={term(CASE_STATUS, 'open')}
        terms={CASE_STATUS_ASKED}
        value={filters.status}
        onChange={(status) => setFilters({ status })}
      />
      <WordFilter
        label={say.cannotJudge}
        terms={YES_NO}
        value={filters.cannotJudge}
        onChange={(cannotJudge) => setFilters({ cannotJudge })}
      />
      <TextFilter label={say.member} value={filters.memberId} onChange={(memberId) => setFilters({ memberId })} />
      <TextFilter label={say.district} value={filters.district} onChange={(district) => setFilters({ district })} />
      <TextFilter label={say.rule} value={filters.rule} onChange={(rule) => setFilters({ rule })} />
      <DayFilter label={say.openedFrom} value={filters.openedFrom} onChange={(openedFrom) => setFilters({ openedFrom })} />
      <DayFilter label={say.openedTo} value={filters.openedTo} onChange={(openedTo) => setFilters({ openedTo })} />
    </Filters>
  );
};

const Kind = ({ item }: { readonly item: Case }) => {
  const term = useTerm();
  return (
    <span className="marks">
      <StatusTag code={item.kind} terms={CASE_KINDS} tones={CASE_KIND_TONES} />
      {item.class !== null && <Tag>{term(CLASSES, item.class)}</Tag>}
    </span>
  );
};

const Programmes = ({ of }: { readonly of: Case['programmes'] }) => {
  const term = useTerm();
  return of.length === 0 ? '—' : of.map((programme) => <div key={programme}>{term(PROGRAMMES, programme)}</div>);
};

/** Why it stands here at all: also what was missed, or why a file should end. */
const Reasons = ({ item: { reasons, nearMiss, leaving, unjudgedSince } }: { readonly item: Case }) => {
  const say = useTexts(CASES);
  const inLanguage = useBilingual();
  return (
    <div className="wrapped">
      {reasons.map(({ code, text }) => (
        <div key={code}>{inLanguage(text)}</div>
      ))}
      {nearMiss.map(({ code, fact, smallestChange }) => (
        <div key={`${code}/${fact}`}>{inLanguage(smallestChange)}</div>
      ))}
      {leaving !== null && <div>{inLanguage(leaving.reason.text)}</div>}
      {unjudgedSince !== null && <Tag color="warning">{say.unjudgedSince(unjudgedSince)}</Tag>}
    </div>
  );
};
