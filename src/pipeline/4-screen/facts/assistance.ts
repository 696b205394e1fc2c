/** What the sources together say of social assistance. The class of hardship rests on nothing else. */
import type { Finding } from '../../3-verify/types.ts';
import type { Facts, UnknownFactReason, View } from '../types.ts';
import { evidenceFor, findingOf, known, NONE, silenceOf, unknown } from './reading.ts';

export const assistanceFacts = ({ verification }: View): Facts => {
  const finding = findingOf(verification, 'assistance-status');
  const silence = silenceOf(finding);
  if (finding !== undefined && isInDisputeOverCategory(finding)) return received(finding, 'corroborated');
  if (finding === undefined || silence !== null) return all(unknown(silence ?? 'no-source'));
  if (finding.holds === null) return all(unknown(silenceOfCivilAffairs(finding)));
  return finding.holds ? received(finding, finding.verdict) : all(NONE);
};

/**
 * Civil affairs grants it and the others copy, with omissions: while it says nothing, that they have no row is no absence of assistance. Where it has no
 * row itself, what keeps that from being one is a code nobody can read.
 */
const silenceOfCivilAffairs = ({ statements }: Finding): UnknownFactReason =>
  statements.find(({ source }) => source === 'civil-affairs')?.reason ??
  statements.find(({ reason }) => reason === 'no-such-code')?.reason ??
  'no-source';

const all = (fact: Facts[string]): Facts => ({ assistanceStanding: fact, assistanceCategory: fact, civilAffairsAgrees: fact });

/** Sources that contradict each other only on which assistance it is agree that it is received: nobody denies it. */
const isInDisputeOverCategory = ({ verdict, statements }: Finding): boolean =>
  verdict === 'conflicting' && statements.every(({ result }) => result !== 'mismatch');

/** A source may know that assistance is received, and not which. Civil affairs agrees where it states the very category that was agreed on. */
const received = (finding: Finding, standing: string): Facts => {
  const { verdict, value, statements } = finding;
  const evidence = evidenceFor(finding, true);
  const agrees =
    value !== null &&
    statements.some((statement) => statement.source === 'civil-affairs' && statement.result === 'match' && statement.value === value);
  return {
    assistanceStanding: known(standing, evidence),
    assistanceCategory: verdict === 'conflicting' ? unknown('conflicting') : known(value ?? 'unstated', evidence),
    civilAffairsAgrees: known(agrees, evidence),
  };
};
