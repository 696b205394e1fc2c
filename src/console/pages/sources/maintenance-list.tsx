/** Closures that counterparts have announced: what is planned, planning one, taking one back. */
import { useQuery } from '@tanstack/react-query';
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { Instant } from '../../parts/instant.tsx';
import type { ListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { MAINTENANCE_STATES, MAINTENANCE_TONES } from '../../words/sources.ts';
import { SOURCES } from '../../words/terms.ts';
import { EndMaintenance } from './end-maintenance.tsx';
import { PlanMaintenance } from './plan-maintenance.tsx';
import { SOURCES_PAGE } from './words.ts';

type Maintenance = Schemas['Maintenance'];

/** What is planned fits on one page: nobody announces a hundred closures. */
const MOST = 100;
const ONE_PAGE: ListState<never> = {
  filters: {},
  isFiltered: false,
  cursor: undefined,
  setFilters: () => undefined,
  clearFilters: () => undefined,
  goTo: () => undefined,
};

export const MaintenanceList = () => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  const mayAct = useHasRole('operator');
  const query = useQuery({
    queryKey: ['maintenance'],
    queryFn: async ({ signal }) => {
      const { items } = await told(client.GET('/v1/maintenance', { params: { query: { limit: MOST } }, signal }));
      return { items, nextCursor: null };
    },
  });
  return (
    <Panel title={say.maintenance} about={say.maintenanceAbout}>
      {mayAct && (
        <div className="actions">
          <PlanMaintenance />
        </div>
      )}
      <ListTable<Maintenance>
        name={say.maintenance}
        query={query}
        state={ONE_PAGE}
        idOf={({ maintenanceId }) => maintenanceId}
        empty={say.noMaintenance}
        columns={[
          { title: say.source, render: (_, { source }) => term(SOURCES, source) },
          {
            title: say.standing,
            render: (_, { state }) => <StatusTag code={state} terms={MAINTENANCE_STATES} tones={MAINTENANCE_TONES} />,
          },
          { title: say.from, render: (_, { from }) => <Instant at={from} /> },
          { title: say.to, render: (_, { to }) => <Instant at={to} /> },
          { title: say.why, render: (_, { why }) => <div className="wrapped">{why}</div> },
          { title: say.by, render: (_, { by }) => <Actor name={by} /> },
          ...(mayAct ? [{ title: say.acts, render: (_: unknown, one: Maintenance) => <EndMaintenance of={one} /> }] : []),
        ]}
      />
    </Panel>
  );
};
