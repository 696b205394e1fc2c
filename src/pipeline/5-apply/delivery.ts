/** What is delivered: a version of an application, by a unit of its own. Pure. */
import type { ApplicationDocument } from '../../domain/application.ts';

/** What is sealed of a version: the document, and the records behind it that decide whether there will be another. */
export interface SealedVersion {
  readonly document: ApplicationDocument;
  readonly records: readonly string[];
}

/** The roster tells of a member whom their applications do not know yet. */
export const UNKNOWN_MEMBER = 'unknown-member';

export interface DeliveryParameters {
  readonly personKey: string;
  readonly applicationId: string;
  readonly version: number;
  /** An earlier night may have sent it: it is asked about before it is sent. */
  readonly mayHaveArrived?: boolean;
}

/** One unit for each application and version: the id says nothing of the person. */
export const deliveryOf = (
  { personKey, applicationId }: Pick<DeliveryParameters, 'personKey' | 'applicationId'>,
  version: number,
  { mayHaveArrived = false } = {},
) => ({
  step: 'deliver',
  dataset: null,
  unit: `${applicationId}@${version}`,
  params: { personKey, applicationId, version, ...(mayHaveArrived && { mayHaveArrived }) } satisfies DeliveryParameters,
  about: 1,
});
