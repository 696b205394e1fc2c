/**
 * Says for each member of a shard what may be used about them tonight: consents end and begin with the day, not only with a change. What may no
 * longer be used may no longer be kept either: its records go at once, what was derived from them when tonight's results have taken its place.
 */

import { defineStep, rangeOf, type ShardSpan } from '../../../jobs/step.ts';
import { noteDeletion } from '../../../storage/deletions.ts';
import { deleteUnpermitted } from '../../../storage/ended-permissions.ts';
import { membersOf, replacePermissions } from '../../../storage/people.ts';
import { permissionOf } from '../permission.ts';

export const permitShard = defineStep<ShardSpan>({
  name: 'permit',
  async run({ params, run, sees }, { pool, writtenBases, log }) {
    const members = await membersOf(pool, rangeOf(params));
    sees(members.map(({ personKey }) => personKey));
    const permissions = members.map((member) => ({
      personKey: member.personKey,
      ...permissionOf(member.content, writtenBases, run.businessAt),
    }));
    return async (tx) => {
      const ended = await replacePermissions(tx, permissions, run.startedAt);
      if (ended.length === 0) return [];
      const rows = await deleteUnpermitted(tx, ended);
      await noteDeletion(tx, run.runId, { rule: 'permission-ended', deleted: rows });
      log.permissionsEnded({ runId: run.runId, datasets: ended.length, rows });
      return [];
    };
  },
});
