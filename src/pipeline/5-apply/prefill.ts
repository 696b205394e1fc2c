/**
 * Fills the form of an offer from evidence, and gives every field its provenance. It never fills what no source says: income, housing, cause, bank
 * card, schooling. The reasons go with it, without their evidence: the member reads them.
 */
import type { ApplicationReason } from '../../domain/application.ts';
import { LONGEST_TEXTS } from '../../domain/longest-texts.ts';
import type { Evidence } from '../3-verify/types.ts';
import type { Case, Offer } from '../4-screen/types.ts';
import { assemble } from './filled.ts';
import { PROGRAMME_TABLE } from './programmes.ts';
import type { Applicant, Candidate } from './types.ts';

export const prefill = (found: Case, offer: Offer, applicant: Applicant): Candidate => {
  const filling = PROGRAMME_TABLE[offer.programme].fill(applicant, found);
  const { form, provenance } = assemble({ ...filling }, { longest: LONGEST_TEXTS[offer.programme], rosterAsOf: applicant.rosterAsOf });
  const cited = found.reasons.filter(({ code }) => offer.rules.includes(code)).flatMap(({ evidence }) => evidence);
  return {
    memberId: applicant.dossier.memberId,
    programme: offer.programme,
    form,
    provenance,
    reasons: reasonsFor(found, offer),
    records: recordsBehind(Object.values(provenance).flat(), cited, applicant),
  };
};

/** Only the reasons of the rules that led to this programme: a living-aid form does not tell of an illness. */
const reasonsFor = ({ reasons, checks }: Case, offer: Offer): readonly ApplicationReason[] => [
  ...reasons.filter(({ code }) => offer.rules.includes(code)).map(({ code, text }) => ({ code, text })),
  ...offer.checks
    .flatMap((code) => checks.filter((check) => check.code === code))
    .map(({ code, text }) => ({ code: `check-${code}`, text })),
];

const recordsBehind = (
  inForm: readonly Pick<Evidence, 'dataset' | 'recordKey'>[],
  inReasons: readonly Evidence[],
  { dossier }: Applicant,
): readonly string[] => {
  const versionOf = ({ dataset, recordKey }: Pick<Evidence, 'dataset' | 'recordKey'>): number =>
    dataset === 'members' ? 1 : (dossier.records[dataset].find((record) => record.recordKey === recordKey)?.version ?? 0);
  return [...new Set([...inForm, ...inReasons].map((item) => `${item.dataset}/${item.recordKey}@${versionOf(item)}`))].toSorted();
};
