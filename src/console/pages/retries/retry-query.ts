/** One batch of retries, asked every second while it goes on; once it is over, everything that it may have changed is asked again. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { client, type Schemas, told } from '../../api/client.ts';

type Retry = Schemas['Retry'];

const AGAIN_MS = 1_000;
const CHANGED = [['fingerprints'], ['jobs'], ['morning'], ['runs'], ['run'], ['connectors'], ['retries']] as const;

export const isOver = ({ state, underWay }: Pick<Retry, 'state' | 'underWay'>): boolean =>
  state === 'done' || (state === 'stopped' && underWay === 0);

/** Whole percent of what was tried; 100 only where nothing goes on. */
export const percentOf = ({ state, jobs, succeeded, failed }: Retry): number => {
  if (state === 'done' || jobs === 0) return 100;
  return Math.floor((100 * (succeeded + failed)) / jobs);
};

export const useRetry = (retryId: string) => {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['retry', retryId],
    queryFn: ({ signal }) => told(client.GET('/v1/retries/{retryId}', { params: { path: { retryId } }, signal })),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isOver(data.retry) ? false : AGAIN_MS),
  });
  const hasEnded = query.data !== undefined && isOver(query.data.retry);
  useEffect(() => {
    if (!hasEnded) return;
    for (const queryKey of CHANGED) void queries.invalidateQueries({ queryKey });
  }, [hasEnded, queries]);
  return query;
};
