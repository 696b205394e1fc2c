/** What acts on a discrepancy change, and how they are asked for. */
import { client, type Schemas, told } from '../../api/client.ts';

export const AFFECTS = [['discrepancies'], ['morning']] as const;

export const resolve = (discrepancyId: string, body: Schemas['DiscrepancyResolution']): Promise<Schemas['DiscrepancyItem']> =>
  told(client.POST('/v1/discrepancies/{discrepancyId}/resolve', { params: { path: { discrepancyId } }, body }));
