/** Takes an application back whose ground is gone, and asks what has become of one (`interfaces.md` §4). */
import type { Context } from '../../../context.ts';
import type { Unit } from '../../../jobs/step.ts';
import type { ApplicationStatus } from '../../../upstream/aid-system.ts';
import { nightCall } from '../../../upstream/night-call.ts';
import { isDecided } from '../application.ts';
import { type RemoteStatus, STATUS_TABLE, type Whereabouts } from '../callback.ts';
import type { Delivery, DeliveryParameters } from '../delivery.ts';

/** The mark that a document is on its way, made before it is. */
export interface Sent {
  readonly sent: true;
}
export type DeliveryUnit = Unit<DeliveryParameters, Sent>;

/** Which application, and when to give up. */
export interface Asked {
  readonly params: Pick<Delivery, 'applicationId' | 'version'>;
  readonly signal: AbortSignal;
}

export const askStatus = ({ params, signal }: Asked, { aidSystem }: Pick<Context, 'aidSystem'>): Promise<ApplicationStatus | 'unknown'> =>
  aidSystem.statusOf(params.applicationId, nightCall(signal));

/** Asked about first, every time: the version that stands is the one to withdraw, and what is gone or decided is not. */
export const withdraw = async (unit: Asked, reason: string, context: Pick<Context, 'aidSystem'>): Promise<Whereabouts> => {
  const { applicationId, version } = unit.params;
  const found = await askStatus(unit, context);
  const settled = goneBy(found, reason);
  if (found === 'unknown' || settled !== null) return settled ?? GONE(reason);
  const standing = found.version ?? version;
  const answer = await context.aidSystem.withdraw(applicationId, { version: standing, reason }, nightCall(unit.signal));
  switch (answer) {
    case 'withdrawn':
      return { ...UNDATED, state: 'withdrawn', deliveredVersion: standing, holdReason: reason, remoteStatus: 'withdrawn' };
    case 'already-confirmed':
      return (
        goneBy(await askStatus(unit, context), reason) ?? {
          ...UNDATED,
          state: 'decided',
          deliveredVersion: standing,
          holdReason: reason,
          remoteStatus: 'confirmed',
        }
      );
    case 'unknown':
      return GONE(reason);
  }
};

/** Nobody has said when, or nobody has decided. */
export const UNDATED = { decidedAt: null, reasonCode: null } as const;

const GONE = (reason: string): Whereabouts => ({
  ...UNDATED,
  state: 'withdrawn',
  deliveredVersion: null,
  holdReason: reason,
  remoteStatus: null,
});

/** Null: it stands, and nobody has decided, as far as is stated. */
const goneBy = (found: ApplicationStatus | 'unknown', reason: string): Whereabouts | null => {
  if (found === 'unknown') return GONE(reason);
  return isDecided(found.status) ? decisionFound(found, found.status, reason) : null;
};

/** As somebody has decided, whatever had been meant to be done. */
export const decisionFound = (
  { version, decidedAt, reasonCode }: ApplicationStatus,
  status: Exclude<RemoteStatus, 'awaiting-confirmation'>,
  holdReason: string | null,
): Whereabouts => ({
  state: STATUS_TABLE[status].state ?? 'decided',
  deliveredVersion: version,
  holdReason,
  remoteStatus: status,
  decidedAt,
  reasonCode,
});
