/** What a worker or the union decides about an application: at the aid system, and as the aid system tells it. */
import type { Instant } from '../../src/domain/period.ts';
import { takeEvents } from '../../src/pipeline/5-apply/callback/job.ts';
import type { RemoteStatus } from '../../src/pipeline/5-apply/callback.ts';
import type { Nights } from './nights.ts';
import type { Town } from './nights-town.ts';

/** Nobody has been told yet. Throws where nothing of that id was filed. */
export const decideThere = ({ office }: Town, applicationId: string, status: RemoteStatus): void => {
  const found = office.filed.get(applicationId);
  if (found === undefined) throw new Error(`${applicationId} was not filed`);
  office.filed.set(applicationId, { ...found, status });
};

/** Of whoever was asked. */
export type Decision = Exclude<RemoteStatus, 'awaiting-confirmation' | 'withdrawn'>;

interface Told {
  readonly status: Decision;
  readonly at: Instant;
}

/** Of what was sent first. */
export const tellDecision = ({ context }: Nights, applicationId: string, { status, at }: Told) => {
  const event = {
    eventId: `${applicationId} ${status}`,
    applicationId,
    version: 1,
    status,
    reasonCode: null,
    decidedAt: at,
    toldAt: at,
  };
  return takeEvents([{ trace: context.uuid(), event }], context);
};
