/**
 * Why an application was declined or refused, as the aid system calls it. What is no code may be a sentence about a person, and what holds a number as
 * long as a mobile may be theirs: only that there is one is kept.
 */
const CODE = /^(?!.*\d{11})[A-Za-z0-9_.:-]{1,64}$/;
export const NOT_A_CODE = 'not-a-code';

export const reasonCodeOf = (stated: string | null): string | null => (stated === null || CODE.test(stated) ? stated : NOT_A_CODE);
