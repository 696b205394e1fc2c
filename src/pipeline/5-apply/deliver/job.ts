/**
 * Delivers or withdraws one application, once in effect. Before anything is sent, the checkpoint says so; an attempt that finds the mark
 * does not know what became of it, and asks before it acts (`interfaces.md` §4: the same version and body is 200, another body 409).
 */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { type Conclusion, defineStep, nothingMore } from '../../../jobs/step.ts';
import { within } from '../../../observe/traces.ts';
import {
  findApplication,
  findVersion,
  holdApplications,
  type OfferedBy,
  type StoredApplication,
  saveApplications,
  saveVersions,
} from '../../../storage/applications.ts';
import { forgetWithdrawn } from '../../../storage/erasure.ts';
import { membersByKey, type StoredMember } from '../../../storage/people.ts';
import type { ApplicationStatus } from '../../../upstream/aid-system.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { isDecided } from '../application.ts';
import { settle } from '../callback/job.ts';
import type { Whereabouts } from '../callback.ts';
import { type DeliveryParameters, deliveryOf, type SealedVersion, UNKNOWN_MEMBER } from '../delivery.ts';
import { askStatus, type DeliveryUnit, decisionFound, type Sent, UNDATED, withdraw } from '../withdrawal/job.ts';

export const deliverApplication = defineStep<DeliveryParameters, Sent>({
  name: 'deliver',
  async run(unit, context) {
    const { params } = unit;
    const application = await findApplication(context.pool, params);
    if (application === null || application.version !== params.version) return nothingMore;
    unit.sees([params.personKey]);
    if (application.state === 'withdrawing')
      return conclude(unit, await withdraw(unit, application.holdReason ?? 'evidence-corrected', context), context);
    if (application.state !== 'ready') return nothingMore;
    const mayHaveArrived = unit.checkpoint !== null || params.mayHaveArrived === true;
    const settled = mayHaveArrived ? settledBy(await askStatus(unit, context), params.version) : null;
    return settled === null ? deliver(unit, application, context) : conclude(unit, settled, context);
  },
});

const conclude =
  ({ params }: DeliveryUnit, result: Whereabouts, { clock }: Pick<Context, 'clock'>): Conclusion =>
  async (tx) => {
    await settle(tx, params, result, clock());
    await forgetWithdrawn(tx, params);
    return [];
  };

const DELIVERED = (version: number): Whereabouts => ({
  ...UNDATED,
  state: 'delivered',
  deliveredVersion: version,
  holdReason: null,
  remoteStatus: 'awaiting-confirmation',
});
const REFUSED = (holdReason: string): Whereabouts => ({
  ...UNDATED,
  state: 'refused',
  deliveredVersion: null,
  holdReason,
  remoteStatus: null,
});

/** Null: it never arrived, or another version did, or which one is not stated: then it is sent, and the answer to that tells. */
const settledBy = (found: ApplicationStatus | 'unknown', version: number): Whereabouts | null => {
  if (found === 'unknown') return null;
  const isThis = found.version === version;
  if (isDecided(found.status)) return decisionFound(found, found.status, isThis ? null : 'decided-before');
  return isThis ? { ...DELIVERED(version), remoteStatus: found.status } : null;
};

const deliver = async (unit: DeliveryUnit, application: StoredApplication, context: Context): Promise<Conclusion> => {
  const { params, run, signal } = unit;
  const version = await openVersion(params, context);
  const { document } = version;
  const faults = (await context.documentFaults())(document);
  if (faults.length > 0)
    throw new Fault('bug', { code: 'form-unfit', detail: `The form does not fit its own schema: ${faults.slice(0, 3).join('; ')}.` });
  await unit.save(() => Promise.resolve(), { checkpoint: { sent: true } });
  const told = { runId: run.runId, applicationId: params.applicationId, programme: document.programme, version: params.version };
  const answer = await within(context.traces, 'deliver', { fields: told }, async (found) => {
    const given = await context.aidSystem.deliver(params.applicationId, document, nightCall(signal));
    found({ outcome: given.outcome });
    return given;
  });
  switch (answer.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged':
      context.log.applicationDelivered(told);
      return conclude(unit, DELIVERED(params.version), context);
    case 'conflict':
      return afterConflict({ unit, application, version }, context);
    case 'refused': {
      context.log.applicationRefused({ ...told, reason: 'fields-refused' });
      const named = answer.fields.length === 0 ? answer.detail : answer.fields.join(' ');
      return conclude(unit, REFUSED(`fields-refused: ${named}`), context);
    }
    case 'unknown-member':
      context.log.applicationRefused({ ...told, reason: 'unknown-member' });
      return conclude(unit, REFUSED(UNKNOWN_MEMBER), context);
  }
};

interface Conflict {
  readonly unit: DeliveryUnit;
  readonly application: StoredApplication;
  readonly version: OpenedVersion;
}

/**
 * A decision stands; or another body under this or a higher version, which only a database put back to an earlier day leaves behind: then ours
 * goes again above it. Anything else contradicts the interface, and a person looks.
 */
const afterConflict = async ({ unit, application, version }: Conflict, context: Context): Promise<Conclusion> => {
  const { params, run } = unit;
  const found = await askStatus(unit, context);
  if (found === 'unknown' || (!isDecided(found.status) && (found.version ?? 0) < params.version))
    return conclude(unit, REFUSED('version-conflict'), context);
  if (isDecided(found.status)) return conclude(unit, settledBy(found, params.version) ?? REFUSED('version-conflict'), context);
  const above = (found.version ?? params.version) + 1;
  const { document, records, member, offeredBy } = version;
  const sealed = context.vault.seal({ ...member, dataset: 'application', recordKey: params.applicationId, version: above }, {
    document: { ...document, version: above },
    records,
  } satisfies SealedVersion);
  return async (tx) => {
    const now = (await holdApplications(tx, [application])).get(params.applicationId);
    if (now === undefined || isDecided(now.remoteStatus)) return [];
    await saveApplications(tx, [{ ...application, state: 'ready', holdReason: null, version: above }]);
    await saveVersions(tx, run.runId, [{ ...params, version: above, sealed, offeredBy }]);
    return [deliveryOf(application, above)];
  };
};

interface OpenedVersion extends SealedVersion {
  readonly member: StoredMember;
  readonly offeredBy: OfferedBy | null;
}

const openVersion = async (params: DeliveryParameters, { pool, vault }: Context): Promise<OpenedVersion> => {
  const [member] = await membersByKey(pool, [params.personKey]);
  const version = await findVersion(pool, params);
  if (member === undefined || version === null)
    throw new Fault('bug', { code: 'version-missing', detail: 'An application is to be delivered whose document is missing.' });
  const place = { ...member, dataset: 'application', recordKey: params.applicationId, version: params.version } as const;
  return { ...vault.open<SealedVersion>(place, version.sealed), member, offeredBy: version.offeredBy };
};
