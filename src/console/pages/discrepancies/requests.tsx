/** Everything that was asked about a discrepancy, the newest first, with what can be done about each. */
import { Tag } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useHasRole } from '../../frame/session.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Actor } from '../../parts/actor.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Day, Instant } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { REQUEST_STATES, REQUEST_TONES } from '../../words/discrepancies.ts';
import { SOURCES } from '../../words/terms.ts';
import { isLive } from './live-requests.ts';
import { RecordAnswer } from './record-answer.tsx';
import { WithdrawRequest } from './withdraw-request.tsx';
import { DISCREPANCIES, DISCREPANCY } from './words.ts';

type Request = Schemas['CorrectionRequest'];

interface RequestsProps {
  readonly discrepancyId: string;
  readonly of: readonly Request[];
  /** Not once the sources agree again. */
  readonly mayChange: boolean;
}

export const Requests = ({ discrepancyId, of, mayChange }: RequestsProps) => {
  const say = useTexts(DISCREPANCY);
  const list = useTexts(DISCREPANCIES);
  const term = useTerm();
  const mayAct = useHasRole('operator');
  return (
    <DetailTable<Request>
      name={say.requests}
      of={of}
      idOf={({ requestId }) => requestId}
      empty={say.noRequests}
      columns={[
        { title: say.to, className: 'figures', render: (_, { to }) => term(SOURCES, to) },
        { title: say.state, render: (_, { state }) => <StatusTag code={state} terms={REQUEST_STATES} tones={REQUEST_TONES} /> },
        { title: list.dueOn, render: (_, request) => <Due request={request} /> },
        { title: say.requestedAt, render: (_, request) => <AskedBy request={request} /> },
        { title: say.answeredAt, render: (_, request) => <Answer request={request} /> },
        ...(mayAct && mayChange
          ? [
              {
                title: say.act,
                render: (_: unknown, request: Request) =>
                  isLive(request) && (
                    <div className="actions">
                      <RecordAnswer discrepancyId={discrepancyId} request={request} of={term(SOURCES, request.to)} />
                      <WithdrawRequest discrepancyId={discrepancyId} request={request} />
                    </div>
                  ),
              },
            ]
          : []),
      ]}
    />
  );
};

interface Part {
  readonly request: Request;
}

const Due = ({ request: { dueOn, overdue } }: Part) => {
  const list = useTexts(DISCREPANCIES);
  return (
    <>
      <Day on={dueOn} /> {overdue && <Tag color="error">{list.overdue}</Tag>}
    </>
  );
};

const AskedBy = ({ request: { requestedAt, requestedBy, why } }: Part) => (
  <div className="wrapped">
    <Instant at={requestedAt} />
    <span className="evidence">
      <Actor name={requestedBy} />
      {why !== null && ` · 「${why}」`}
    </span>
  </div>
);

const Answer = ({ request: { answer, answeredAt, answeredBy, closedRun } }: Part) => {
  const say = useTexts(DISCREPANCY);
  return (
    <div className="wrapped">
      {answer === null ? '—' : `「${answer}」`}
      {answeredAt !== null && (
        <span className="evidence">
          <Instant at={answeredAt} /> {answeredBy !== null && <Actor name={answeredBy} />}
        </span>
      )}
      {closedRun !== null && (
        <span className="evidence">
          {say.closedRun} <Link to={`/runs/${closedRun}`}>{closedRun}</Link>
        </span>
      )}
    </div>
  );
};
