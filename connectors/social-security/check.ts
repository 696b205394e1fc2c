/**
 * The live check's answer (`POST /si/v1/check`) as drafts of participation, one an insurance. Pure. `AAE003_LAST` is not read: it says
 * neither of which insurance the month is nor whether its money arrived, so it cannot be a contribution; AAC031 says whether the person pays.
 */
import type { Grade } from '../../src/domain/grade.ts';
import { type Instant, readInstant } from '../../src/domain/period.ts';
import { labelOf, meaningOf } from '../../src/upstream/code-tables.ts';
import type { Dictionary, DraftOf, LeftOut, LiveAnswer, Subject } from '../../src/upstream/connector.ts';
import { lowerKeyed, readText, recordOf, textOf } from '../../src/upstream/wire.ts';
import { ENROLMENTS, GRADES, INSURANCES, PAYMENTS } from './codes.ts';
import { brokenAnswer } from './faults.ts';
import type { components } from './upstream.ts';

type Code = keyof components['schemas']['CheckedPerson'];
type Answer = (code: Code) => unknown;

const UNKNOWN_PERSON: LiveAnswer = { held: false, graded: null, drafts: [], settles: ['participation'] };

/**
 * `data` is null for a person it does not know. A number graded *no match* is nobody's here either, whatever else is stated. Where
 * the insurances are not stated, participation stays unsettled: not stated is not none.
 */
export const liveAnswerOf = (data: unknown, subject: Subject, dictionary: Dictionary): LiveAnswer => {
  if (isAbsent(data)) return UNKNOWN_PERSON;
  const answer = readerOf(data);
  const graded = { idNumber: gradeOf(answer('AAC002_PPDDM')), name: gradeOf(answer('AAC003_PPDDM')) };
  if (graded.idNumber === 'different') return { ...UNKNOWN_PERSON, graded };
  // One that is only similar is somebody else's: what is held under it is not the member's.
  if (graded.idNumber === 'similar') return { held: true, graded, drafts: [], settles: [] };
  const insurances = insurancesIn(answer('AAE140'));
  if (insurances === null) return { held: true, graded, drafts: [], settles: [] };
  return {
    held: true,
    graded,
    drafts: insurances.map((code) => draftOf(code, { answer, subject, dictionary })),
    settles: ['participation'],
    leftOut: MAY_BE_LEFT_OUT.flatMap(([what, code]) => (isAbsent(answer(code)) ? [what] : [])),
  };
};

const MAY_BE_LEFT_OUT = [
  ['name-grade', 'AAC003_PPDDM'],
  ['employer', 'AAB004'],
  ['payment', 'AAC031'],
] as const satisfies readonly (readonly [LeftOut, Code])[];

const readerOf = (data: unknown): Answer => {
  const record = recordOf(data);
  if (record === null) throw unreadable('data');
  const keyed = lowerKeyed(record);
  return (code) => keyed.get(code.toLowerCase())?.value;
};

const gradeOf = (code: unknown): Grade => {
  const grade = meaningOf(GRADES, textOf(code));
  return grade === 'unknown' ? 'not-stated' : grade;
};

/** Null: not stated, and neither is what a list of nothing stated holds. One alone may stand without its list. */
const insurancesIn = (stated: unknown): readonly string[] | null => {
  if (isAbsent(stated)) return null;
  const codes: readonly unknown[] = Array.isArray(stated) ? stated : [stated];
  if (codes.some((code) => readText(code).kind === 'impossible')) throw unreadable('AAE140');
  const insurances = [...new Set(codes.map(textOf).filter((code) => code !== null))];
  return insurances.length === 0 && codes.length > 0 ? null : insurances;
};

const isAbsent = (value: unknown): boolean => readText(value).kind === 'absent';

interface Checked {
  readonly answer: Answer;
  readonly subject: Subject;
  readonly dictionary: Dictionary;
}

const draftOf = (insurance: string, { answer, subject, dictionary }: Checked): DraftOf<'participation'> => {
  const employer = textOf(answer('AAB004'));
  return {
    dataset: 'participation',
    recordKey: `check-${insurance}`,
    subject: subject.idNumber,
    changedAt: changedAt(answer('AAE418')),
    ended: false,
    content: {
      insurance: meaningOf(INSURANCES, insurance),
      enrolment: meaningOf(ENROLMENTS, labelOf(dictionary, 'AAC008', textOf(answer('AAC008')))),
      payment: meaningOf(PAYMENTS, textOf(answer('AAC031'))),
      from: null,
      to: null,
      base: null,
      hardshipLabel: null,
      hardshipCategory: 'unknown',
      assistanceRecipient: 'unknown',
    },
    sealed: {},
    stated: { name: null, birthDate: null, employer: employer === null ? null : { name: employer, uscc: null } },
    household: null,
  };
};

const changedAt = (stated: unknown): Instant | null => {
  const at = readInstant(stated);
  if (at.kind === 'impossible') throw unreadable('AAE418');
  return at.kind === 'stated' ? at.value : null;
};

const unreadable = (field: string) =>
  brokenAnswer('check', { code: 'answer-unreadable', detail: `Social security answered a check with a ${field} that cannot be read.` });
