/** Who looked at one member. */
import { skipToken, useQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input } from 'antd';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Count } from '../../parts/count.tsx';
import { Instant } from '../../parts/instant.tsx';
import { type ListState, useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { ACTS, OUTCOMES } from '../../words/audit.ts';
import { PURPOSES } from '../../words/cases.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { SOURCES } from '../../words/terms.ts';
import { AUDIT, LOOKS } from './words.ts';

type Look = Schemas['Look'];

export const Looks = () => {
  const say = useTexts(LOOKS);
  const names = useTexts(PAGE_NAMES);
  const state = useListState(['memberId']);
  const { memberId } = state.filters;
  return (
    <PageFrame title={names.looks} about={say.about}>
      {/* Another member begins with another form. */}
      <Form<{ readonly memberId: string }>
        key={memberId}
        layout="inline"
        className="filters"
        initialValues={{ memberId }}
        onFinish={(typed) => state.setFilters({ memberId: typed.memberId.trim() })}
      >
        <Form.Item name="memberId" label={say.memberId} rules={[{ required: true, whitespace: true, message: say.missing }]}>
          <Input />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {say.ask}
        </Button>
      </Form>
      {memberId === '' ? <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.begin} /> : <LooksAt state={state} />}
    </PageFrame>
  );
};

const LooksAt = ({ state }: { readonly state: ListState<'memberId'> }) => {
  const say = useTexts(LOOKS);
  const list = useTexts(AUDIT);
  const term = useTerm();
  const listing = useListing();
  const { cursor } = state;
  const { memberId } = state.filters;
  const query = useQuery({
    queryKey: ['looks', memberId, cursor],
    queryFn:
      memberId === ''
        ? skipToken
        : ({ signal }) =>
            told(
              client.GET('/v1/members/{memberId}/looks', {
                params: { path: { memberId }, query: asked<'listLooks'>({ cursor }) },
                signal,
              }),
            ),
  });
  return (
    <ListTable<Look>
      name={say.of(memberId)}
      query={query}
      state={state}
      idOf={({ seq }) => String(seq)}
      empty={say.empty}
      columns={[
        { title: list.seq, align: 'right', render: (_, { seq }) => <Count of={seq} /> },
        { title: list.at, render: (_, { at }) => <Instant at={at} seconds /> },
        { title: list.actor, render: (_, { actor }) => <Actor name={actor} /> },
        { title: list.act, render: (_, { act }) => term(ACTS, act) },
        { title: list.purpose, render: (_, { purpose }) => (purpose === null ? '—' : term(PURPOSES, purpose)) },
        { title: list.sources, render: (_, { sources }) => listing(sources.map((source) => term(SOURCES, source))) || '—' },
        { title: list.outcome, render: (_, { outcome }) => term(OUTCOMES, outcome) },
        { title: list.trace, render: (_, { trace }) => (trace === null ? '—' : <CopyId id={trace} of={list.trace} />) },
      ]}
    />
  );
};
