/** What the sources together say of social assistance. The class of hardship rests on nothing else. */
import type { Finding } from '../../3-verify/types.ts';
import type { Facts, View } from '../types.ts';
import { evidenceFor, findingOf, known, NONE, silenceOf, unknown } from './reading.ts';

export const assistanceFacts = ({ verification }: View): Facts => {
  const finding = findingOf(verification, 'assistance-status');
  const silence = silenceOf(finding);
  if (finding === undefined || silence !== null) return all(unknown(silence ?? 'no-source'));
  return finding.holds === true ? received(finding) : all(NONE);
};

const all = (fact: Facts[string]): Facts => ({ assistanceStanding: fact, assistanceCategory: fact, civilAffairsAgrees: fact });

/** A source may know that assistance is received, and not which. */
const received = (finding: Finding): Facts => {
  const evidence = evidenceFor(finding, true);
  const civilAffairs = finding.statements.some(
    ({ source, result, value }) => source === 'civil-affairs' && result === 'match' && value !== null && value === finding.value,
  );
  return {
    assistanceStanding: known(finding.verdict, evidence),
    assistanceCategory: known(finding.value ?? 'unstated', evidence),
    civilAffairsAgrees: known(civilAffairs, evidence),
  };
};
