/**
 * Runs one attempt at one unit of work: claim it, run its step, and in one transaction save its last results and the units that follow; then
 * see what its end brings about. A fault becomes the next attempt or the unit's failure; a lost process is noticed by its silence.
 */
import type pg from 'pg';
import type { Context } from '../context.ts';
import { asFault, Fault } from '../faults.ts';
import type { SpanFields } from '../observe/spans.ts';
import { type OpenSpan, within } from '../observe/traces.ts';
import { countingVault, type VaultUses } from '../security/record-vault.ts';
import { isLookedAtMeanwhile } from '../storage/agenda.ts';
import { inTransaction, onOneConnection, type Tx } from '../storage/database.ts';
import { databaseFault, isContended, isFull } from '../storage/database-faults.ts';
import { isOutrunByErasure, lastErasure, sharePeople } from '../storage/people-lock.ts';
import { noteOutcome } from '../storage/retry-batches.ts';
import { findRun, type Run } from '../storage/runs.ts';
import {
  addWork,
  brokenAnswersSince,
  type Claim,
  claim,
  type FaultRecord,
  fail,
  finish,
  isOvertaken,
  release,
  renew,
  retryLater,
  type Work,
} from '../storage/work.ts';
import { together } from '../together.ts';
import { afterFault, type Verdict, waitUntilOf } from './after-fault.ts';
import { driveRetry, retriedIn } from './drive-retry.ts';
import { causeOf } from './fingerprint.ts';
import { type Looks, looksOf } from './look.ts';
import { beginAttempt, tellRun } from './night-spans.ts';
import { afterUnit } from './phases.ts';
import { stepNamed } from './registry.ts';
import type { Unit } from './step.ts';

export const performUnit = async (ref: Claim, context: Context, leaving: AbortSignal): Promise<void> => {
  const work = await claim(context.pool, ref);
  if (work === null) return;
  const span = await beginAttempt(work, context);
  await span.run(() => performClaimed(work, { context, leaving, span }));
};

const performClaimed = async (work: Work, { context, leaving, span }: Claimed): Promise<void> => {
  const startedAt = context.now();
  const looks = looksOf(work, context);
  const touched = { members: 0, last: 0, sealed: 0, opened: 0 };
  try {
    const step = stepNamed(work.step);
    const [erasure, run] = await onOneConnection(context.pool, (db) =>
      together([step.knowsNobody === true ? null : lastErasure(db), findRun(db, work.runId)]),
    );
    const unit = unitOf(work, { context, leaving, looks, erasure, run, span, touched });
    const conclude = await step.run(unit, countingSeals(context, touched));
    await saving({ work, context, isLast: true }, async (tx) => {
      // Before anything is saved: it refuses whoever was overtaken.
      await together([sharePeople(tx, erasure), finish(tx, work, touched.last)]);
      const following = await conclude(tx);
      await together([addWork(tx, { ...work, follows: span.traceparent }, following), noteOutcome(tx, work, 'succeeded')]);
      await looks.record(tx, 'done');
    });
    looks.settled();
    touched.members += touched.last;
    span.end({ outcome: 'finished', members: touched.members });
    await afterAttempt(work, context.pool);
    if (work.step === 'close') await tellRun(work.runId, context);
    const durationMs = context.now() - startedAt;
    context.log.workFinished({ ...work, durationMs });
    context.metrics.workEnded({ ...touched, step: work.step, outcome: 'finished', durationMs });
  } catch (thrown) {
    await settle(work, asFault(databaseFault(thrown)), { context, leaving, looks, span, touched, durationMs: context.now() - startedAt });
  }
};

/** What the context only asks for at the last moment (`aidSystem`) it goes on asking for then: nothing of it is copied. */
const countingSeals = (context: Context, uses: VaultUses): Context =>
  Object.create(context, { vault: { value: countingVault(context.vault, uses), enumerable: true } }) as Context;

interface Claimed {
  readonly context: Context;
  readonly leaving: AbortSignal;
  /** Ended only by whoever the attempt is still current for: of one that was lost, the next attempt tells. */
  readonly span: OpenSpan<'attempt'>;
}

interface Performing extends Claimed {
  readonly looks: Looks;
  /** Members, and values of theirs, by this attempt; `last`: by its last results, once they are saved. */
  readonly touched: VaultUses & { members: number; last: number };
}

interface Saving extends SpanFields<'save'> {
  readonly work: Work;
  readonly context: Context;
}

/** One transaction of an attempt: where it waits for the database. */
const saving = async <T>({ work: { step }, context, ...fields }: Saving, act: (tx: Tx) => Promise<T>): Promise<T> => {
  const { pool, traces, metrics, now } = context;
  const startedAt = now();
  try {
    return await within(traces, 'save', { fields }, () => inTransaction(pool, act));
  } finally {
    metrics.saved({ step, durationMs: now() - startedAt });
  }
};

interface Attempting extends Performing {
  /** The last one when this attempt began; null where it does not matter. */
  readonly erasure: number | null;
  readonly run: Run | null;
}

const unitOf = (work: Work, { context, leaving, looks, erasure, run, touched }: Attempting): Unit<object, unknown> => {
  if (run === null) throw new Error(`work without a run: ${work.workId}`);
  return {
    workId: work.workId,
    run,
    params: work.params,
    checkpoint: work.checkpoint,
    attempt: work.attempt,
    signal: leaving,
    sees: looks.sees,
    concludesOn: (members) => {
      touched.last = members;
    },
    save: async (act, progress) => {
      const saved = await saving({ work, context, isLast: false, members: progress?.members ?? null }, async (tx) => {
        await together([sharePeople(tx, erasure), renew(tx, work, progress)]);
        const result = await act(tx);
        await looks.record(tx, 'done');
        return result;
      });
      looks.settled();
      touched.members += progress?.members ?? 0;
      return saved;
    },
  };
};

interface Settling extends Performing {
  readonly durationMs: number;
}

const settle = async (work: Work, fault: Fault, { context, leaving, looks, span, touched, durationMs }: Settling): Promise<void> => {
  if (isOvertaken(fault)) return inTransaction(context.pool, (tx) => looks.record(tx, 'overtaken'));
  // Not the unit's fault, and nothing could be written down about it: whoever keeps the work going lets it wait.
  if (isFull(fault)) throw fault;
  if (leaving.aborted || isOutrun(fault)) {
    return inTransaction(context.pool, async (tx) => {
      await release(tx, work);
      await looks.record(tx, 'interrupted');
    });
  }
  const verdict = await inTransaction(context.pool, async (tx) => {
    const failure = { fault: recordOf(fault), cause: causeOf(work, recordOf(originOf(fault))) };
    const retried = await retriedIn(tx, work, { fault: failure.fault, fingerprint: failure.cause.fingerprint });
    const decided: Verdict = retried.mayGoOn ? await verdictOn(work, fault, { attempt: retried.attempt, tx, context }) : { again: false };
    const noted = decided.again ? await retryLater(tx, work, failure, decided.delayMs) : await fail(tx, work, failure);
    if (noted && !decided.again) await retried.noteFailure();
    await looks.record(tx, noted ? 'failed' : 'overtaken');
    return noted ? decided : null;
  });
  if (verdict === null) return;
  span.end({ outcome: verdict.again ? 'retried' : 'failed', members: touched.members, code: fault.code }, fault);
  context.log.workFailed({ ...work, retryInMs: verdict.again ? verdict.delayMs : null, fault });
  context.metrics.workEnded({ ...touched, step: work.step, outcome: verdict.again ? 'retried' : 'failed', durationMs });
  await afterAttempt(work, context.pool);
};

/** Nor is it the unit's fault where somebody else was in its way: it begins anew at once, however long its night has lasted. */
const isOutrun = (fault: Fault): boolean => isOutrunByErasure(fault) || isLookedAtMeanwhile(fault) || isContended(fault);

/** The batch it is part of goes on first: units that it releases, or gives up, decide whether a phase is over. */
const afterAttempt = async (work: Work, pool: pg.Pool): Promise<void> => {
  await driveRetry(work.retryId, pool);
  await afterUnit(work, pool);
};

interface Judging {
  /** Which of those that count for its patience. */
  readonly attempt: number;
  readonly tx: Tx;
  readonly context: Context;
}

const verdictOn = async (work: Work, fault: Fault, { attempt, tx, context }: Judging): Promise<Verdict> => {
  const run = await findRun(tx, work.runId);
  if (run === null) return { again: false };
  const answeredAt = fault.authority === undefined ? null : context.answeredAt(fault.authority);
  const waitUntil = waitUntilOf(run, answeredAt);
  const brokenBefore = fault.kind === 'broken' ? await brokenAnswersSince(tx, work, work.attempt - attempt + 1) : 0;
  return afterFault(fault, { attempt, brokenBefore, now: context.clock(), waitUntil, random: context.random() });
};

/** Whoever was turned away by an open circuit failed of what opened it: one outage is one cause. */
const originOf = (fault: Fault): Fault => (fault.code === 'circuit-open' && fault.cause instanceof Fault ? fault.cause : fault);

/** What an operator is shown: a fault's words are masked where it is made. */
const recordOf = ({ kind, code, message, authority }: Fault): FaultRecord => ({
  kind,
  code,
  detail: message,
  ...(authority === undefined ? {} : { authority }),
});
