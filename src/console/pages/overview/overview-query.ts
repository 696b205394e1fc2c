/** How the overview is asked for, and the titles of its rules. */
import { keepPreviousData } from '@tanstack/react-query';
import { asked, client, told } from '../../api/client.ts';

export const OVERVIEW_FILTERS = ['from', 'to', 'programme', 'district'] as const;
export type OverviewFilters = Readonly<Partial<Record<(typeof OVERVIEW_FILTERS)[number], string>>>;

export const overviewQuery = ({ from, to, programme, district }: OverviewFilters) =>
  ({
    queryKey: ['overview', { from, to, programme, district }],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
      told(client.GET('/v1/overview', { params: { query: asked<'showOverview'>({ from, to, programme, district }) }, signal })),
    placeholderData: keepPreviousData,
  }) as const;

export const rulesQuery = {
  queryKey: ['rules'],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) => told(client.GET('/v1/rules', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
} as const;
