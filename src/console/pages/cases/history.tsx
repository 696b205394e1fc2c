/** Every night that changed a case. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Day } from '../../parts/instant.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CASE_CHANGES, CASE_EVENTS } from '../../words/cases.ts';
import { CASE } from './words.ts';

type Event = Schemas['CaseEvent'];

export const History = ({ of }: { readonly of: readonly Event[] }) => {
  const say = useTexts(CASE);
  const term = useTerm();
  const listing = useListing();
  return (
    <Panel title={say.history}>
      <DetailTable<Event>
        name={say.history}
        of={of}
        idOf={({ runId, event }) => `${runId}/${event}`}
        columns={[
          { title: say.on, render: (_, { on }) => <Day on={on} /> },
          { title: say.event, render: (_, { event }) => term(CASE_EVENTS, event) },
          { title: say.changed, render: (_, { changed }) => listing(changed.map((part) => term(CASE_CHANGES, part))) || '—' },
          { title: say.run, render: (_, { runId, on }) => <Link to={`/runs/${runId}`}>{on}</Link> },
        ]}
      />
    </Panel>
  );
};
