/** One household, one hardship file (一户一档, `domain.md` §6.2): of several members who could open it, one does, and the same one every night. */
import { hold } from './holds.ts';
import type { Case, Sheet, Wording } from './types.ts';

/** A member of the household and their hardship case, if any. */
export interface Member {
  readonly sheet: Sheet;
  readonly hardship: Case | null;
}

const OPENS_THE_FILE = 'living-aid';

/** The cases with the file's programme held for all but the one who opens it. What is personal, medical aid above all, is left alone. */
export const withOneFile = (household: readonly Member[]): readonly (Case | null)[] => {
  const onFile = household.some(({ sheet }) => sheet.file !== null);
  const opener = household.filter(({ sheet, hardship }) => sheet.file === null && offersFile(hardship)).toSorted(byPrecedence)[0];
  return household.map(({ sheet, hardship }) => {
    if (hardship === null || sheet.file !== null) return hardship;
    if (onFile) return heldBecause(hardship, hold('household-on-file'));
    return sheet === opener?.sheet ? hardship : heldBecause(hardship, hold('household-file-elsewhere'));
  });
};

const offersFile = (hardship: Case | null): boolean => hardship?.offers.some(({ programme }) => programme === OPENS_THE_FILE) ?? false;

const heldBecause = (hardship: Case, reason: Wording): Case => ({
  ...hardship,
  offers: hardship.offers.map((offer) => (offer.programme === OPENS_THE_FILE ? { ...offer, held: [...offer.held, reason] } : offer)),
});

/** Who was first stays first, so that no file wanders from night to night; then the head of the household; then the better attested; then any fixed order. */
const byPrecedence = (a: Member, b: Member): number =>
  compare(a.sheet.before.openHardship?.openedOn ?? '9999', b.sheet.before.openHardship?.openedOn ?? '9999') ||
  Number(b.sheet.isHead) - Number(a.sheet.isHead) ||
  Number(b.hardship?.kind === 'suggested') - Number(a.hardship?.kind === 'suggested') ||
  compare(a.sheet.memberId, b.sheet.memberId);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
