/** Every attempt at a job, each with its own time, outcome and cause. */
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { useSecondsText } from '../../parts/duration.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { Instant } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { OUTCOME_TONES, OUTCOMES } from '../../words/jobs.ts';
import { JOB, JOBS } from './words.ts';

type Attempt = Schemas['JobAttempt'];

export const Attempts = ({ attempts }: { readonly attempts: readonly Attempt[] }) => {
  const say = useTexts(JOB);
  const list = useTexts(JOBS);
  return (
    <DetailTable<Attempt>
      name={say.attempts}
      of={attempts}
      idOf={({ attempt, startedAt }) => `${attempt}/${startedAt}`}
      empty={say.noAttempts}
      columns={[
        { title: say.attempt, align: 'right', render: (_, { attempt }) => attempt },
        { title: say.startedAt, render: (_, { startedAt }) => <Instant at={startedAt} seconds /> },
        { title: say.took, align: 'right', render: (_, { durationMs }) => <Took ms={durationMs} /> },
        {
          title: say.outcome,
          render: (_, { outcome }) =>
            outcome === null ? say.underWay : <StatusTag code={outcome} terms={OUTCOMES} tones={OUTCOME_TONES} />,
        },
        {
          title: list.cause,
          width: 360,
          render: (_, { fault }) =>
            fault === null ? '—' : <FaultWords code={fault.code} detail={fault.detail} authority={fault.authority} />,
        },
      ]}
    />
  );
};

const SECOND_MS = 1_000;

const Took = ({ ms }: { readonly ms: number | null }) => {
  const say = useTexts(JOB);
  const secondsText = useSecondsText();
  if (ms === null) return say.underWay;
  return <span className="figures">{ms < SECOND_MS ? say.milliseconds(ms) : secondsText(ms / SECOND_MS)}</span>;
};
