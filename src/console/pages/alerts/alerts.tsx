/** What a person had to know or do, the newest first: what happened, what to do and where, who was told when and by which channel. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { asked, client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { Filters, WordFilter } from '../../parts/filters.tsx';
import { Instant } from '../../parts/instant.tsx';
import { useListState } from '../../parts/list-state.ts';
import { ListTable } from '../../parts/list-table.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { ALERT_STATES_ASKED, CHANNELS, MESSAGE_KINDS, OUTCOMES_OF_MESSAGE } from '../../words/alerts.ts';
import { ALERT_STATES, ALERT_TONES } from '../../words/morning.ts';
import { PAGE_NAMES } from '../../words/pages.ts';
import { ALERTS } from './words.ts';

type Alert = Schemas['Alert'];

const NAMES = ['state'] as const;
const AGAIN_MS = 30_000;
/** Lines of different height begin side by side. */
const FROM_TOP = 'from-top';

export const Alerts = () => {
  const say = useTexts(ALERTS);
  const names = useTexts(PAGE_NAMES);
  const state = useListState(NAMES);
  const { filters, setFilters, clearFilters, isFiltered, cursor } = state;
  const query = useQuery({
    queryKey: ['alerts', 'list', filters, cursor],
    queryFn: ({ signal }) => told(client.GET('/v1/alerts', { params: { query: asked<'listAlerts'>({ ...filters, cursor }) }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  });
  return (
    <PageFrame title={names.alerts} about={say.about}>
      <Filters isFiltered={isFiltered} clear={clearFilters}>
        <WordFilter label={say.state} terms={ALERT_STATES_ASKED} value={filters.state} onChange={(value) => setFilters({ state: value })} />
      </Filters>
      <ListTable<Alert>
        name={names.alerts}
        query={query}
        state={state}
        idOf={({ alertId }) => alertId}
        empty={say.empty}
        columns={[
          {
            title: say.state,
            className: FROM_TOP,
            width: 120,
            render: (_, alert) => <StatusTag code={alert.state} terms={ALERT_STATES} tones={ALERT_TONES} />,
          },
          { title: say.what, className: FROM_TOP, render: (_, alert) => <What alert={alert} /> },
          { title: say.since, className: FROM_TOP, width: 180, render: (_, alert) => <Since alert={alert} /> },
          { title: say.told, className: FROM_TOP, width: 220, render: (_, { notified }) => <Told messages={notified} /> },
        ]}
      />
    </PageFrame>
  );
};

/** The console's router knows paths below `/console`. */
const BELOW = '/console';

const What = ({ alert: { text, todo, page, state } }: { readonly alert: Alert }) => {
  const say = useTexts(ALERTS);
  const inLanguage = useBilingual();
  const what = inLanguage(text);
  return (
    <div className="alert-words">
      <strong>{what}</strong>
      {state !== 'recovered' && (
        <p>
          {say.whatToDo}
          {inLanguage(todo)}{' '}
          {page.startsWith(`${BELOW}/`) && (
            <Link to={page.slice(BELOW.length)} aria-label={say.openOf(what)}>
              {say.open}
            </Link>
          )}
        </p>
      )}
    </div>
  );
};

const Since = ({ alert: { since, changedAt } }: { readonly alert: Alert }) => {
  const say = useTexts(ALERTS);
  return (
    <>
      <Instant at={since} />
      {changedAt !== since && (
        <span className="evidence">
          {say.changedAt} <Instant at={changedAt} />
        </span>
      )}
    </>
  );
};

const Told = ({ messages }: { readonly messages: Alert['notified'] }) => {
  const say = useTexts(ALERTS);
  const term = useTerm();
  if (messages.length === 0) return <span className="quiet">{say.nobody}</span>;
  return (
    <ul className="brief-list">
      {messages.map(({ messageId, kind, channel, outcome, at, attempts, fault }) => (
        <li key={messageId}>
          {term(CHANNELS, channel)} · {term(MESSAGE_KINDS, kind)}
          <span className="evidence">
            {term(OUTCOMES_OF_MESSAGE, outcome)} <Instant at={at} otherwise="" />
            {outcome !== 'delivered' && attempts > 0 && ` · ${say.attempts(attempts)}`}
            {outcome !== 'delivered' && fault !== null && (
              <>
                {' · '}
                <code>{fault}</code>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
};
