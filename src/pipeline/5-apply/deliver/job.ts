/**
 * Delivers or withdraws applications, each once in effect. Before anything is sent, the checkpoint says so; an attempt that finds the mark does not know
 * what became of them, and asks before it acts (`interfaces.md` §4: the same version and body is 200, another body 409). What came of all is saved
 * together, and with it what of that is an operator's concern. Whatever does not go through while others do costs them nothing: from there on it has a unit
 * of its own, with attempts and a cause of its own.
 */
import type { Context } from '../../../context.ts';
import { type Conclusion, defineStep, nothingMore } from '../../../jobs/step.ts';
import { holdOnAgenda } from '../../../storage/agenda.ts';
import {
  type ApplicationKey,
  findApplications,
  findVersions,
  holdApplications,
  type StoredApplication,
  type StoredVersion,
  saveApplications,
  saveVersions,
} from '../../../storage/applications.ts';
import { openConcerns } from '../../../storage/concerns.ts';
import type { Tx } from '../../../storage/database.ts';
import { membersByKey } from '../../../storage/people.ts';
import type { Run } from '../../../storage/runs.ts';
import { isDecided } from '../application.ts';
import { settle } from '../callback/job.ts';
import { type DeliveryParameters, deliveriesIn, deliveryOf, insteadOfThose, unitOfOne } from '../delivery.ts';
import { type Desk, layDesk } from '../desk/job.ts';
import { type HandedOver, handOver, type Parcel } from '../hand-over/job.ts';
import { concernsOn } from '../outcomes/job.ts';
import type { DeliveryUnit, Sent } from '../withdrawal/job.ts';

export const deliverApplications = defineStep<DeliveryParameters, Sent>({
  name: 'deliver',
  async run(unit, context) {
    const applications = await findApplications(context.pool, deliveriesIn(unit.params));
    const parcels = await parcelsOf(applications, unit, context);
    if (parcels.length === 0 && !applications.some(isConfirmed)) return nothingMore;
    unit.sees(peopleOf(applications));
    if (parcels.some(({ application }) => application.state === 'ready'))
      await unit.save(() => Promise.resolve(), { checkpoint: { sent: true } });
    const ends: End[] = [];
    // What one is offered instead of is taken back first: until then it may be decided.
    const inOrder = parcels.toSorted((one, other) => Number(isToWithdraw(other)) - Number(isToWithdraw(one)));
    for (const parcel of inOrder) ends.push({ ...parcel, end: await endOf(parcel, unit, context) });
    const faults = ends.flatMap(({ end }) => (end.how === 'failed' ? [end.fault] : []));
    // Where nothing goes through, none of them is to blame: all are tried again together, and so are those of a process that is leaving.
    if (faults.length > 0 && (faults.length === ends.length || unit.signal.aborted)) throw faults[0];
    for (const fault of faults) context.log.failed({ doing: 'deliver', fault });
    return conclude(ends, applications, { run: unit.run, context, ruleSet: await context.ruleSetOf(unit.run) });
  },
});

/** What is still to be done: a later version, a hold or a decision may have come in between. */
const parcelsOf = async (
  applications: readonly StoredApplication[],
  { params, checkpoint }: DeliveryUnit,
  { pool }: Context,
): Promise<readonly Parcel[]> => {
  const deliveries = deliveriesIn(params);
  const [versions, members] = await Promise.all([
    findVersions(pool, deliveries),
    membersByKey(
      pool,
      deliveries.map(({ personKey }) => personKey),
    ),
  ]);
  return deliveries.flatMap((delivery) => {
    const application = applications.find(({ applicationId }) => applicationId === delivery.applicationId);
    if (application?.version !== delivery.version || (application.state !== 'ready' && application.state !== 'withdrawing')) return [];
    return {
      application,
      mayHaveArrived: checkpoint !== null || delivery.mayHaveArrived === true,
      insteadOf: delivery.insteadOf ?? [],
      version: versions.find(({ applicationId }) => applicationId === delivery.applicationId) ?? null,
      member: members.find(({ personKey }) => personKey === delivery.personKey) ?? null,
    };
  });
};

const isToWithdraw = ({ application }: Parcel): boolean => application.state === 'withdrawing';

interface End extends Pick<Parcel, 'application' | 'insteadOf'> {
  readonly end: HandedOver | { readonly how: 'failed'; readonly fault: unknown };
}

const endOf = async (parcel: Parcel, unit: DeliveryUnit, context: Context): Promise<End['end']> => {
  try {
    return await handOver(parcel, unit, context);
  } catch (fault) {
    return { how: 'failed', fault };
  }
};

type Tonight = Pick<Desk, 'run' | 'context' | 'ruleSet'>;

const conclude =
  (ends: readonly End[], applications: readonly ApplicationKey[], tonight: Tonight): Conclusion =>
  async (tx) => {
    const { run, context } = tonight;
    // Another run may be about to say what it found of them before this was known.
    await holdOnAgenda(tx, peopleOf(applications));
    const held = await holdApplications(tx, applications);
    const answers = ends.flatMap(({ application, end }) => (end.how === 'settled' ? [{ ...application, answer: end.answer }] : []));
    await settle(tx, answers, context.clock());
    await raiseConcerns(tx, (await findApplications(tx, applications)).filter(isConfirmed), tonight);
    const above = ends.flatMap(({ application: { applicationId }, end }) => {
      const now = held.get(applicationId);
      return end.how === 'above' && now !== undefined && !isDecided(now.remoteStatus) ? [{ now, version: end.version }] : [];
    });
    await saveAbove(tx, run, above);
    const failed = ends.filter(({ end }) => end.how === 'failed');
    return [
      ...above.map(({ version }) => deliveryOf(version, version.version)),
      ...failed.map(({ application, insteadOf }) =>
        insteadOfThose(deliveryOf(application, application.version, { mayHaveArrived: true }), insteadOf),
      ),
    ].map(unitOfOne);
  };

const isConfirmed = ({ remoteStatus }: StoredApplication): boolean => remoteStatus === 'confirmed';

/** Tonight's evidence was looked at before that was known: what it says otherwise is a concern of tonight all the same, as if a callback had told in time. */
const raiseConcerns = async (tx: Tx, confirmed: readonly ApplicationKey[], tonight: Tonight): Promise<void> => {
  if (confirmed.length === 0) return;
  const concerns = concernsOn(await layDesk(tx, peopleOf(confirmed), tonight));
  await openConcerns(
    tx,
    { runId: tonight.run.runId, on: tonight.run.date },
    // Of what else they confirmed the night has said already.
    concerns.filter(({ applicationId }) => confirmed.some((one) => one.applicationId === applicationId)),
  );
};

const peopleOf = (applications: readonly ApplicationKey[]): readonly string[] => [
  ...new Set(applications.map(({ personKey }) => personKey)),
];

interface Above {
  readonly now: StoredApplication;
  readonly version: StoredVersion;
}

const saveAbove = async (tx: Tx, { runId }: Run, above: readonly Above[]): Promise<void> => {
  await saveApplications(
    tx,
    above.map(({ now, version: { version } }) => ({ ...now, state: 'ready', holdReason: null, version })),
  );
  await saveVersions(
    tx,
    runId,
    above.map(({ version }) => version),
  );
};
