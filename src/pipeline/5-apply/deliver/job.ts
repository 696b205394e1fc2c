/**
 * Delivers or withdraws one application, once in effect. Before anything is sent, the checkpoint says so; an attempt that finds the mark
 * does not know what became of it, and asks before it acts (`interfaces.md` §4: the same version and body is 200, another body 409).
 */
import type { Context } from '../../../context.ts';
import type { Day } from '../../../domain/period.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep, nothingMore, type Unit } from '../../../jobs/step.ts';
import { type DeliveryResult, findApplication, findVersion, noteDelivery, type RemoteStatus } from '../../../storage/applications.ts';
import { forgetWithdrawn } from '../../../storage/erasure.ts';
import { membersByKey } from '../../../storage/people.ts';
import { nightCall } from '../../1-pull/night-call.ts';
import type { SealedVersion } from '../job.ts';

interface Parameters {
  readonly personKey: string;
  readonly applicationId: string;
  readonly version: number;
}
interface Checkpoint {
  readonly sent: true;
}
type DeliveryUnit = Unit<Parameters, Checkpoint>;

export const deliverApplication = defineStep<Parameters, Checkpoint>({
  name: 'deliver',
  async run(unit, context) {
    const application = await findApplication(context.pool, unit.params);
    if (application === null || application.version !== unit.params.version) return nothingMore;
    if (application.state === 'withdrawing')
      return conclude(unit, await withdraw(unit.params, application.holdReason ?? 'evidence-corrected', { context, signal: unit.signal }));
    if (application.state !== 'ready') return nothingMore;
    const settled = unit.checkpoint === null ? null : await settledRemotely(unit, context);
    return conclude(unit, settled ?? (await deliver(unit, context)));
  },
});

const conclude =
  ({ params }: DeliveryUnit, result: DeliveryResult): Conclusion =>
  async (tx) => {
    await noteDelivery(tx, params, result);
    await forgetWithdrawn(tx, params);
    return [];
  };

const DELIVERED = (version: number, remoteStatus: RemoteStatus = 'awaiting-confirmation'): DeliveryResult => ({
  state: 'delivered',
  deliveredVersion: version,
  holdReason: null,
  remoteStatus,
});

const isDecided = (status: RemoteStatus): boolean => status !== 'awaiting-confirmation';

/** Null: it never arrived, or only an earlier version did. */
const settledRemotely = async ({ params, signal }: DeliveryUnit, { aidSystem }: Context): Promise<DeliveryResult | null> => {
  const status = await aidSystem.statusOf(params.applicationId, nightCall(signal));
  if (status === 'unknown') return null;
  if (status.version >= params.version) return DELIVERED(status.version, status.status);
  return isDecided(status.status)
    ? { state: 'decided', deliveredVersion: status.version, holdReason: 'decided-before', remoteStatus: status.status }
    : null;
};

const deliver = async (unit: DeliveryUnit, context: Context): Promise<DeliveryResult> => {
  const { params, run, signal } = unit;
  const { document } = await openVersion(params, run.date, context);
  const faults = (await context.documentFaults())(document);
  if (faults.length > 0)
    throw new Fault('bug', { code: 'form-unfit', detail: `The form does not fit its own schema: ${faults.slice(0, 3).join('; ')}.` });
  await unit.save(() => Promise.resolve(), { checkpoint: { sent: true } });
  const answer = await context.aidSystem.deliver(params.applicationId, document, nightCall(signal));
  const told = { runId: run.runId, applicationId: params.applicationId, programme: document.programme, version: params.version };
  switch (answer.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged':
      context.log.applicationDelivered(told);
      return DELIVERED(params.version);
    case 'conflict':
      return (
        (await settledRemotely(unit, context)) ?? {
          state: 'refused',
          deliveredVersion: null,
          holdReason: 'version-conflict',
          remoteStatus: null,
        }
      );
    case 'refused':
      context.log.applicationRefused({ ...told, reason: 'fields-refused' });
      return { state: 'refused', deliveredVersion: null, holdReason: `fields-refused: ${answer.fields.join(' ')}`, remoteStatus: null };
    case 'unknown-member':
      context.log.applicationRefused({ ...told, reason: 'unknown-member' });
      return { state: 'refused', deliveredVersion: null, holdReason: 'unknown-member', remoteStatus: null };
  }
};

/** Told twice, it is withdrawn once. */
export const withdraw = async (
  { applicationId, version }: Pick<Parameters, 'applicationId' | 'version'>,
  reason: string,
  { context: { aidSystem }, signal }: { readonly context: Pick<Context, 'aidSystem'>; readonly signal: AbortSignal },
): Promise<DeliveryResult> => {
  const answer = await aidSystem.withdraw(applicationId, { version, reason }, nightCall(signal));
  switch (answer) {
    case 'withdrawn':
      return { state: 'withdrawn', deliveredVersion: version, holdReason: reason, remoteStatus: 'withdrawn' };
    case 'already-confirmed': {
      const status = await aidSystem.statusOf(applicationId, nightCall(signal));
      return {
        state: 'decided',
        deliveredVersion: version,
        holdReason: reason,
        remoteStatus: status === 'unknown' ? 'confirmed' : status.status,
      };
    }
    case 'unknown':
      return { state: 'withdrawn', deliveredVersion: null, holdReason: reason, remoteStatus: null };
  }
};

const openVersion = async (params: Parameters, on: Day, { pool, vault }: Context): Promise<SealedVersion> => {
  const [member] = await membersByKey(pool, [params.personKey], on);
  const version = await findVersion(pool, params);
  if (member === undefined || version === null)
    throw new Fault('bug', { code: 'version-missing', detail: 'An application is to be delivered whose document is missing.' });
  return vault.open<SealedVersion>(
    { ...member, dataset: 'application', recordKey: params.applicationId, version: params.version },
    version.sealed,
  );
};
