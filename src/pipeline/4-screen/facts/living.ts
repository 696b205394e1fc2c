/** Whether the person lives, and where they are insured now. */
import type { Facts, View } from '../types.ts';
import { evidenceFor, evidenceOf, findingOf, known, NONE, type ReadingPolicy, readable, silenceOf, unknown } from './reading.ts';

export const livingFacts = ({ verification, dossier }: View, policy: ReadingPolicy): Facts => {
  const finding = findingOf(verification, 'living');
  const silence = silenceOf(finding);
  const dead =
    finding === undefined || silence !== null
      ? unknown(silence ?? 'no-source')
      : known(finding.holds === false, evidenceFor(finding, finding.holds !== false));
  return { dead, insuredElsewhere: insuredElsewhere(dossier, policy) };
};

const cityOf = (division: string): string => division.slice(0, 4);

/** Only an insurance in force says where somebody is; a person insured here and elsewhere has not moved. */
const insuredElsewhere = (dossier: View['dossier'], policy: ReadingPolicy) => {
  const reading = readable(dossier, 'person', policy);
  if (!reading.ok) return reading.fact;
  const places = reading.records.flatMap(
    ({ content }) => content.insurances?.filter(({ status }) => status === 'insured').map(({ place }) => place) ?? [null],
  );
  if (places.length === 0) return NONE;
  if (places.includes(null)) return unknown('not-stated');
  return known(
    places.every((place) => place !== null && cityOf(place) !== cityOf(policy.region)),
    evidenceOf(dossier, reading.records),
  );
};
