/** What a list of quarantined rows is narrowed to, as it was asked for. Pure. */
import { DATASETS, type Dataset, sourceOf } from '../../domain/sources.ts';
import type { QuarantineFilter } from '../../storage/quarantine-lists.ts';

export interface AskedFilter {
  readonly source?: string;
  readonly dataset?: string;
  readonly reason?: string;
}

export const filterOf = ({ source, dataset, reason }: AskedFilter): QuarantineFilter => ({
  ...(source === undefined ? {} : { datasets: (Object.keys(DATASETS) as Dataset[]).filter((one) => sourceOf(one) === source) }),
  ...(dataset === undefined ? {} : { dataset }),
  ...(reason === undefined ? {} : { reason }),
});
