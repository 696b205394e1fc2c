/** Whom a unit of a catch-up reads for, from the rows of the database: few, or else every row is read. */
import type { Context } from '../../../context.ts';
import { openMember } from '../../../storage/open-member.ts';
import { membersByKey } from '../../../storage/people.ts';
import { uncoveredPeople } from '../../../storage/readings.ts';
import { recordKeysOf } from '../../../storage/records.ts';
import type { Run } from '../../../storage/runs.ts';
import type { ReadFor } from '../passing-by.ts';
import type { CursorStretch, WindowRange } from '../types.ts';

/** So many are kept at hand by each unit; of more the whole feed is as good as for everybody. */
const MOST_AT_HAND = 20_000;

/** Null: for everybody. */
export const readFor = async (
  { dataset, kind }: CursorStretch | WindowRange,
  { startedAt }: Run,
  { pool, vault }: Context,
): Promise<ReadFor | null> => {
  if (kind !== 'catch-up') return null;
  const waiting = await uncoveredPeople(pool, dataset, { before: startedAt, limit: MOST_AT_HAND + 1 });
  if (waiting.length > MOST_AT_HAND) return null;
  const members = await membersByKey(pool, waiting);
  return {
    idNumbers: new Set(members.map((member) => openMember(member, vault).idNumber)),
    recordKeys: new Set(await recordKeysOf(pool, dataset, waiting)),
  };
};
