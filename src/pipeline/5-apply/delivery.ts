/** What is delivered: versions of applications, those of a stretch of people by one unit. Pure. */
import type { ApplicationDocument } from '../../domain/application.ts';

/** What is sealed of a version: the document, and the records behind it that decide whether there will be another. */
export interface SealedVersion {
  readonly document: ApplicationDocument;
  readonly records: readonly string[];
}

/** The roster tells of a member whom their applications do not know yet. */
export const UNKNOWN_MEMBER = 'unknown-member';

export interface Delivery {
  readonly personKey: string;
  readonly applicationId: string;
  readonly version: number;
  /** It may have been sent before: it is asked about before it is sent. */
  readonly mayHaveArrived?: boolean;
  /** Applications for the same under other member ids of the person: once one of them is found to be decided, this one is not offered. */
  readonly insteadOf?: readonly string[];
}

/** The shards of those whom it delivers for. */
interface DeliveriesTogether {
  readonly first: string;
  readonly last: string;
  readonly deliveries: readonly Delivery[];
}

/** One by itself, or several together. */
export type DeliveryParameters = Delivery | DeliveriesTogether;

export const deliveriesIn = (params: DeliveryParameters): readonly Delivery[] => ('deliveries' in params ? params.deliveries : [params]);

export const deliveryOf = (
  { personKey, applicationId }: Pick<Delivery, 'personKey' | 'applicationId'>,
  version: number,
  { mayHaveArrived = false } = {},
): Delivery => ({ personKey, applicationId, version, ...(mayHaveArrived && { mayHaveArrived }) });

export const insteadOfThose = (delivery: Delivery, insteadOf: readonly string[] = []): Delivery =>
  insteadOf.length === 0 ? delivery : { ...delivery, insteadOf };

const STEP = { step: 'deliver', dataset: null } as const;

/** One for an application and version: the id says nothing of the person. */
export const unitOfOne = (delivery: Delivery) => ({
  ...STEP,
  unit: `${delivery.applicationId}@${delivery.version}`,
  params: delivery satisfies DeliveryParameters,
  about: 1,
});

/** What the people of a stretch are to be sent goes together: a unit costs more than a delivery. */
export const unitsOf = (
  { first, last }: Pick<DeliveriesTogether, 'first' | 'last'>,
  deliveries: readonly Delivery[],
): readonly ReturnType<typeof unitOfOne | typeof together>[] =>
  deliveries.length > 1 ? [together({ first, last, deliveries })] : deliveries.map(unitOfOne);

const together = (params: DeliveriesTogether) => ({
  ...STEP,
  unit: `${params.first}-${params.last}`,
  params: params satisfies DeliveryParameters,
  about: params.deliveries.length,
});
