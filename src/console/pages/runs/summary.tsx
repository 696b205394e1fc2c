/** What a night came to: verdicts, cases, applications, and what troubled it. */
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Count } from '../../parts/count.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { CLASSES, PROGRAMMES } from '../../words/cases.ts';
import { RUN } from './words.ts';

type Summary = Schemas['Summary'];

export const RunSummary = ({ summary }: { readonly summary: Summary }) => (
  <>
    <Troubles summary={summary} />
    <Verdicts summary={summary} />
    <Cases summary={summary} />
    <Applications summary={summary} />
  </>
);

interface Part {
  readonly summary: Summary;
}

const Troubles = ({ summary: { jobs, quarantine, applications, books } }: Part) => {
  const say = useTexts(RUN);
  return (
    <Panel title={say.troubles}>
      <Facts
        of={[
          [say.jobsFailed, <Count key="failed" of={jobs.failed} />],
          [say.jobsRetried, <Count key="retried" of={jobs.retried} />],
          [say.notRead, <Count key="unread" of={books.filter(({ state }) => state === 'failed').length} />],
          [say.quarantineOpen, <Count key="quarantine" of={quarantine.open} />],
          [say.concerns, <Count key="concerns" of={applications.concerns} />],
        ]}
      />
    </Panel>
  );
};

const Verdicts = ({ summary: { verification } }: Part) => {
  const say = useTexts(RUN);
  const { people, corroborated, singleSource, conflicting, missing, stale, discrepancies } = verification;
  const open = Object.values(discrepancies).reduce((sum, count) => sum + count, 0);
  return (
    <Panel title={say.verdicts}>
      <Facts
        of={[
          [say.people, <Count key="people" of={people} />],
          [say.corroborated, <Count key="corroborated" of={corroborated} />],
          [say.singleSource, <Count key="single" of={singleSource} />],
          [say.conflicting, <Count key="conflicting" of={conflicting} />],
          [say.missing, <Count key="missing" of={missing} />],
          [say.stale, <Count key="stale" of={stale} />],
          [say.discrepancies, <Count key="discrepancies" of={open} />],
        ]}
      />
    </Panel>
  );
};

const Cases = ({ summary: { cases } }: Part) => {
  const say = useTexts(RUN);
  const term = useTerm();
  return (
    <Panel title={say.cases}>
      <Facts
        of={[
          [say.screened, <Count key="screened" of={cases.screened} />],
          [say.flagged, <Count key="flagged" of={cases.flagged} />],
          [say.leads, <Count key="leads" of={cases.leads} />],
          ...Object.entries(cases.byClass).map(([code, count]) => [term(CLASSES, code), <Count key={code} of={count} />] as const),
          [say.nearMiss, <Count key="near" of={cases.nearMiss} />],
          [say.cannotJudge, <Count key="cannot" of={cases.cannotJudge} />],
          [say.leaving, <Count key="leaving" of={cases.leaving} />],
        ]}
      />
    </Panel>
  );
};

const Applications = ({ summary: { applications } }: Part) => {
  const say = useTexts(RUN);
  const term = useTerm();
  const rows = Object.entries(applications.byProgramme).map(([programme, counts]) => ({ programme, ...counts }));
  return (
    <Panel title={say.applications}>
      <DetailTable
        name={say.applications}
        of={rows}
        idOf={({ programme }) => programme}
        empty={say.noApplications}
        columns={[
          { title: say.programme, render: (_, { programme }) => term(PROGRAMMES, programme) },
          { title: say.delivered, align: 'right', render: (_, { delivered }) => <Count of={delivered} /> },
          { title: say.held, align: 'right', render: (_, { held }) => <Count of={held} /> },
          { title: say.refused, align: 'right', render: (_, { refused }) => <Count of={refused} /> },
          { title: say.withdrawn, align: 'right', render: (_, { withdrawn }) => <Count of={withdrawn} /> },
        ]}
      />
    </Panel>
  );
};
