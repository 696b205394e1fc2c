/** One household, one hardship file (一户一档, `domain.md` §6.2): of several members who could open it, one does, and the same one every night. */
import { hold } from './holds.ts';
import type { Case, Person, Wording } from './types.ts';

/** A member of the household and their hardship case, if any. */
export interface Member {
  readonly person: Person;
  readonly hardship: Case | null;
}

const OPENS_THE_FILE = 'living-aid';

/** The cases with the file's programme held for all but the one who opens it. What is personal, medical aid above all, is left alone. */
export const withOneFile = (household: readonly Member[]): readonly (Case | null)[] => {
  const onFile = household.some(({ person }) => hasFile(person));
  const opener = household.filter(({ person, hardship }) => !hasFile(person) && offersFile(hardship)).toSorted(byPrecedence)[0];
  return household.map(({ person, hardship }) => {
    if (hardship === null || hasFile(person)) return hardship;
    if (onFile) return heldBecause(hardship, hold('household-on-file'));
    return person === opener?.person ? hardship : heldBecause(hardship, hold('household-file-elsewhere'));
  });
};

const hasFile = ({ byPurpose }: Person): boolean =>
  Object.values(byPurpose).some((view) => view !== null && view.dossier.member.aidFile !== null);

const offersFile = (hardship: Case | null): boolean => hardship?.offers.some(({ programme }) => programme === OPENS_THE_FILE) ?? false;

const heldBecause = (hardship: Case, reason: Wording): Case => ({
  ...hardship,
  offers: hardship.offers.map((offer) => (offer.programme === OPENS_THE_FILE ? { ...offer, held: [...offer.held, reason] } : offer)),
});

/** Who was first stays first, so that no file wanders from night to night; then the head of the household; then the better attested; then any fixed order. */
const byPrecedence = (a: Member, b: Member): number =>
  compare(a.person.openHardship?.openedOn ?? '9999', b.person.openHardship?.openedOn ?? '9999') ||
  Number(isHead(b.person)) - Number(isHead(a.person)) ||
  Number(b.hardship?.kind === 'suggested') - Number(a.hardship?.kind === 'suggested') ||
  compare(a.person.memberId, b.person.memberId);

const isHead = ({ byPurpose }: Person): boolean => {
  const records = byPurpose['hardship-screening']?.dossier.records;
  return [...(records?.family ?? []), ...(records?.assistance ?? [])].some(({ content }) => content.isHead === true);
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
