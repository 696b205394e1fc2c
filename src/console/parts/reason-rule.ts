/** When a reason may go into the ledger. The API judges again; this says so before it is sent. */

const LEAST = 2;
const MOST = 500;
/** A mobile has eleven digits, an identity number more; either may be written in groups. A date is none of them. */
const SOMEBODYS_NUMBER = /\p{Nd}{11}|(?<!\d)(?:\d{3}[ -]\d{4}[ -]\d{4}|\d{6}[ -]\d{8}[ -]\d{3}[\dX])(?!\d)/iu;

export type ReasonFault = 'length' | 'number';

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Ids of ours may look like such a number, and are none. */
export const holdsNumber = (text: string): boolean => SOMEBODYS_NUMBER.test(text.normalize('NFKC').replace(UUID, ''));

export const faultOfReason = (why: string): ReasonFault | null => {
  const { length } = why.trim();
  if (length < LEAST || length > MOST) return 'length';
  return holdsNumber(why) ? 'number' : null;
};
