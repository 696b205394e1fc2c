/** When a reason may go into the ledger. The API judges again; this says so before it is sent. */

const LEAST = 2;
const MOST = 500;
/** A mobile has eleven digits, an identity number more: nobody's reason needs so long a number. */
const SOMEBODYS_NUMBER = /\d[\d\sXx-]{9,}/u;

export type ReasonFault = 'length' | 'number';

export const faultOfReason = (why: string): ReasonFault | null => {
  const { length } = why.trim();
  if (length < LEAST || length > MOST) return 'length';
  return SOMEBODYS_NUMBER.test(why.normalize('NFKC')) ? 'number' : null;
};
