/** The steps of a run: how many units of work each has, and how they stand. */
import { Progress } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Count } from '../../parts/count.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { STEPS } from '../../words/runs.ts';
import { DATASETS } from '../../words/terms.ts';
import { RUN } from './words.ts';

type Step = Schemas['StepProgress'];

export const Steps = ({ steps }: { readonly steps: readonly Step[] }) => {
  const say = useTexts(RUN);
  const term = useTerm();
  return (
    <DetailTable<Step>
      name={say.steps}
      of={steps}
      idOf={({ step, dataset }) => `${step}/${dataset}`}
      empty={say.noSteps}
      columns={[
        { title: say.step, render: (_, { step }) => term(STEPS, step) },
        { title: say.dataset, render: (_, { dataset }) => (dataset === null ? '—' : term(DATASETS, dataset)) },
        {
          title: say.progress,
          width: 180,
          render: (_, step) => <Progress percent={percentOf(step)} size="small" aria-label={`${term(STEPS, step.step)} ${say.progress}`} />,
        },
        { title: say.units, align: 'right', render: (_, { total }) => <Count of={total} /> },
        { title: say.done, align: 'right', render: (_, { done }) => <Count of={done} /> },
        { title: say.waiting, align: 'right', render: (_, { waiting }) => <Count of={waiting} /> },
        { title: say.failed, align: 'right', render: (_, { failed }) => <Failures count={failed} /> },
      ]}
    />
  );
};

/** Whole percent; never 100 before everything is done. */
const percentOf = ({ done, total }: Step): number => (total === 0 ? 0 : Math.floor((100 * done) / total));

const Failures = ({ count }: { readonly count: number }) =>
  count === 0 ? (
    <Count of={0} />
  ) : (
    <strong className="bad">
      <Count of={count} />
    </strong>
  );
