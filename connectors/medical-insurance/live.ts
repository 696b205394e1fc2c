/** One person while a worker waits (1101): the same draft the night would make of 1101B. */
import { type Call, type Dictionary, type LiveAnswer, NO_DICTIONARY, type Subject, type WireRow } from '../../src/upstream/connector.ts';
import { outputOf } from './answer.ts';
import { certificateTypeOf, isResident } from './certificates.ts';
import { nameOf } from './envelope.ts';
import { certificateUnknown, unreadablePerson } from './faults.ts';
import { normalisePerson, statesIdentity } from './normalise-person.ts';
import type { Session } from './session.ts';

type Labels = (call: Call) => Promise<Dictionary>;

export interface Questioner {
  readonly put: Session['put'];
  /** `psn_idet_type`. */
  readonly identities: Labels;
  /** `psn_cert_type`. */
  readonly certificates: Labels;
}

/**
 * Names are not checked by them: `graded` stays null, and the caller compares the one they have registered. Throws `invalid` for a person
 * whose kind of document the deployment has no code for.
 */
export const askLive = async (subject: Subject, call: Call, { put, identities, certificates }: Questioner): Promise<LiveAnswer> => {
  const { idNumber } = subject;
  const psn_cert_type = certificateTypeOf(subject, isResident(subject) ? NO_DICTIONARY : await certificates(call));
  if (psn_cert_type === null) throw certificateUnknown('1101');
  const data = { mdtrt_cert_type: '02', mdtrt_cert_no: idNumber, psn_cert_type, certno: idNumber, psn_name: nameOf(subject) } as const;
  const outcome = await put({ infno: '1101', input: { data } }, call);
  if (outcome.kind === 'not-found') return NOT_HELD;
  // 1101 does not repeat the number asked about as 1101B does; beside it, a registered number that is another person's breaks the row.
  return heldAs({ ...outputOf(outcome), certno: idNumber }, { operation: '1101', labels: () => identities(call) });
};

export const NOT_HELD: LiveAnswer = { held: false, graded: null, drafts: [], settles: ['person'] };

interface Reading {
  readonly operation: string;
  readonly labels: () => Promise<Dictionary>;
}

/**
 * Only whoever has an identity needs the labels of 1901, or waits for them. Where they are not to be had that is a fault, and what is stored stands: put in its
 * place, an identity of unknown meaning would let the silence of civil affairs say *not poor*.
 */
export const heldAs = async (entry: WireRow, { operation, labels }: Reading): Promise<LiveAnswer> => {
  const read = normalisePerson(entry, statesIdentity(entry) ? await labels() : NO_DICTIONARY);
  if (!read.ok) throw unreadablePerson(operation, read.broken);
  return { held: true, graded: null, drafts: [read.draft], settles: ['person'] };
};
