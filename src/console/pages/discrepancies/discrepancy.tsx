/** One discrepancy: whom it is about, who says what since when, everything that was asked about it, and asking. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useFocusKept } from '../../parts/focus-kept.ts';
import { Day } from '../../parts/instant.tsx';
import { MaskedPerson } from '../../parts/masked-person.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RevealButton } from '../../parts/reveal.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { DISCREPANCY_STATUS, DISCREPANCY_TONES } from '../../words/discrepancies.ts';
import { SOURCES } from '../../words/terms.ts';
import { AUTHORITIES } from './authorities.ts';
import { mayBeAsked } from './live-requests.ts';
import { RequestCorrection } from './request-correction.tsx';
import { Requests } from './requests.tsx';
import { Says } from './says.tsx';
import { DISCREPANCIES, DISCREPANCY } from './words.ts';

type Detail = Schemas['DiscrepancyDetail'];

export const Discrepancy = () => {
  const say = useTexts(DISCREPANCY);
  const { discrepancyId = '' } = useParams();
  const query = useQuery({
    queryKey: ['discrepancies', discrepancyId],
    queryFn: ({ signal }) => told(client.GET('/v1/discrepancies/{discrepancyId}', { params: { path: { discrepancyId } }, signal })),
  });
  const { data } = query;
  return (
    <PageFrame
      title={data === undefined ? say.loading : say.title(data.item.memberId)}
      actions={data !== undefined && <RevealButton memberId={data.item.memberId} purpose="hardship-screening" />}
    >
      <QueryView query={query}>
        {(detail) => (
          <>
            <Standing detail={detail} />
            <WhoSaysWhat detail={detail} />
            <Asked detail={detail} />
          </>
        )}
      </QueryView>
    </PageFrame>
  );
};

interface Part {
  readonly detail: Detail;
}

const Standing = ({ detail: { item, member, openedRun, closedRun } }: Part) => {
  const say = useTexts(DISCREPANCY);
  const list = useTexts(DISCREPANCIES);
  const inLanguage = useBilingual();
  const { discrepancyId, memberId, district, title, status, since, closedOn } = item;
  return (
    <Panel title={inLanguage(title)}>
      <Facts
        of={[
          [say.member, <MaskedPerson key="member" member={member} />],
          [list.memberId, memberId],
          [list.district, district ?? '—'],
          [list.status, <StatusTag key="status" code={status} terms={DISCREPANCY_STATUS} tones={DISCREPANCY_TONES} />],
          [list.since, <Day key="since" on={since} />],
          [
            say.openedRun,
            <Link key="opened" to={`/runs/${openedRun}`}>
              {openedRun}
            </Link>,
          ],
          ...(closedRun === null
            ? []
            : ([
                [say.closedOn, <Day key="closed" on={closedOn} />],
                [
                  say.closedRun,
                  <Link key="closing" to={`/runs/${closedRun}`}>
                    {closedRun}
                  </Link>,
                ],
              ] as const)),
          [say.id, <CopyId key="id" id={discrepancyId} of={say.id} />],
        ]}
      />
    </Panel>
  );
};

const WhoSaysWhat = ({ detail: { item } }: Part) => {
  const say = useTexts(DISCREPANCY);
  const term = useTerm();
  return (
    <Panel title={say.says} about={say.saysAbout}>
      <DetailTable
        name={say.says}
        of={AUTHORITIES.map((source) => ({ source }))}
        idOf={({ source }) => source}
        columns={[
          { title: say.who, width: 200, render: (_, { source }) => term(SOURCES, source) },
          { title: say.what, render: (_, { source }) => <Says of={item.says} source={source} /> },
        ]}
      />
    </Panel>
  );
};

const Asked = ({ detail: { item, requests } }: Part) => {
  const say = useTexts(DISCREPANCY);
  const { discrepancyId, status, says } = item;
  const place = useFocusKept<HTMLDivElement>(requests);
  return (
    <Panel title={say.requests} about={say.requestsAbout}>
      {status !== 'closed' && (
        <div className="actions" ref={place} tabIndex={-1}>
          <RequestCorrection discrepancyId={discrepancyId} possible={mayBeAsked(says, requests)} />
        </div>
      )}
      <Requests discrepancyId={discrepancyId} of={requests} mayChange={status !== 'closed'} />
    </Panel>
  );
};
