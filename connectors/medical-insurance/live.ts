/** One person while a worker waits (1101): the same draft the night would make of 1101B. */
import type { Call, Dictionary, LiveAnswer, Subject } from '../../src/upstream/connector.ts';
import { outputOf } from './answer.ts';
import { certificateTypeOf } from './certificates.ts';
import { nameOf } from './envelope.ts';
import { certificateUnknown, unreadablePerson } from './faults.ts';
import { normalisePerson } from './normalise-person.ts';
import type { Session } from './session.ts';

interface Questioner {
  readonly put: Session['put'];
  readonly dictionary: Dictionary;
}

/**
 * Names are not checked by them: `graded` stays null, and the caller compares the one they have registered. Throws `invalid` for a person
 * whose kind of document the deployment has no code for.
 */
export const askLive = async (subject: Subject, call: Call, { put, dictionary }: Questioner): Promise<LiveAnswer> => {
  const { idNumber } = subject;
  const psn_cert_type = certificateTypeOf(subject, dictionary);
  if (psn_cert_type === null) throw certificateUnknown('1101');
  const data = { mdtrt_cert_type: '02', mdtrt_cert_no: idNumber, psn_cert_type, certno: idNumber, psn_name: nameOf(subject) } as const;
  const outcome = await put({ infno: '1101', input: { data } }, call);
  if (outcome.kind === 'not-found') return { held: false, graded: null, drafts: [], settles: ['person'] };
  // 1101 does not repeat the number asked about as 1101B does; beside it, a registered number that is another person's breaks the row.
  const normalised = normalisePerson({ ...outputOf(outcome), certno: idNumber }, dictionary);
  if (!normalised.ok) throw unreadablePerson('1101', normalised.broken);
  return { held: true, graded: null, drafts: [normalised.draft], settles: ['person'] };
};
