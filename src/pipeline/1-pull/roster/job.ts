/** Pulls the roster: the change feed of members, page by page. Everything else is read only for whoever is on it. */
import type { Context } from '../../../context.ts';
import { SUSPICIOUSLY_EMPTY } from '../../../domain/drops.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep } from '../../../jobs/step.ts';
import type { Tx } from '../../../storage/database.ts';
import { lastComplete, noteWatermark } from '../../../storage/readings.ts';
import type { Run } from '../../../storage/runs.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { dated } from '../../../upstream/roster-rows.ts';
import { ROSTER_READING, saveMemberPage } from '../../2-normalise/member-page/job.ts';

interface Checkpoint {
  readonly cursor: string | null;
  readonly page: number;
  /** Read from its beginning, and no row so far: a page may be empty and yet more follow. */
  readonly nobodyYet?: boolean;
}

export const pullRoster = defineStep<object, Checkpoint>({
  name: 'roster',
  async run(unit, context) {
    const { members } = context.aidSystem;
    const { run } = unit;
    let at = unit.checkpoint ?? (await beginning(run, context));
    for (;;) {
      unit.signal.throwIfAborted();
      const page = await members.page({ cursor: at.cursor, limit: members.pageSize }, nightCall(unit.signal));
      const nobodyYet = at.nobodyYet === true && page.rows.length === 0;
      if (nobodyYet && !page.hasMore) throw emptyRoster();
      const readAt = context.clock();
      const rows = page.rows.map((raw) => ({ raw, read: dated(members.normalise(raw), readAt) }));
      const next: Checkpoint = { cursor: page.nextCursor ?? at.cursor, page: at.page + 1, nobodyYet };
      const save = (tx: Tx): Promise<void> =>
        saveMemberPage(tx, { run, workId: unit.workId, attempt: unit.attempt, sees: unit.sees, page: at.page, rows }, context);
      if (!page.hasMore) return conclude(run, next, save);
      await unit.save(save, { checkpoint: next, members: page.rows.length });
      at = next;
    }
  },
});

const beginning = async (run: Run, context: Context): Promise<Checkpoint> => {
  const watermark = run.options.full ? null : (await lastComplete(context.pool)).get('members')?.watermark;
  const cursor = watermark && 'cursor' in watermark ? watermark.cursor : null;
  return { cursor, page: 0, nobodyYet: cursor === null };
};

const emptyRoster = (): Fault =>
  new Fault('busy', { code: SUSPICIOUSLY_EMPTY, detail: 'The roster is empty; that is not believed until it is asked again.' });

const conclude =
  (run: Run, end: Checkpoint, save: (tx: Tx) => Promise<void>): Conclusion =>
  async (tx) => {
    await save(tx);
    await noteWatermark(tx, { runId: run.runId, ...ROSTER_READING }, { cursor: end.cursor });
    return [];
  };
