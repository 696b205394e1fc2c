/** The counterparts: each as a card, then what was called over time, then what they have announced. */
import { useQuery } from '@tanstack/react-query';
import { useTexts } from '../../language.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { PAGE_NAMES } from '../../words/pages.ts';
import { Calls } from './calls.tsx';
import { connectorsQuery } from './connectors-query.ts';
import { MaintenanceList } from './maintenance-list.tsx';
import { SourceCard } from './source-card.tsx';
import { SOURCES_PAGE } from './words.ts';

export const Sources = () => {
  const say = useTexts(SOURCES_PAGE);
  const names = useTexts(PAGE_NAMES);
  const query = useQuery(connectorsQuery);
  return (
    <PageFrame title={names.sources} about={say.about}>
      <QueryView query={query}>
        {({ items }) => (
          <div className="cards">
            {items.map((connector) => (
              <SourceCard key={connector.source} connector={connector} />
            ))}
          </div>
        )}
      </QueryView>
      <Calls />
      <MaintenanceList />
    </PageFrame>
  );
};
