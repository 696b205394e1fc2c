/** Every counterpart as it stands now; asked again while somebody looks. */
import { queryOptions } from '@tanstack/react-query';
import { client, told } from '../../api/client.ts';

const AGAIN_MS = 15_000;

export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: ({ signal }) => told(client.GET('/v1/connectors', { signal })),
  refetchInterval: AGAIN_MS,
});
