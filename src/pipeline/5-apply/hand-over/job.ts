/** Hands one application over to the aid system, or takes it back; answers what came of it, and saves nothing. */
import type { Context } from '../../../context.ts';
import { Fault } from '../../../faults.ts';
import { within } from '../../../observe/traces.ts';
import type { RecordPlace } from '../../../security/record-vault.ts';
import type { StoredApplication, StoredVersion } from '../../../storage/applications.ts';
import type { StoredMember } from '../../../storage/people.ts';
import type { ApplicationStatus } from '../../../upstream/aid-system.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { isDecided } from '../application.ts';
import type { Whereabouts } from '../callback.ts';
import { type SealedVersion, UNKNOWN_MEMBER } from '../delivery.ts';
import { askStatus, type DeliveryUnit, decisionFound, UNDATED, withdraw } from '../withdrawal/job.ts';

/** What is handed over. */
export interface Parcel {
  readonly application: StoredApplication;
  /** It may have been sent before. */
  readonly mayHaveArrived: boolean;
  /** Applications for the same under other member ids of the person. */
  readonly insteadOf: readonly string[];
  readonly version: StoredVersion | null;
  readonly member: StoredMember | null;
}

/** `above`: the same once more, above what stands there. */
export type HandedOver =
  | { readonly how: 'settled'; readonly answer: Whereabouts }
  | { readonly how: 'above'; readonly version: StoredVersion };

/** Of a unit: the run it belongs to, and when to give up. */
type Errand = Pick<DeliveryUnit, 'run' | 'signal'>;

export const handOver = async (parcel: Parcel, errand: Errand, context: Context): Promise<HandedOver> => {
  const asked = askedBy(parcel, errand);
  const { state, holdReason, version } = parcel.application;
  if (state === 'withdrawing') return settled(await withdraw(asked, holdReason ?? 'evidence-corrected', context));
  if (await isDecidedElsewhere(parcel, errand, context)) return settled(await withdraw(asked, 'evidence-corrected', context));
  const standing = parcel.mayHaveArrived ? await askStatus(asked, context) : 'unknown';
  const found = isWithdrawnBefore(standing, version) ? null : settledBy(standing, version);
  return found === null ? send(parcel, errand, context) : settled(found);
};

/** Under another member id, which nobody here had been told of when this one was offered. What is withdrawn there, nobody decided. */
const isDecidedElsewhere = async ({ application, insteadOf }: Parcel, { signal }: Errand, context: Context): Promise<boolean> => {
  for (const applicationId of insteadOf) {
    const found = await askStatus({ params: { ...application, applicationId }, signal }, context);
    if (found !== 'unknown' && isDecided(found.status) && found.status !== 'withdrawn') return true;
  }
  return false;
};

/** What stands there is an earlier version that was taken back: this one is offered above it, and has not arrived. */
const isWithdrawnBefore = (standing: ApplicationStatus | 'unknown', version: number): boolean =>
  standing !== 'unknown' && standing.status === 'withdrawn' && standing.version !== null && standing.version < version;

const askedBy = ({ application }: Parcel, { signal }: Errand) => ({ params: application, signal });
const settled = (answer: Whereabouts): HandedOver => ({ how: 'settled', answer });

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
  // It stands, and nobody has decided, as far as is stated.
  return isThis ? DELIVERED(version) : null;
};

const send = async (parcel: Parcel, errand: Errand, context: Context): Promise<HandedOver> => {
  const { applicationId, version } = parcel.application;
  const opened = open(parcel, context);
  const { document } = opened;
  const faults = (await context.documentFaults())(document);
  if (faults.length > 0)
    throw new Fault('bug', { code: 'form-unfit', detail: `The form does not fit its own schema: ${faults.slice(0, 3).join('; ')}.` });
  const told = { runId: errand.run.runId, applicationId, programme: document.programme, version };
  const answer = await within(context.traces, 'deliver', { fields: told }, async (found) => {
    const given = await context.aidSystem.deliver(applicationId, document, nightCall(errand.signal));
    found({ outcome: given.outcome });
    return given;
  });
  switch (answer.outcome) {
    case 'created':
    case 'replaced':
    case 'unchanged':
      context.log.applicationDelivered(told);
      return settled(DELIVERED(version));
    case 'conflict':
      return afterConflict(opened, await askStatus(askedBy(parcel, errand), context), context);
    case 'refused':
      context.log.applicationRefused({ ...told, reason: 'fields-refused' });
      return settled(REFUSED(answer.fields.length === 0 ? 'fields-refused' : `fields-refused: ${answer.fields.join(' ')}`));
    case 'unknown-member':
      context.log.applicationRefused({ ...told, reason: 'unknown-member' });
      return settled(REFUSED(UNKNOWN_MEMBER));
  }
};

interface Opened extends SealedVersion {
  readonly stored: StoredVersion;
  readonly place: RecordPlace;
}

const open = ({ application: { applicationId }, version: stored, member }: Parcel, { vault }: Pick<Context, 'vault'>): Opened => {
  if (member === null || stored === null)
    throw new Fault('bug', { code: 'version-missing', detail: 'An application is to be delivered whose document is missing.' });
  const place = { ...member, dataset: 'application', recordKey: applicationId, version: stored.version };
  return { ...vault.open<SealedVersion>(place, stored.sealed), stored, place };
};

/**
 * A decision stands; or another body under this or a higher version, which only a database put back to an earlier day leaves behind: then ours
 * goes again above it. Anything else contradicts the interface, and a person looks.
 */
const afterConflict = (
  { document, records, stored, place }: Opened,
  found: ApplicationStatus | 'unknown',
  { vault }: Pick<Context, 'vault'>,
): HandedOver => {
  const { version } = stored;
  if (found === 'unknown' || (!isDecided(found.status) && (found.version ?? 0) < version)) return settled(REFUSED('version-conflict'));
  if (isDecided(found.status)) return settled(settledBy(found, version) ?? REFUSED('version-conflict'));
  const above = (found.version ?? version) + 1;
  const sealed = vault.seal({ ...place, version: above }, { document: { ...document, version: above }, records } satisfies SealedVersion);
  return { how: 'above', version: { ...stored, version: above, sealed } };
};
