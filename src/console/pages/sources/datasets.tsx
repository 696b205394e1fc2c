/** How far each dataset of a counterpart has been read. */
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTerm, useTexts } from '../../language.tsx';
import { Count } from '../../parts/count.tsx';
import { DetailTable } from '../../parts/detail-table.tsx';
import { useSecondsText } from '../../parts/duration.tsx';
import { Instant } from '../../parts/instant.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { DATASET_STATES, DATASET_TONES } from '../../words/sources.ts';
import { DATASETS } from '../../words/terms.ts';
import { SOURCES_PAGE } from './words.ts';

type Dataset = Schemas['ConnectorDataset'];

interface DatasetsProps {
  readonly source: string;
  readonly datasets: readonly Dataset[];
}

export const Datasets = ({ source, datasets }: DatasetsProps) => {
  const say = useTexts(SOURCES_PAGE);
  const term = useTerm();
  const secondsText = useSecondsText();
  return (
    <DetailTable<Dataset>
      name={say.datasets}
      of={datasets}
      idOf={({ dataset }) => dataset}
      columns={[
        { title: say.dataset, render: (_, { dataset }) => term(DATASETS, dataset) },
        { title: say.state, render: (_, { state }) => <StatusTag code={state} terms={DATASET_STATES} tones={DATASET_TONES} /> },
        {
          title: say.asOf,
          render: (_, { asOf, lagSeconds }) => (
            <>
              <Instant at={asOf} />
              {lagSeconds !== null && <span className="evidence">{say.lag(secondsText(lagSeconds))}</span>}
            </>
          ),
        },
        { title: say.watermark, render: (_, dataset) => <Watermark of={dataset} /> },
        { title: say.fetched, align: 'right', render: (_, { fetched }) => (fetched === null ? '—' : <Count of={fetched} />) },
        {
          title: say.failedJobs,
          align: 'right',
          render: (_, { dataset, failedJobs }) =>
            failedJobs === 0 ? <Count of={0} /> : <Link to={`/jobs?state=failed&source=${source}&dataset=${dataset}`}>{failedJobs}</Link>,
        },
      ]}
    />
  );
};

/** Of what was never read to its end nothing says yet how it is read on. */
const Watermark = ({ of: { watermark, asOf } }: { readonly of: Pick<Dataset, 'watermark' | 'asOf'> }) => {
  const say = useTexts(SOURCES_PAGE);
  if (watermark === null) return asOf === null ? '—' : say.byPerson;
  return watermark.kind === 'cursor' ? say.byCursor : <Instant at={watermark.to} />;
};
