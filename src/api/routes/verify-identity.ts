/** Verify-identity: one person, a thousand, and an answer fetched again by whoever was given it. */
import type { Response } from 'express';
import { asFault, Fault } from '../../faults.ts';
import { actorOf } from '../../security/caller.ts';
import { verificationRead } from '../../security/ledger/verification-read.ts';
import { databaseFault } from '../../storage/database-faults.ts';
import { findVerification } from '../../storage/verifications.ts';
import type { components } from '../contract.ts';
import type { Problem } from '../problem.ts';
import { admittedTo, bodyOf, callerOf, parametersOf, type Route } from '../route.ts';
import { readAnswer } from '../verify-identity/answer.ts';
import { questionOf, type VerificationRequest } from '../verify-identity/question.ts';
import { type Asker, textOfTold, type Verification, verificationOf } from '../verify-identity/verify-identity.ts';

type Schemas = components['schemas'];

const askerOf = (response: Response): Asker => {
  const { 'Idempotency-Key': idempotencyKey = null } = parametersOf<{ readonly 'Idempotency-Key'?: string }>(response);
  return { caller: callerOf(response), trace: admittedTo(response).traceId, idempotencyKey };
};

export const verifyIdentity: Route =
  (_context, { desk }) =>
  async (request, response) => {
    const question = questionOf(bodyOf<VerificationRequest>(request));
    const told = await desk.verify(question, askerOf(response));
    response.setHeader('content-type', 'application/json; charset=utf-8').end(textOfTold(told));
  };

/** As the log names it: what each of a batch was refused for is found there by its trace, like the refusal of one alone. */
const BATCH = '/v1/verify-identity/batch';

/** So many of a batch are asked about at once: the others' time has not begun. */
const AT_ONCE = 100;

export const verifyIdentities: Route = ({ log }, { desk, rules, problems, leaving }) => {
  const check = rules.schema('VerificationRequest');
  const answerTo = async (asked: unknown, asker: Asker): Promise<Verification | Problem> => {
    try {
      if (leaving.aborted) throw notBegun();
      check(asked);
      return verificationOf(await desk.verify(questionOf(asked as VerificationRequest), asker));
    } catch (thrown) {
      const fault = asFault(databaseFault(thrown));
      const traceId = asker.trace ?? '';
      log.requestFailed({ traceId, method: 'POST', route: BATCH, fault });
      return problems.of(fault, traceId);
    }
  };
  return async (request, response) => {
    const { requests } = bodyOf<Schemas['VerificationBatchRequest']>(request);
    const asker = askerOf(response);
    await desk.hold(requests, asker);
    const askerAt = (index: number): Asker =>
      asker.idempotencyKey === null ? asker : { ...asker, idempotencyKey: `${asker.idempotencyKey}/${index}` };
    const results = await inOrder(requests, (asked, index) => answerTo(asked, askerAt(index)));
    response.json({ results } satisfies Schemas['VerificationBatch']);
  };
};

/** A thousand live questions take longer than a process may take to leave: what was begun is answered, and whoever asked is told what was not. */
const notBegun = (): Fault =>
  new Fault('busy', { code: 'ledger-closed', detail: 'The process is leaving and has not begun with this one; ask about it again.' });

/** Answers in the order asked, so many at once. */
const inOrder = async <A, B>(items: readonly A[], act: (item: A, index: number) => Promise<B>): Promise<B[]> => {
  const results: B[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await act(items[index] as A, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return results;
};

export const showVerification: Route =
  ({ pool, ledger }) =>
  async (_request, response) => {
    const { verificationId } = parametersOf<{ readonly verificationId: string }>(response);
    const { caller, trace } = askerOf(response);
    const found = await findVerification(pool, actorOf(caller), verificationId);
    const outcome = found === null ? 'none' : 'told';
    await ledger.record(verificationRead({ caller, trace, verificationId, subject: found?.subject ?? null, outcome }));
    if (found === null)
      throw new Fault('invalid', {
        code: 'no-such-verification',
        detail: 'There is no such verification of yours; they are kept for thirty days.',
        fields: ['verificationId'],
      });
    response.json(verificationOf({ verificationId, answer: readAnswer(found.answer) }));
  };
