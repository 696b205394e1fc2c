/** Causes of failures, those with the most failed jobs first; asked again while somebody looks. */
import { queryOptions } from '@tanstack/react-query';
import { client, told } from '../../api/client.ts';

const AGAIN_MS = 15_000;

/** `open`: jobs are failed of it now. */
export const causesQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['fingerprints', state],
    queryFn: ({ signal }) => told(client.GET('/v1/fingerprints', { params: { query: { state } }, signal })),
    refetchInterval: AGAIN_MS,
  });
