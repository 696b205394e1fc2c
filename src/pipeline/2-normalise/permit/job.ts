/** Says for each member of a shard what may be used about them tonight: consents end and begin with the day, not only with a change. */

import { dayAt } from '../../../domain/period.ts';
import { defineStep, rangeOf, type ShardSpan } from '../../../jobs/step.ts';
import { membersOf, replacePermissions } from '../../../storage/people.ts';
import { permissionOf } from '../permission.ts';

export const permitShard = defineStep<ShardSpan>({
  name: 'permit',
  async run({ params, run, sees }, { pool, writtenBases }) {
    const members = await membersOf(pool, rangeOf(params), dayAt(run.businessAt));
    sees(members.map(({ personKey }) => personKey));
    const permissions = members.map((member) => ({
      personKey: member.personKey,
      ...permissionOf(member.content, writtenBases, run.businessAt),
    }));
    return async (tx) => {
      await replacePermissions(tx, permissions, run.startedAt);
      return [];
    };
  },
});
