/** Batches of retries that go on, seen healing from here. */
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import { Link } from 'react-router';
import { client, told } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { countText } from '../../parts/count.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { RETRY_STATES, RETRY_TONES } from '../../words/jobs.ts';
import { percentOf } from '../retries/retry-query.ts';
import { MORNING } from './words.ts';

const AGAIN_MS = 15_000;
const AGAIN_SOON_MS = 2_000;

export const Retrying = () => {
  const say = useTexts(MORNING);
  const { data } = useQuery({
    queryKey: ['retries', 'open'],
    queryFn: ({ signal }) => told(client.GET('/v1/retries', { params: { query: { state: 'open' } }, signal })),
    refetchInterval: ({ state }) => ((state.data?.items.length ?? 0) > 0 ? AGAIN_SOON_MS : AGAIN_MS),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Panel title={say.retrying}>
      <ul className="retrying">
        {data.items.map((retry) => (
          <li key={retry.retryId} className="retried">
            <StatusTag code={retry.state} terms={RETRY_STATES} tones={RETRY_TONES} />
            <Link to={`/retries/${retry.retryId}`}>{say.failed(countText(retry.jobs))}</Link>
            <Progress percent={percentOf(retry)} size="small" aria-label={say.retrying} />
          </li>
        ))}
      </ul>
    </Panel>
  );
};
