/** One case: whom it is about, why, by which values and records, what was left open, and every night that changed it. */
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useParams } from 'react-router';
import { client, type Schemas, told } from '../../api/client.ts';
import { useBilingual, useTerm, useTexts } from '../../language.tsx';
import { CopyId } from '../../parts/copy-id.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Day, Instant } from '../../parts/instant.tsx';
import { MaskedPerson } from '../../parts/masked-person.tsx';
import { PageFrame } from '../../parts/page-frame.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RevealButton } from '../../parts/reveal.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { CASE_KIND_TONES, CASE_KINDS, CASE_STATUS, CASE_STATUS_TONES, CLASSES, PURPOSES } from '../../words/cases.ts';
import { CannotJudge } from './cannot-judge.tsx';
import { Conditions } from './conditions.tsx';
import { History } from './history.tsx';
import { Leaving } from './leaving.tsx';
import { NearMisses } from './near-misses.tsx';
import { Offers } from './offers.tsx';
import { CASE, CASES } from './words.ts';

export const Case = () => {
  const say = useTexts(CASE);
  const { caseId = '' } = useParams();
  const query = useQuery({
    queryKey: ['case', caseId],
    queryFn: ({ signal }) => told(client.GET('/v1/cases/{caseId}', { params: { path: { caseId } }, signal })),
  });
  const { data } = query;
  return (
    <PageFrame
      title={data === undefined ? say.loading : say.title(data.memberId)}
      actions={data !== undefined && <RevealButton memberId={data.memberId} purpose={data.purpose} />}
    >
      <QueryView query={query}>{(detail) => <Detail detail={detail} />}</QueryView>
    </PageFrame>
  );
};

interface Part {
  readonly detail: Schemas['CaseDetail'];
}

const Detail = ({ detail }: Part) => {
  const say = useTexts(CASE);
  const { unjudgedSince, cannotJudge, nearMiss, leaving } = detail;
  return (
    <>
      {unjudgedSince !== null && <Alert type="warning" showIcon title={say.unjudged(unjudgedSince)} />}
      <Standing detail={detail} />
      <Explanation detail={detail} />
      <Conditions of={detail.conditions} />
      {leaving !== null && <Leaving leaving={leaving} />}
      {nearMiss.length > 0 && <NearMisses of={nearMiss} />}
      {cannotJudge.length > 0 && <CannotJudge of={cannotJudge} />}
      <Offers detail={detail} />
      <History of={detail.history} />
    </>
  );
};

const Standing = ({ detail }: Part) => {
  const say = useTexts(CASE);
  const list = useTexts(CASES);
  const term = useTerm();
  const { member, memberId, caseId, status, kind, purpose, district, openedOn, closedOn, asOf, ruleSet } = detail;
  return (
    <Panel title={say.standing}>
      <Facts
        of={[
          [say.member, <MaskedPerson key="member" member={member} />],
          [say.memberId, memberId],
          [list.kind, <StatusTag key="kind" code={kind} terms={CASE_KINDS} tones={CASE_KIND_TONES} />],
          [list.class, detail.class === null ? '—' : term(CLASSES, detail.class)],
          [list.status, <StatusTag key="status" code={status} terms={CASE_STATUS} tones={CASE_STATUS_TONES} />],
          [list.purpose, term(PURPOSES, purpose)],
          [list.district, district ?? '—'],
          [list.openedOn, <Day key="opened" on={openedOn} />],
          [say.closedOn, <Day key="closed" on={closedOn} />],
          [say.asOf, <Instant key="asOf" at={asOf} />],
          [say.ruleSet, ruleSet === null ? say.ruleSetGone : `${ruleSet.id} ${ruleSet.version}`],
          [say.caseId, <CopyId key="id" id={caseId} of={say.caseId} />],
        ]}
      />
    </Panel>
  );
};

/** Lines that go together; the same may stand twice. */
const Explanation = ({ detail: { explanation } }: Part) => {
  const say = useTexts(CASE);
  const inLanguage = useBilingual();
  const lines = [...new Set(explanation.map(inLanguage))];
  return (
    <Panel title={say.explanation} about={say.explanationAbout}>
      <ul className="lines">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Panel>
  );
};
