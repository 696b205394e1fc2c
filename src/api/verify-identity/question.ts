/** A request as it is meant: parsed once, refused with the place of what is wrong and never its value. Pure. */
import { type IdNumber, type IdNumberFault, idTypeOf, parseIdNumber } from '../../domain/id-number.ts';
import { SECOND } from '../../domain/period.ts';
import { isWhole } from '../../domain/person-name.ts';
import type { Purpose } from '../../domain/sources.ts';
import { Fault } from '../../faults.ts';
import { CHECKS, type Check } from '../../pipeline/3-verify/types.ts';
import type { components } from '../contract.ts';

export type VerificationRequest = components['schemas']['VerificationRequest'];

export interface Question {
  readonly idNumber: IdNumber;
  readonly name: string;
  readonly purpose: Purpose;
  readonly checks: readonly Check[];
  readonly freshness: 'cached' | 'live';
  /** Null: the checks' own limits of freshness. */
  readonly maxAgeMs: number | null;
}

/** Throws `invalid` with the field at fault. */
export const questionOf = ({ subject, purpose, checks, freshness, maxAgeSeconds }: VerificationRequest): Question => {
  const read = parseIdNumber(subject.idNumber);
  if (!read.ok) throw wrong('/subject/idNumber', `The identity number ${WHY_NOT[read.fault]}.`);
  const idNumber = read.value;
  if (subject.idType !== undefined && subject.idType !== idTypeOf(idNumber))
    throw wrong('/subject/idType', `The identity number is not that of a ${subject.idType}.`);
  const name = subject.name.trim();
  // 张* may be anybody: whoever gave it would be told of a person whose name they do not know.
  if (!isWhole(name)) throw wrong('/subject/name', 'The name is empty, or part of it is masked: give it whole.');
  return {
    idNumber,
    name,
    purpose,
    checks: checks ?? CHECKS,
    freshness: freshness ?? 'cached',
    maxAgeMs: maxAgeSeconds === undefined ? null : maxAgeSeconds * SECOND,
  };
};

export const WHY_NOT: Readonly<Record<IdNumberFault, string>> = {
  absent: 'is missing',
  'number-type': 'is not text',
  'not-text': 'is not text',
  'wrong-form': 'has neither 18 characters nor 15 digits',
  'no-such-date': 'holds a birth date that does not exist',
  'wrong-check-character': 'does not agree with its last character: look for a mistyped digit',
};

const wrong = (field: string, detail: string): Fault => new Fault('invalid', { code: 'field-invalid', detail, fields: [field] });
