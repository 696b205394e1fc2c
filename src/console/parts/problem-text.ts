/** What went wrong, in the chosen language where we have it: a problem's title is Chinese, its detail English, by contract. */
import { NO_ANSWER, Refusal } from '../api/client.ts';
import { useTexts } from '../language.tsx';
import { PARTS } from './words.ts';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  /** Null: there is no trace of it. */
  readonly traceId: string | null;
}

export const useProblemText = (): ((thrown: unknown) => ProblemText) => {
  const say = useTexts(PARTS);
  return (thrown) => {
    if (!(thrown instanceof Refusal)) return { title: say.noAnswer, detail: String(thrown), traceId: null };
    if (thrown.code === NO_ANSWER) return { title: say.noAnswer, detail: say.noAnswerWhy, traceId: null };
    const { title, detail, traceId } = thrown.problem;
    return { title, detail, traceId: traceId === '' ? null : traceId };
  };
};
