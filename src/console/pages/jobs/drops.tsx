/** Datasets that stopped of a drop: what would end, and a person's word that it is true. Silent where nothing did. */
import { useQuery } from '@tanstack/react-query';
import { client, type Schemas, told } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { ActButton } from '../../parts/act-button.tsx';
import { Actor } from '../../parts/actor.tsx';
import { Count } from '../../parts/count.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { DROPS } from './words.ts';

type Drop = Schemas['Drop'];

const AGAIN_MS = 15_000;
const AFFECTS = [['drops'], ['morning']] as const;

export const Drops = () => {
  const say = useTexts(DROPS);
  const { data } = useQuery({
    queryKey: ['drops'],
    queryFn: ({ signal }) => told(client.GET('/v1/drops', { signal })),
    refetchInterval: AGAIN_MS,
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title={say.title} about={say.about}>
      <ul className="causes">
        {data.items.map((drop) => (
          <li key={drop.dataset}>
            <DropLine drop={drop} />
          </li>
        ))}
      </ul>
    </Panel>
  );
};

const DropLine = ({ drop }: { readonly drop: Drop }) => {
  const say = useTexts(DROPS);
  const term = useTerm();
  const mayAct = useHasRole('operator');
  const { source, dataset, date, held, jobs, accepted } = drop;
  const name = `${term(SOURCES, source)} · ${term(DATASETS, dataset)}`;
  return (
    <article className="cause" aria-label={name}>
      <div>
        <h3>{name}</h3>
        <span>{say.night(date)}</span>
        {held === 0 && <p>{say.nobody}</p>}
      </div>
      <dl className="cause-figures">
        {held !== 0 && <WouldEnd drop={drop} />}
        <div>
          <dt>{say.jobs}</dt>
          <dd>
            <Count of={jobs} />
          </dd>
        </div>
      </dl>
      <div className="actions">
        {accepted !== null && (
          <span>
            {say.acceptedBy} <Actor name={accepted.by} />
          </span>
        )}
        {accepted === null && mayAct && <Accept drop={drop} name={name} />}
      </div>
    </article>
  );
};

/** Where nothing was held nothing ends: then there are no figures. */
const WouldEnd = ({ drop: { dataset, wouldEnd, held, percent } }: { readonly drop: Drop }) => {
  const say = useTexts(DROPS);
  return (
    <>
      <div>
        <dt>{dataset === 'members' ? say.wouldLeave : say.wouldEnd}</dt>
        <dd className="bad">
          <Count of={wouldEnd} />
        </dd>
      </div>
      {held !== null && (
        <div>
          <dt>{say.held}</dt>
          <dd>
            <Count of={held} />
          </dd>
        </div>
      )}
      {percent !== null && (
        <div>
          <dt>{say.share}</dt>
          <dd className="bad">{say.percent(percent)}</dd>
        </div>
      )}
    </>
  );
};

const Accept = ({ drop: { runId, dataset }, name }: { readonly drop: Drop; readonly name: string }) => {
  const say = useTexts(DROPS);
  const accept = async (why: string): Promise<string> => {
    const params = { path: { runId, dataset } };
    await told(client.POST('/v1/runs/{runId}/drops/{dataset}/accept', { params, body: { why } }));
    return say.accepted(name);
  };
  return (
    <ActButton label={say.accept} of={name} title={say.acceptTitle(name)} confirm={say.accept} act={accept} affects={AFFECTS} isDanger>
      <p className="note">{say.acceptWhat}</p>
    </ActButton>
  );
};
