/** Cases as a night leaves them, of kinds and days that a test wants, without a night. */
import type { Context } from '../../src/context.ts';
import type { Member } from '../../src/domain/canonical.ts';
import type { Day } from '../../src/domain/period.ts';
import type { Case } from '../../src/pipeline/4-screen/types.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { saveCases } from '../../src/storage/screenings.ts';

export const aCase = (traits: Partial<Case> = {}): Case => ({
  purpose: 'hardship-screening',
  episode: 'hardship:2026-11-01',
  kind: 'lead',
  class: 'undetermined',
  offers: [],
  reasons: [],
  checks: [],
  conditions: [],
  cannotJudge: [],
  nearMiss: [],
  leaving: null,
  ...traits,
});

export const personKeyOf = async ({ pool }: Pick<Context, 'pool'>, { content }: Pick<Member, 'content'>): Promise<string> => {
  const { rows } = await pool.query<{ key: string }>('select person_key as key from member where member_id = $1', [content.memberId]);
  return rows[0]?.key ?? '';
};

export interface KeptCase {
  readonly personKey: string;
  readonly caseId: string;
  readonly on: Day;
  readonly content: Case;
}

/** Opened by a run that there is. */
export const keepCases = ({ pool }: Pick<Context, 'pool'>, runId: string, kept: readonly KeptCase[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    for (const { on, content, ...of } of kept)
      await saveCases(tx, { runId, on }, { now: [{ ...of, episode: content.episode, content }], ended: [] });
  });
