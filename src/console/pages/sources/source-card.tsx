/** One counterpart: how it fares and why, what it said last, how far its datasets have been read. */
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { countText } from '../../parts/count.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { Instant } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { BECAUSE, CIRCUIT_TONES, CIRCUITS, HEALTH, HEALTH_TONES } from '../../words/sources.ts';
import { SOURCES } from '../../words/terms.ts';
import { Datasets } from './datasets.tsx';
import { PauseSwitch } from './pause.tsx';
import { SOURCES_PAGE } from './words.ts';

type Connector = Schemas['Connector'];

export const SourceCard = ({ connector }: { readonly connector: Connector }) => {
  const term = useTerm();
  const { source, health, because } = connector;
  const heading = `source-${source}`;
  return (
    <section className={`panel source is-${health}`} aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{term(SOURCES, source)}</h2>
        <StatusTag code={health} terms={HEALTH} tones={HEALTH_TONES} />
        <span className="because">{term(BECAUSE, because)}</span>
        <Acts connector={connector} />
      </header>
      <div className="sides">
        <div className="upper">
          <Pause connector={connector} />
          <Standing connector={connector} />
          <LastError connector={connector} />
        </div>
        {connector.datasets.length > 0 && <Datasets source={source} datasets={connector.datasets} />}
      </div>
    </section>
  );
};

interface Part {
  readonly connector: Connector;
}

const Acts = ({ connector: { source, paused } }: Part) => {
  const mayAct = useHasRole('operator');
  if (!mayAct) return null;
  return <PauseSwitch source={source} isPaused={paused !== null} />;
};

const Pause = ({ connector: { paused } }: Part) => {
  const say = useTexts(SOURCES_PAGE);
  if (paused === null) return null;
  return (
    <p className="note">
      {say.pausedBy} <Actor name={paused.by} /> · <Instant at={paused.since} /> · {say.pausedUntil}{' '}
      <Instant at={paused.until} otherwise={say.untilResumed} />
      <br />「{paused.why}」
    </p>
  );
};

const Standing = ({ connector }: Part) => {
  const say = useTexts(SOURCES_PAGE);
  const { quota, calls, breaker, lastAnsweredAt, closedHours, opensAt, maintenance } = connector;
  return (
    <Facts
      of={[
        [say.lastAnswered, <Instant key="answered" at={lastAnsweredAt} seconds />],
        [say.lastHour, <CallsOfHour key="calls" calls={calls} />],
        [say.quota, quota === null ? say.noQuota : <Quota key="quota" quota={quota} />],
        [
          say.circuit,
          breaker === null ? say.notCalled : <StatusTag key="circuit" code={breaker.circuit} terms={CIRCUITS} tones={CIRCUIT_TONES} />,
        ],
        [say.closedHours, closedHours ?? say.noClosedHours],
        ...(opensAt === null ? [] : [[say.opensAt, <Instant key="opens" at={opensAt} />] as const]),
        ...(maintenance === null ? [] : [[say.nextMaintenance, <Period key="planned" of={maintenance} />] as const]),
      ]}
    />
  );
};

const CallsOfHour = ({ calls: { lastHour, failedLastHour, notSentLastHour } }: Pick<Connector, 'calls'>) => {
  const say = useTexts(SOURCES_PAGE);
  return (
    <>
      {say.callsOfHour(countText(lastHour), countText(failedLastHour))}
      {notSentLastHour > 0 && <span className="evidence">{say.notSent(countText(notSentLastHour))}</span>}
    </>
  );
};

const Quota = ({ quota: { perSecond, reservedForLive, callsLastMinute } }: { readonly quota: Schemas['ConnectorQuota'] }) => {
  const say = useTexts(SOURCES_PAGE);
  return (
    <>
      {say.perSecond(perSecond)}
      <span className="evidence">
        {reservedForLive > 0 && <>{say.reserved(reservedForLive)} · </>}
        {say.lastMinute} {countText(callsLastMinute)}
      </span>
    </>
  );
};

const Period = ({ of: { from, to } }: { readonly of: Schemas['Maintenance'] }) => (
  <>
    <Instant at={from} /> – <Instant at={to} />
  </>
);

const LastError = ({ connector: { lastError } }: Part) => {
  const say = useTexts(SOURCES_PAGE);
  return (
    <div className="last-error">
      <h3>
        {say.lastError} {lastError !== null && <Instant at={lastError.at} seconds />}
      </h3>
      {lastError === null ? <p className="about">{say.noError}</p> : <FaultWords {...lastError} />}
    </div>
  );
};
