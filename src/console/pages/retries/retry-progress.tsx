/** How a batch goes: in one sentence, which is read out when it changes; in figures; and, where it stopped by itself, why. */
import { useQuery } from '@tanstack/react-query';
import { Progress } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { Count, countText } from '../../parts/count.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FaultWords } from '../../parts/fault-words.tsx';
import { StatusTag } from '../../parts/status-tag.tsx';
import { RETRY_STATES, RETRY_TONES } from '../../words/jobs.ts';
import { causesQuery } from '../jobs/causes-query.ts';
import { isOver, percentOf } from './retry-query.ts';
import { StopRetry } from './stop-retry.tsx';
import { RETRY } from './words.ts';

type Retry = Schemas['Retry'];

export const RetryProgress = ({ retry }: { readonly retry: Retry }) => {
  const say = useTexts(RETRY);
  const { state, jobs, waiting, underWay, succeeded, failed, untried, overtaken, stoppedBecause } = retry;
  return (
    <div className="retry-progress">
      <div className="retry-head">
        <StatusTag code={state} terms={RETRY_STATES} tones={RETRY_TONES} />
        <p className="said" role="status">
          <Sentence retry={retry} />
        </p>
        {(state === 'canary' || state === 'running') && <StopRetry retryId={retry.retryId} />}
      </div>
      <Progress percent={percentOf(retry)} status={statusOf(retry)} aria-label={say.progress} />
      {stoppedBecause !== null && <Because of={stoppedBecause} />}
      <Facts
        of={[
          [say.jobs, <Count key="jobs" of={jobs} />],
          [say.waiting, <Count key="waiting" of={waiting} />],
          [say.underWay, <Count key="under-way" of={underWay} />],
          [say.succeeded, <Tally key="succeeded" of={succeeded} tone="good" />],
          [say.failed, <Tally key="failed" of={failed} tone="bad" />],
          ...(untried === 0 ? [] : [[say.untried, <Count key="untried" of={untried} />] as const]),
          ...(overtaken === 0 ? [] : [[say.overtakenCount, <Count key="overtaken" of={overtaken} />] as const]),
        ]}
      />
    </div>
  );
};

/** With the authority's words, which its cause has. */
const Because = ({ of: { fingerprint, code, detail } }: { readonly of: Schemas['StoppedBecause'] }) => {
  const { data } = useQuery(causesQuery('open'));
  const cause = data?.items.find((one) => one.fingerprint === fingerprint);
  const authority = cause === undefined ? null : { httpStatus: null, code: cause.authorityCode, message: cause.message };
  return <FaultWords code={code} detail={detail} authority={authority} />;
};

const Tally = ({ of, tone }: { readonly of: number; readonly tone: 'good' | 'bad' }) => (
  <span className={of > 0 ? tone : undefined}>
    <Count of={of} />
  </span>
);

/** Without figures that change from second to second: a screen reader says what has changed of the whole. */
const Sentence = ({ retry: { state, jobs, succeeded, failed, untried, stoppedBy } }: { readonly retry: Retry }) => {
  const say = useTexts(RETRY);
  switch (state) {
    case 'canary':
      return say.isCanary;
    case 'running':
      return say.isRunning;
    case 'done':
      if (jobs === 0) return say.isOvertaken;
      return failed === 0 ? say.isDone(countText(succeeded)) : say.isDoneMixed(countText(succeeded), countText(failed));
    case 'stopped':
      return stoppedBy === null ? say.stoppedItself(countText(untried)) : say.stoppedBy(countText(untried));
  }
};

const statusOf = (retry: Retry): 'active' | 'success' | 'exception' => {
  if (!isOver(retry)) return 'active';
  return retry.state === 'done' && retry.failed === 0 ? 'success' : 'exception';
};
