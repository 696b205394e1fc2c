/**
 * Says of members what may be used about them from tonight on: of whom the roster says something else, or a consent or a basis begins or ends, which they
 * do with the day. What may no longer be used may no longer be kept either: records that no purpose may use go at once, what was derived for a purpose from
 * what it may not use any more when tonight's results have taken its place. So goes what is known of people whom only a mistaken number made members.
 */

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import { PURPOSES } from '../../../domain/sources.ts';
import { defineStep, rangeOf, type ShardSpan } from '../../../jobs/step.ts';
import { noteDeletion } from '../../../storage/deletions.ts';
import { deleteUnpermitted, noteLessened } from '../../../storage/ended-permissions.ts';
import { membersByKey } from '../../../storage/people.ts';
import { replacePermissions } from '../../../storage/permissions.ts';
import { isAnotherUnderWay, type Run } from '../../../storage/runs.ts';
import { type Permitting, takeNews, toPermit } from '../../../storage/to-permit.ts';
import { type Permission, permissionOf, permissionStandsUntil, type WrittenBasis } from '../permission.ts';

export const permitShard = defineStep<ShardSpan>({
  name: 'permit',
  async run({ params, run, sees }, { pool, writtenBases, ownCode, log, clock }) {
    const permitting = permittingOf(run, { writtenBases, code: await ownCode() });
    const { personKeys, nobodys, news } = await toPermit(pool, rangeOf(params), permitting);
    const members = await membersByKey(pool, personKeys);
    sees(members.map(({ personKey }) => personKey));
    const permissions = [
      ...members.map(({ personKey, content }) => ({
        personKey,
        ...permissionOf(content, writtenBases, run.businessAt),
        standsUntil: permissionStandsUntil(content, writtenBases, run.businessAt),
        isMember: content.leftOn === null,
      })),
      ...nobodys.map((personKey) => ({ personKey, ...NOTHING, standsUntil: null, isMember: false })),
    ];
    return async (tx) => {
      await takeNews(tx, news);
      // The other may be past the rows of whoever is permitted only now: its reading is no word on them, however early this run began.
      const isBesideAnother = await isAnotherUnderWay(tx, run.runId);
      const since = isBesideAnother ? clock() : run.startedAt;
      const { closed, lessened } = await replacePermissions(tx, permissions, { ...permitting, since });
      // Of nobody anything may have been made, whatever might be used last.
      const derived = [...lessened, ...nobodys.flatMap((personKey) => PURPOSES.map((purpose) => ({ personKey, purpose })))];
      if (closed.length + derived.length === 0) return [];
      await noteLessened(tx, derived);
      const rows = await deleteUnpermitted(tx, closed);
      await noteDeletion(tx, run.runId, { rule: 'permission-ended', deleted: rows });
      log.permissionsEnded({ runId: run.runId, purposes: derived.length, datasets: closed.length, rows });
      return [];
    };
  },
});

const NOTHING: Permission = { purposes: {}, datasets: [] };

/** What a permission rests on beside consents: written bases, and the code that reads both. */
interface RestsOn {
  readonly writtenBases: readonly WrittenBasis[];
  readonly code: string;
}

export const permittingOf = ({ businessAt, options }: Run, { writtenBases, code }: RestsOn): Permitting => ({
  at: businessAt,
  bases: createHash('sha256').update(canonicalJson({ writtenBases, code })).digest('hex'),
  full: options.full,
});
