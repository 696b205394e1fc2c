/** How a run stands, told by the server from second to second while it runs; when it closes, its books are asked for once more. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from '../../api/client.ts';

type Progress = Schemas['RunProgress'];

export const useProgress = ({ run, steps }: Schemas['RunDetail']): Progress => {
  const queries = useQueryClient();
  const { runId, status } = run;
  const [heard, setHeard] = useState<Progress | null>(null);
  useEffect(() => {
    if (status !== 'running') return;
    const events = new EventSource(`/v1/runs/${encodeURIComponent(runId)}/events`);
    events.addEventListener('progress', ({ data }: MessageEvent<string>) => setHeard(JSON.parse(data) as Progress));
    events.addEventListener('closed', () => {
      events.close();
      setHeard(null);
      void queries.invalidateQueries({ queryKey: ['run', runId] });
    });
    // A connection that broke is opened again by the browser itself.
    return () => events.close();
  }, [runId, status, queries]);
  return heard !== null && status === 'running' ? heard : { run, steps };
};
