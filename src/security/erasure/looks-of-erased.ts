/**
 * Why the looks at a member cannot be listed by their id. What led from the id to the person went with them; the audit ledger keeps its entries as long as
 * anybody's, under a digest of their identity number, and whoever has that number is answered (PIPL arts. 45 and 47).
 */
import { dayAt } from '../../domain/period.ts';
import { Fault } from '../../faults.ts';
import type { Db } from '../../storage/database.ts';
import { tombstonesAmong } from '../../storage/erasure.ts';
import type { LookupKey } from '../digest.ts';
import { memberTombstone } from './tombstones.ts';

interface Tools {
  readonly pool: Db;
  readonly lookup: LookupKey;
}

export const noSuchMember = async (memberId: string, { pool, lookup }: Tools): Promise<Fault> => {
  const [tombstone] = (await tombstonesAmong(pool, [memberTombstone(memberId, lookup)])).values();
  const detail =
    tombstone === undefined
      ? 'There is no such member on the roster.'
      : `A member of that id was erased on ${dayAt(tombstone.erasedAt)}, and what led from the id to them as well: \`huzheng audit looks --by-number\` lists who looked at them by their identity number.`;
  return new Fault('invalid', { code: 'no-such-member', detail, fields: ['memberId'] });
};
