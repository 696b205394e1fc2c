/** Versions of an application, the newest first: which night made each, and which stands at the aid system. */
import { Table, Tag } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { APPLICATION } from './words.ts';

type Version = Schemas['ApplicationVersion'];

export const Versions = ({ detail: { versions, deliveredVersion } }: { readonly detail: Schemas['ApplicationDetail'] }) => {
  const say = useTexts(APPLICATION);
  return (
    <Panel title={say.versions}>
      <Table<Version>
        aria-label={say.versions}
        size="small"
        pagination={false}
        dataSource={versions.toSorted((a, b) => b.version - a.version)}
        rowKey={({ version }) => version}
        locale={{ emptyText: say.noForm }}
        columns={[
          {
            title: say.versions,
            render: (_, { version }) => (
              <>
                {say.version(version)} {version === deliveredVersion && <Tag color="success">{say.delivered}</Tag>}
              </>
            ),
          },
          { title: say.run, render: (_, { runId, on }) => <Link to={`/runs/${runId}`}>{on}</Link> },
        ]}
      />
    </Panel>
  );
};
