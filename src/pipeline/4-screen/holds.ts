/** Why a case is not sent though its grounds hold: a person has to settle something first. */
import { findingOf, silenceOf } from './facts/reading.ts';
import type { Bilingual, HoldCode, UnknownFactReason, View, Wording } from './types.ts';

const HOLDS: Readonly<Record<HoldCode, Bilingual>> = {
  'living-conflict': {
    zh: '各部门对该会员是否在世说法不一，核实前不推送。',
    en: 'Sources contradict each other on whether the member lives: not sent before it is settled.',
  },
  'living-unknown': {
    zh: '尚未读到该会员是否在世的记录，读到后再推送。',
    en: 'Whether the member lives has not been read yet: sent once it is.',
  },
  'identity-conflict': {
    zh: '各部门登记的姓名或出生日期不一致，核实前不推送。',
    en: 'Sources contradict each other on name or birth date: not sent before it is settled.',
  },
  'identity-mismatch': {
    zh: '部门登记的姓名或出生日期与会员名册不符，核实前不推送。',
    en: 'Name or birth date of the sources differ from the roster: not sent before it is settled.',
  },
  'already-on-file': { zh: '该会员已建档，不重复建档。', en: 'The member has a hardship file already: no second one is opened.' },
  'household-on-file': { zh: '同一家庭已建档，一户一档。', en: 'The household has a hardship file already: one file a household.' },
  'household-file-elsewhere': {
    zh: '同一家庭由另一名会员建档，一户一档。',
    en: 'The file of this household is offered to another of its members: one file a household.',
  },
  'household-unknown': {
    zh: '尚未读到家庭成员记录，读到后再推送，以免一户两档。',
    en: 'Who belongs to the household has not been read yet: sent once it is, so that no household has two files.',
  },
  'no-source-for-schooling': {
    zh: '没有部门记录说明家中有在学子女，由申请人提出。',
    en: 'No source says that a child of the household is at school: the applicant has to say so.',
  },
};

export const hold = (code: HoldCode): Wording => ({ code, text: HOLDS[code] });

/** What blocks everything about a person (`domain.md` §8.4). */
export const personHolds = (view: View): readonly HoldCode[] => [...livingHolds(view), ...identityHolds(view)];

const LIVING_CONTRADICTIONS = new Set(['living-conflict', 'paying-after-death', 'assistance-after-death']);

/** What a later night mends. A register the member did not consent to, or that does not say, would hold them back for ever. */
const PASSING: ReadonlySet<UnknownFactReason> = new Set<UnknownFactReason>(['source-failed', 'not-yet-read', 'stale']);

const livingHolds = ({ verification }: View): readonly HoldCode[] => {
  if (verification.discrepancies.some(({ kind }) => LIVING_CONTRADICTIONS.has(kind))) return ['living-conflict'];
  const silence = silenceOf(findingOf(verification, 'living'));
  if (silence === 'conflicting') return ['living-conflict'];
  return silence !== null && PASSING.has(silence) ? ['living-unknown'] : [];
};

const identityHolds = ({ verification }: View): readonly HoldCode[] => {
  const finding = findingOf(verification, 'identity');
  if (finding?.verdict === 'conflicting') return ['identity-conflict'];
  return finding?.holds === false ? ['identity-mismatch'] : [];
};
