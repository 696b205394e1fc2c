/** Systems that may ask, and what an administrator does about them. */
import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Space } from 'antd';
import { useState } from 'react';
import { client, type Schemas, told } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Instant } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useFocusBack } from '../../parts/return-focus.ts';
import { StatusTag } from '../../parts/status-tag.tsx';
import { CLIENT_STATES, CLIENT_TONES, SCOPES } from '../../words/clients.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { AddDialog } from './add-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { CLIENTS } from './words.ts';

type Client = Schemas['Client'];

/** What stands open over the list. */
type Doing =
  | { readonly kind: 'add' }
  | { readonly kind: 'rotate' | 'revoke'; readonly client: Client }
  | { readonly kind: 'told'; readonly secret: Schemas['ClientSecret'] };

export const Clients = () => {
  const say = useTexts(CLIENTS);
  const names = useTexts(PAGE_NAMES);
  const [doing, setDoing] = useState<Doing | null>(null);
  const query = useQuery({ queryKey: ['clients'], queryFn: ({ signal }) => told(client.GET('/v1/clients', { signal })) });
  return (
    <PageFrame
      title={names.clients}
      about={say.about}
      actions={
        <Button type="primary" onClick={() => setDoing({ kind: 'add' })}>
          {say.add}
        </Button>
      }
    >
      <QueryView query={query}>{({ items }) => <ClientTable of={items} begin={setDoing} />}</QueryView>
      {doing !== null && <Dialog doing={doing} go={setDoing} />}
    </PageFrame>
  );
};

/** A secret that was just made is told next. */
const Dialog = ({ doing, go }: { readonly doing: Doing; readonly go: (next: Doing | null) => void }) => {
  useFocusBack();
  const close = (): void => go(null);
  const tell = (secret: Schemas['ClientSecret']): void => go({ kind: 'told', secret });
  switch (doing.kind) {
    case 'add':
      return <AddDialog tell={tell} close={close} />;
    case 'rotate':
      return <RotateDialog client={doing.client} tell={tell} close={close} />;
    case 'revoke':
      return <RevokeDialog client={doing.client} close={close} />;
    case 'told':
      return <SecretDialog secret={doing.secret} close={close} />;
  }
};

const ClientTable = ({ of, begin }: { readonly of: readonly Client[]; readonly begin: (doing: Doing) => void }) => {
  const say = useTexts(CLIENTS);
  const names = useTexts(PAGE_NAMES);
  const term = useTerm();
  return (
    <DetailTable<Client>
      name={names.clients}
      of={of}
      idOf={({ clientId }) => clientId}
      empty={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.empty} />}
      columns={[
        { title: say.clientId, render: (_, { clientId }) => <code>{clientId}</code> },
        { title: say.name, dataIndex: 'name' },
        { title: say.scopes, render: (_, { scopes }) => scopes.map((scope) => <div key={scope}>{term(SCOPES, scope)}</div>) },
        { title: say.state, render: (_, { state }) => <StatusTag code={state} terms={CLIENT_STATES} tones={CLIENT_TONES} /> },
        { title: say.createdAt, render: (_, { createdAt }) => <Instant at={createdAt} /> },
        { title: say.rotatedAt, render: (_, { rotatedAt }) => <Instant at={rotatedAt} /> },
        { title: say.revokedAt, render: (_, { revokedAt }) => <Instant at={revokedAt} /> },
        { title: say.act, render: (_, item) => <Acts of={item} begin={begin} /> },
      ]}
    />
  );
};

/** What stands in the configuration is changed there; what is revoked, no more. */
const Acts = ({ of, begin }: { readonly of: Client; readonly begin: (doing: Doing) => void }) => {
  const say = useTexts(CLIENTS);
  if (of.state !== 'good') return '—';
  return (
    <Space>
      <Button size="small" aria-label={`${say.rotate}: ${of.name}`} onClick={() => begin({ kind: 'rotate', client: of })}>
        {say.rotate}
      </Button>
      <Button size="small" danger aria-label={`${say.revoke}: ${of.name}`} onClick={() => begin({ kind: 'revoke', client: of })}>
        {say.revoke}
      </Button>
    </Space>
  );
};
