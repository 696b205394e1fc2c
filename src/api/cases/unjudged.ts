/**
 * A case that is open only because the last night could not judge it (`design.md`, promise 2): since when, and which night judged it last. Pure.
 */
import type { Day } from '../../domain/period.ts';
import type { Bilingual } from '../../pipeline/4-screen/types.ts';
import { dayInWords } from '../../pipeline/4-screen/words.ts';
import type { NightOfUnjudged } from '../../storage/case-nights.ts';

export interface Unjudged {
  /** The first night that could not judge it. */
  readonly on: Day;
  readonly runId: string;
  /** The run that judged it last; null: what it said is not kept any more. */
  readonly judgedRun: string | null;
}

/** A night that was gone on with said it again: only its last word counts. `said`: in the order it was said. */
export const lastWords = <Night extends { readonly runId: string }>(said: readonly Night[]): readonly Night[] =>
  said.filter(({ runId }, index) => said[index + 1]?.runId !== runId);

/** Null: the last night judged it. `said`: of one case, in the order it was said. */
export const unjudgedIn = (said: readonly NightOfUnjudged[]): Unjudged | null => {
  const nights = lastWords(said);
  const judged = nights.findLastIndex(({ isFound, standing }) => isFound || standing !== 'cannot-judge');
  const first = nights[judged + 1];
  if (first === undefined) return null;
  return { on: first.on, runId: first.runId, judgedRun: nights[judged]?.isFound === true ? first.runBefore : null };
};

/** What an explanation begins with: nothing that follows was judged tonight. */
export const notJudgedTonight = (since: Day): Bilingual => {
  const day = dayInWords(since);
  return {
    zh: `今晚未能判断：自${day.zh}起缺少数据或标准，以下为此前的结论。`,
    en: `Not judged tonight: data or a threshold has been missing since ${day.en}. What follows was found before.`,
  };
};
