/** Versions of an application, the newest first: which night made each, and which stands at the aid system. */
import { Tag } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { APPLICATION } from './words.ts';

type Version = Schemas['ApplicationVersion'];

export const Versions = ({ detail: { versions, deliveredVersion } }: { readonly detail: Schemas['ApplicationDetail'] }) => {
  const say = useTexts(APPLICATION);
  return (
    <Panel title={say.versions}>
      <DetailTable<Version>
        name={say.versions}
        of={versions.toSorted((a, b) => b.version - a.version)}
        idOf={({ version }) => String(version)}
        empty={say.noForm}
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
