/** Did the night finish, do its books balance, were members affected: three facts beside each other. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useListing, useTerm, useTexts } from '../../language.tsx';
import { Count, countText } from '../../parts/count.tsx';
import { instantText } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { PHASES, RUN_STATUS, RUN_TONES } from '../../words/runs.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { MORNING } from './words.ts';

type NightOf = Schemas['MorningNight'];
type Affected = Schemas['MorningAffected'];

export const Night = ({ night, affected }: { readonly night: NightOf | null; readonly affected: Affected | null }) => {
  const say = useTexts(MORNING);
  if (night === null) return <p className="calm">{say.noNight}</p>;
  return (
    <dl className="three">
      <Fact name={say.night}>
        <Finished night={night} />
      </Fact>
      <Fact name={say.books}>
        <Balance isBalanced={night.balanced} />
      </Fact>
      <Fact name={say.affected}>{affected === null ? <span className="quiet">{say.affectedLater}</span> : <Members of={affected} />}</Fact>
    </dl>
  );
};

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Finished = ({ night: { runId, date, status, phase, finishedAt } }: { readonly night: NightOf }) => {
  const say = useTexts(MORNING);
  const term = useTerm();
  return (
    <>
      <Link to={`/runs/${runId}`} className="large">
        {date}
      </Link>{' '}
      <StatusTag code={status} terms={RUN_STATUS} tones={RUN_TONES} />
      <span className="evidence">
        {finishedAt === null ? `${say.underWay}：${term(PHASES, phase)}` : say.tookUntil(instantText(finishedAt))}
      </span>
    </>
  );
};

const Balance = ({ isBalanced }: { readonly isBalanced: boolean | null }) => {
  const say = useTexts(MORNING);
  if (isBalanced === null) return <span className="quiet">{say.notClosed}</span>;
  return <span className={isBalanced ? 'large good' : 'large bad'}>{isBalanced ? say.balanced : say.unbalanced}</span>;
};

const Members = ({ of: { members, missing, unjudged, held } }: { readonly of: Affected }) => {
  const say = useTexts(MORNING);
  const term = useTerm();
  const listing = useListing();
  // Before the roster was read once, nobody is counted.
  const isUnknown = members === 0 && missing.some(({ dataset }) => dataset === 'members');
  return (
    <>
      {members === 0 ? (
        <span className={isUnknown ? 'large bad' : 'large good'}>{isUnknown ? say.nobodyKnown : say.nobody}</span>
      ) : (
        <span className="large bad">
          <Count of={members} /> <small>{say.members}</small>
        </span>
      )}
      {[...Map.groupBy(missing, ({ source }) => source)].map(([source, theirs]) => (
        <span key={source} className="evidence">
          {say.missingOf(
            term(SOURCES, source),
            listing([...new Set(theirs.map(({ dataset }) => term(DATASETS, dataset)))]),
            isUnknown ? null : countText(Math.max(...theirs.map((one) => one.members))),
          )}
        </span>
      ))}
      {unjudged > 0 && <span className="evidence">{say.unjudged(countText(unjudged))}</span>}
      {held > 0 && <span className="evidence">{say.held(countText(held))}</span>}
    </>
  );
};
