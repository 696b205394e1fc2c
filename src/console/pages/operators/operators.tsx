/** Who has signed in, and in which roles; an administrator sets those of others. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Tag } from 'antd';
import { useState } from 'react';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useHasRole, useSession } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { ROLES } from '../../words/terms.ts';
import { RolesDialog } from './roles-dialog.tsx';
import { OPERATORS } from './words.ts';

type Operator = Schemas['Operator'];

export const Operators = () => {
  const say = useTexts(OPERATORS);
  const names = useTexts(PAGE_NAMES);
  const state = useListState([]);
  const { cursor } = state;
  const [changing, setChanging] = useState<Operator | null>(null);
  const query = useQuery({
    queryKey: ['operators', cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/operators', { params: { query: asked<'listOperators'>({ cursor }) }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <PageFrame title={names.operators} about={say.about}>
      <ListTable<Operator>
        name={names.operators}
        query={query}
        state={state}
        idOf={({ operatorId }) => operatorId}
        empty={say.empty}
        columns={[
          { title: say.name, dataIndex: 'name' },
          { title: say.roles, render: (_, { roles }) => <Roles of={roles} /> },
          { title: say.lastSeenAt, render: (_, { lastSeenAt }) => <Instant at={lastSeenAt} seconds /> },
          { title: say.act, render: (_, operator) => <Change operator={operator} change={() => setChanging(operator)} /> },
        ]}
      />
      {changing !== null && <RolesDialog operator={changing} close={() => setChanging(null)} />}
    </PageFrame>
  );
};

const Roles = ({ of }: { readonly of: Operator['roles'] }) => {
  const say = useTexts(OPERATORS);
  const term = useTerm();
  if (of.length === 0) return say.none;
  return (
    <span className="marks">
      {of.map((role) => (
        <Tag key={role}>{term(ROLES, role)}</Tag>
      ))}
    </span>
  );
};

const Change = ({ operator: { operatorId, name }, change }: { readonly operator: Operator; readonly change: () => void }) => {
  const say = useTexts(OPERATORS);
  const own = useSession();
  const mayChange = useHasRole('administrator');
  if (own.operatorId === operatorId) return say.self;
  return mayChange ? (
    <Button size="small" aria-label={`${say.change}: ${name}`} onClick={change}>
      {say.change}
    </Button>
  ) : (
    '—'
  );
};
