/** One application: where it stands, its newest form with what each field rests on, what remains, and its versions. */
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { Link, useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useListing, useTerm, useTexts } from '../../language.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Instant } from '../../parts/instant.tsx';
import { MaskedPerson } from '../../parts/masked-person.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { APPLICATION_STATES, APPLICATION_TONES, CONCERNS, PROGRAMMES, REMOTE_STATUS, REMOTE_TONES } from '../../words/cases.ts';
import { FormFields } from './form-fields.tsx';
import { Remains } from './remains.tsx';
import { Versions } from './versions.tsx';
import { APPLICATION, APPLICATIONS } from './words.ts';

type Detail = Schemas['ApplicationDetail'];

export const Application = () => {
  const say = useTexts(APPLICATION);
  const term = useTerm();
  const { applicationId = '' } = useParams();
  const query = useQuery({
    queryKey: ['application', applicationId],
    queryFn: ({ signal }) => told(client.GET('/v1/applications/{applicationId}', { params: { path: { applicationId } }, signal })),
  });
  const { data } = query;
  return (
    <PageFrame title={data === undefined ? say.loading : say.title(term(PROGRAMMES, data.programme), data.memberId)}>
      <QueryView query={query}>
        {(detail) => (
          <>
            <Concern detail={detail} />
            <Standing detail={detail} />
            <HoldReasons detail={detail} />
            <Reasons detail={detail} />
            <Remains of={detail.remains} />
            <FormFields of={detail.form} />
            <Versions detail={detail} />
          </>
        )}
      </QueryView>
    </PageFrame>
  );
};

interface Part {
  readonly detail: Detail;
}

const Concern = ({ detail: { concern } }: Part) => {
  const say = useTexts(APPLICATION);
  const term = useTerm();
  if (concern === null) return null;
  return <Alert type="error" showIcon title={say.concernSince(term(CONCERNS, concern.kind), concern.openedOn)} />;
};

const Standing = ({ detail }: Part) => {
  const say = useTexts(APPLICATION);
  const list = useTexts(APPLICATIONS);
  const { member, memberId, state, remoteStatus, decidedAt, reasonCode, district, version, deliveredVersion, expiresAt } = detail;
  return (
    <Panel title={say.standing}>
      <Facts
        of={[
          [say.member, <MaskedPerson key="member" member={member} />],
          [list.member, memberId],
          [list.state, <StatusTag key="state" code={state} terms={APPLICATION_STATES} tones={APPLICATION_TONES} />],
          [
            list.remote,
            remoteStatus === null ? '—' : <StatusTag key="remote" code={remoteStatus} terms={REMOTE_STATUS} tones={REMOTE_TONES} />,
          ],
          [say.decidedAt, <Instant key="decided" at={decidedAt} />],
          [list.reasonCode, reasonCode ?? '—'],
          [list.district, district ?? '—'],
          [list.version, list.versions(version, deliveredVersion)],
          [say.expiresAt, <Instant key="expires" at={expiresAt} />],
          [
            say.case,
            <Link key="case" to={`/cases/${detail.caseId}`}>
              {say.toCase}
            </Link>,
          ],
          [say.applicationId, <CopyId key="id" id={detail.applicationId} of={say.applicationId} />],
        ]}
      />
    </Panel>
  );
};

const HoldReasons = ({ detail: { holdReasons } }: Part) => {
  const say = useTexts(APPLICATION);
  const inLanguage = useBilingual();
  const listing = useListing();
  if (holdReasons.length === 0) return null;
  return (
    <Panel title={say.holdReasons}>
      <ul className="lines">
        {holdReasons.map(({ code, text, fields }) => (
          <li key={code}>
            {inLanguage(text)} <code>{code}</code>
            {fields.length > 0 && <div>{say.faultyFields(listing(fields))}</div>}
          </li>
        ))}
      </ul>
    </Panel>
  );
};

const Reasons = ({ detail: { reasons } }: Part) => {
  const say = useTexts(APPLICATION);
  const inLanguage = useBilingual();
  if (reasons.length === 0) return null;
  return (
    <Panel title={say.reasons}>
      <ul className="lines">
        {reasons.map(({ code, text }) => (
          <li key={code}>{inLanguage(text)}</li>
        ))}
      </ul>
    </Panel>
  );
};
