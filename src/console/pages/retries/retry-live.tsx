/** A batch that was just begun, in the dialog that began it. The focus comes with it, and one may go for tea. */
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useTexts } from '../../language.tsx';
import { QueryFailed } from '../../parts/query-failed.tsx';
import { RetryProgress } from './retry-progress.tsx';
import { isOver, useRetry } from './retry-query.ts';
import { RunLinks } from './run-links.tsx';
import { RETRY } from './words.ts';

export const RetryLive = ({ begun, close }: { readonly begun: Schemas['Retry']; readonly close: () => void }) => {
  const say = useTexts(RETRY);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const { data, error, refetch } = useRetry(begun.retryId);
  const retry = data?.retry ?? begun;
  return (
    <div ref={place} tabIndex={-1} className="retry-live">
      <RetryProgress retry={retry} />
      {error !== null && <QueryFailed error={error} retry={() => void refetch()} />}
      {isOver(retry) ? <Onward runs={retry.succeeded > 0 ? retry.runs : []} /> : <p className="note">{say.goesOn}</p>}
      <div className="dialog-foot">
        <Link to={`/retries/${retry.retryId}`} onClick={close}>
          {say.toPage}
        </Link>
        <Button type="primary" onClick={close}>
          {say.close}
        </Button>
      </div>
    </div>
  );
};

/** What follows from the jobs is done in their run, after all of them. */
const Onward = ({ runs }: { readonly runs: readonly string[] }) => {
  const say = useTexts(RETRY);
  if (runs.length === 0) return null;
  return (
    <p className="note">
      {say.onward} <RunLinks runs={runs} />
    </p>
  );
};
