/** One row that cannot be read: what is wrong, where, the masked row with the reason at its place, and replaying it. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { POSITIONS } from '../../words/quarantine.ts';
import { DATASETS, SOURCES } from '../../words/terms.ts';
import { MaskedTree } from './masked-tree.tsx';
import { ReplayButton } from './replay-button.tsx';
import { Replayable } from './replayable.tsx';
import { RowState } from './row-state.tsx';
import { QUARANTINE, QUARANTINED, REPLAY } from './words.ts';

type Row = Schemas['QuarantinedItem'];

const AGAIN_MS = 2_000;

export const Quarantined = () => {
  const say = useTexts(QUARANTINED);
  const term = useTerm();
  const { quarantineId = '' } = useParams();
  const query = useQuery({
    queryKey: ['quarantine', quarantineId],
    queryFn: ({ signal }) => told(client.GET('/v1/quarantine/{quarantineId}', { params: { path: { quarantineId } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.item.replaying === true ? AGAIN_MS : false),
  });
  const row = query.data?.item;
  return (
    <PageFrame
      title={say.title(row === undefined ? '…' : `${term(SOURCES, row.source)} · ${term(DATASETS, row.dataset)}`)}
      actions={row !== undefined && <Acts row={row} />}
    >
      <QueryView query={query}>
        {({ item, record }) => (
          <>
            <Standing row={item} />
            <Panel title={say.record} about={say.recordAbout}>
              {record === null ? <p className="about">{say.notKept}</p> : <MaskedTree fields={record} reason={item.reasonText} />}
            </Panel>
          </>
        )}
      </QueryView>
    </PageFrame>
  );
};

interface Part {
  readonly row: Row;
}

const Acts = ({ row: { quarantineId, dataset, reason, reasonText, state, replayable, replaying } }: Part) => {
  const say = useTexts(REPLAY);
  const term = useTerm();
  const inLanguage = useBilingual();
  const isOffered = state === 'open' && replayable && !replaying;
  return (
    <>
      <ReplayButton
        label={say.alike}
        chosen={{ dataset, reason }}
        says={say.ofAll(`${term(DATASETS, dataset)} · ${inLanguage(reasonText)}`)}
        isOffered={isOffered}
      />
      <ReplayButton label={say.one} chosen={{ ids: [quarantineId] }} says={say.ofOne} isOffered={isOffered} type="primary" />
    </>
  );
};

const Standing = ({ row }: Part) => {
  const say = useTexts(QUARANTINED);
  const list = useTexts(QUARANTINE);
  const term = useTerm();
  const inLanguage = useBilingual();
  const { reasonText, path, shape, position, memberId, firstRun, lastRun, createdAt, quarantineId } = row;
  return (
    <section className="panel" aria-label={say.standing} aria-live="polite">
      <h2>{inLanguage(reasonText)}</h2>
      <Facts
        of={[
          [list.state, <RowState key="state" row={row} />],
          [list.replay, <Replayable key="replay" row={row} isWhole />],
          [list.place, <code key="path">{path === '' ? list.wholeRow : path}</code>],
          [say.shape, <code key="shape">{shape}</code>],
          [list.member, memberId ?? list.unknown],
          [say.position, position.map(({ name, value }) => `${term(POSITIONS, name)} ${value}`).join(' · ')],
          [say.firstRun, <RunLink key="first" run={firstRun} />],
          [say.lastRun, <RunLink key="last" run={lastRun} />],
          [list.createdAt, <Instant key="created" at={createdAt} seconds />],
          [say.id, <CopyId key="id" id={quarantineId} of={say.id} />],
        ]}
      />
    </section>
  );
};

const RunLink = ({ run }: { readonly run: string }) => <Link to={`/runs/${run}`}>{run}</Link>;
