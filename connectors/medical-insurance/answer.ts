/** Reads what surrounds an answer (`domain.md` §1.2). Pure. `infcode` comes as integer or text; an entry of a 1101B answer says it the same way. */
import { isStated, listOf, recordOf, textOf, type WireRecord } from '../../src/upstream/wire.ts';
import { brokenAnswer, type Refusal, refused } from './faults.ts';

type Verdict = 'done' | 'sign-in-gone' | 'not-found' | 'refused' | 'not-stated';

/** 未签到: the day's sign-in is gone. 未查询到 with -1: the person is unknown, which is an answer (`interfaces.md` §2). */
export const verdictOf = ({ infcode, err_msg }: WireRecord): Verdict => {
  const code = textOf(infcode);
  const words = textOf(err_msg) ?? '';
  if (code === null) return 'not-stated';
  if (code === '0') return 'done';
  if (words.includes('未签到')) return 'sign-in-gone';
  return code === '-1' && words.includes('未查询到') ? 'not-found' : 'refused';
};

/** A refusal that the caller may expect is kept as a value; `outputOf` makes the fault of it where the caller did not. */
export type Outcome =
  | { readonly kind: 'done'; readonly output: WireRecord }
  | { readonly kind: 'sign-in-gone' | 'not-found'; readonly refusal: Refusal };

/** Throws `broken` for every other refusal, and for an answer that says neither yes nor no. */
export const outcomeOf = (body: unknown, operation: string): Outcome => {
  const answer = recordOf(body);
  const verdict = answer === null ? 'not-stated' : verdictOf(answer);
  if (answer === null || verdict === 'not-stated') throw brokenAnswer('no-infcode', operation);
  const refusal = { operation, code: textOf(answer['infcode']), message: textOf(answer['err_msg']) };
  if (verdict === 'refused') throw refused('refused', refusal);
  if (verdict !== 'done') return { kind: verdict, refusal };
  const output = MAY_LIST_NOTHING.includes(operation) && !isStated(answer['output']) ? {} : recordOf(answer['output']);
  if (output === null) throw brokenAnswer('no-output', operation);
  return { kind: 'done', output };
};

/**
 * Nobody is known, nobody is ill: then the list may not be stated, and neither may be what would hold it (`interfaces.md`, "Common to all"; whoever is
 * absent may be missing, §2). That no code is published is said alike, and not believed (`dictionary.ts`).
 */
const MAY_LIST_NOTHING: readonly string[] = ['1101B', '1901', '5203B', '5301B'];

export const outputOf = (outcome: Outcome): WireRecord => {
  if (outcome.kind === 'done') return outcome.output;
  throw refused(outcome.kind === 'sign-in-gone' ? 'sign-in-not-kept' : 'refused', outcome.refusal);
};

/**
 * A node given as a list. It may say nobody by `[]`, `null`, `""` or by not being there (`interfaces.md`, "Common to all"); that a source
 * which fails politely does not empty a batch of 200 people is for the pull step to see to, which knows what was held before.
 */
export const nodesOf = (output: WireRecord, node: string, operation: string): readonly unknown[] => {
  const nodes = listOf(output[node]);
  if (nodes === null) throw brokenAnswer('no-list', operation);
  return nodes;
};
