/** The sign-in of the day (9001) around every other transaction: made once a Shanghai day; where it is gone, made again once and the transaction repeated once. */
import type { Call } from '../../src/upstream/connector.ts';
import { recordOf, textOf, type WireRecord } from '../../src/upstream/wire.ts';
import { type Outcome, outputOf } from './answer.ts';
import { createDaily } from './daily.ts';
import type { Asker, Question } from './envelope.ts';
import { brokenAnswer } from './faults.ts';

/** One signed transaction. `signNo` is empty only for 9001. */
export type Transact = (question: Question, signNo: string, call: Call) => Promise<Outcome>;

export interface Session {
  /** For whom a refusal may be an answer. */
  readonly put: (question: Question, call: Call) => Promise<Outcome>;
  /** For whom every refusal is a fault. */
  readonly ask: (question: Question, call: Call) => Promise<WireRecord>;
  /** A sign-in of its own: several a day may be valid (`interfaces.md` §2). */
  readonly signIn: (call: Call) => Promise<string>;
}

/** 9001 asks which terminal the operator sits at, and we are none. Not left empty: some gateways take nothing without both. */
const NO_TERMINAL = { mac: '00-00-00-00-00-00', ip: '127.0.0.1' };

export const createSession = (
  { opterNo }: Asker,
  { now, transact }: { readonly now: () => number; readonly transact: Transact },
): Session => {
  const signIn = async (call: Call): Promise<string> => {
    const output = outputOf(await transact({ infno: '9001', input: { signIn: { opter_no: opterNo, ...NO_TERMINAL } } }, '', call));
    const signNo = textOf(recordOf(output['signinoutb'])?.['sign_no']);
    if (signNo === null) throw brokenAnswer('no-sign-no', '9001');
    return signNo;
  };
  const ofToday = createDaily('9001', { now, fetch: signIn });

  const put = async (question: Question, call: Call): Promise<Outcome> => {
    const signNo = await ofToday.get(call);
    const outcome = await transact(question, signNo, call);
    if (outcome.kind !== 'sign-in-gone') return outcome;
    ofToday.forget(signNo);
    return transact(question, await ofToday.get(call), call);
  };
  return { put, ask: async (question, call) => outputOf(await put(question, call)), signIn };
};
