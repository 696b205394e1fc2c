/** What somebody has been told and is not over: what happened, what to do, and the way there. */
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTexts } from '../../language.tsx';
import { Instant } from '../../parts/instant.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { ALERT_STATES, ALERT_TONES } from '../../words/morning.ts';
import { MORNING } from './words.ts';

type Alert = Schemas['Alert'];

const AGAIN_MS = 30_000;

export const Alerts = () => {
  const say = useTexts(MORNING);
  const { data, error, refetch } = useQuery({
    queryKey: ['alerts', 'open'],
    queryFn: ({ signal }) => told(client.GET('/v1/alerts', { params: { query: { state: 'open' } }, signal })),
    refetchInterval: AGAIN_MS,
  });
  if (error !== null) return <QueryFailed error={error} retry={() => void refetch()} />;
  if (data === undefined || data.items.length === 0) return null;
  // What may still pass by itself stands back behind what will not.
  const final = data.items.filter(({ state }) => state === 'final');
  const passing = data.items.filter(({ state }) => state !== 'final');
  return (
    <section className="panel" id="alerts" aria-labelledby="alerts-name">
      <h2 id="alerts-name">{say.alerts}</h2>
      <p>
        <Link to="/alerts">{say.allAlerts}</Link>
      </p>
      <AlertLines of={final} />
      {passing.length > 0 &&
        (final.length === 0 ? (
          <AlertLines of={passing} />
        ) : (
          <details>
            <summary>{say.passing(passing.length)}</summary>
            <AlertLines of={passing} />
          </details>
        ))}
    </section>
  );
};

const AlertLines = ({ of }: { readonly of: readonly Alert[] }) => (
  <ul className="alerts">
    {of.map((alert) => (
      <li key={alert.alertId} className="thing">
        <AlertLine alert={alert} />
      </li>
    ))}
  </ul>
);

/** The console's router knows paths below `/console`. */
const BELOW = '/console';

const AlertLine = ({ alert: { state, since, text, todo, page } }: { readonly alert: Alert }) => {
  const say = useTexts(MORNING);
  const bilingual = useBilingual();
  return (
    <>
      <StatusTag code={state} terms={ALERT_STATES} tones={ALERT_TONES} />
      <div>
        <strong>{bilingual(text)}</strong>
        <p>
          {say.whatToDo}
          {bilingual(todo)}
        </p>
        <span className="evidence">
          {say.since} <Instant at={since} />
        </span>
      </div>
      {page.startsWith(`${BELOW}/`) && <Link to={page.slice(BELOW.length)}>{say.open}</Link>}
    </>
  );
};
