/**
 * Fills the forms of open cases, and sees which applications have lost their ground: of those of a shard who are on the agenda. What is to be delivered of
 * them is a unit of its own.
 */
import { defineStep, type ShardSpan } from '../../jobs/step.ts';
import { holdAsKnown, noteApplied } from '../../storage/agenda.ts';
import { holdApplications, saveApplications, saveVersions } from '../../storage/applications.ts';
import { replaceConcerns } from '../../storage/concerns.ts';
import type { Tx } from '../../storage/database.ts';
import { bringForward } from '../../storage/due.ts';
import { isDecided } from './application.ts';
import { insteadOfThose, unitsOf } from './delivery.ts';
import { type Desk, knownOfPeople, openDesk } from './desk/job.ts';
import { concernsAmong, decideAll, type Outcome } from './outcomes/job.ts';

export const applyShard = defineStep<ShardSpan>({
  name: 'apply',
  async run({ params, run, sees }, context) {
    const desk = await openDesk(params, run, context);
    sees(desk.people);
    const decided = decideAll(desk);
    return async (tx) => {
      // Another night may have made, since, the very applications that this one would make.
      await holdAsKnown(tx, run.runId, { people: desk.agenda, known: desk.known, ask: (db) => knownOfPeople(db, desk.agenda) });
      const outcomes = await stillTrue(tx, decided, desk);
      await saveApplications(
        tx,
        outcomes.flatMap((outcome) => outcome.change ?? []),
      );
      await saveVersions(
        tx,
        run.runId,
        outcomes.flatMap((outcome) => outcome.version ?? []),
      );
      await replaceConcerns(tx, { runId: run.runId, on: run.date }, desk.agenda, {
        open: concernsAmong(outcomes),
        unsaid: outcomes.filter(({ concern }) => concern === 'unsaid').map(({ applicationId }) => applicationId),
      });
      await bringForward(tx, desk.runningOut);
      await noteApplied(tx, run.runId, desk.agenda);
      const next = outcomes.flatMap((outcome) => outcome.next ?? []);
      const before = desk.undelivered.filter(({ applicationId }) => next.every((delivery) => delivery.applicationId !== applicationId));
      const insteadOf = new Map(outcomes.map((outcome) => [outcome.applicationId, outcome.insteadOf ?? []]));
      return unitsOf(
        params,
        [...next, ...before].map((delivery) => insteadOfThose(delivery, insteadOf.get(delivery.applicationId))),
      );
    };
  },
});

/** Without what a callback has overtaken since the desk was laid: the next night sees what the worker decided. */
const stillTrue = async (tx: Tx, outcomes: readonly Outcome[], { known: { applications } }: Desk): Promise<readonly Outcome[]> => {
  const before = new Map(applications.map((application) => [application.applicationId, application.remoteStatus]));
  const touched = outcomes.filter(
    ({ applicationId, change, concern }) => before.has(applicationId) && (change ?? concern ?? null) !== null,
  );
  const now = await holdApplications(tx, touched);
  return outcomes.filter(({ applicationId }) => {
    const held = now.get(applicationId);
    return held === undefined || held.remoteStatus === before.get(applicationId) || !isDecided(held.remoteStatus);
  });
};
