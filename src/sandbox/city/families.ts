// Who lives in a household: the principal, then a spouse, children, parents.

import type { Dice } from '../random.ts';
import { dayOf, yearOf } from '../shanghai-time.ts';
import { type IdType, issueIdNumber } from './identity-numbers.ts';
import { nameForeigner, nameSomebody, surnameOf, traditional } from './names.ts';
import type { Household, Person, Relation, Work } from './people.ts';

/** Nobody born later has a spouse. */
export const YOUNGEST_SPOUSE_BORN = 1998;
const LATEST_BIRTH_YEAR = 2024;

/** Hands out what must be unique in the city. */
export interface Registry {
  readonly nextPerson: () => number;
  readonly nextMember: () => string;
  /** False if somebody already has this number. */
  readonly claim: (idNumber: string) => boolean;
}

export interface Newcomer {
  readonly birthYear: number;
  readonly male: boolean;
  readonly relation: Relation;
  readonly idType: IdType;
  readonly surname?: string | undefined;
  readonly work: Work | null;
  readonly member: boolean;
}

const nameFor = (dice: Dice, { idType, male, surname }: Newcomer): string => {
  if (idType === 'foreign-pr') return nameForeigner(dice);
  const name = nameSomebody(dice, male, surname);
  return idType === 'hmt-residence-permit' ? traditional(name) : name;
};

const uniqueIdNumber = (dice: Dice, bearer: Parameters<typeof issueIdNumber>[1], registry: Registry): string => {
  const idNumber = issueIdNumber(dice, bearer);
  return registry.claim(idNumber) ? idNumber : uniqueIdNumber(dice, bearer, registry);
};

/** A newcomer becomes a person of the household. */
export const settle = (dice: Dice, household: Household, newcomer: Newcomer, registry: Registry): Person => {
  const { idType, male, relation, work } = newcomer;
  const birth = dayOf(newcomer.birthYear, 1, 1) + dice.whole({ from: 0, to: 364 });
  const name = nameFor(dice, newcomer);
  const idNumber = uniqueIdNumber(dice, { idType, birth, male }, registry);
  const memberId = newcomer.member ? registry.nextMember() : null;
  return { index: registry.nextPerson(), idType, idNumber, name, male, birth, relation, household, work, memberId, script: null };
};

export interface FamilyPlan {
  readonly size: number;
  readonly withSpouse: boolean;
  /** The spouse's work and membership, where the household has two members. */
  readonly spouseWork: Work | null;
}

const spouseOf = (dice: Dice, principal: Person, spouseWork: Work | null): Newcomer => ({
  birthYear: Math.min(YOUNGEST_SPOUSE_BORN, yearOf(principal.birth) + dice.whole({ from: -4, to: 4 })),
  male: !principal.male,
  relation: principal.relation === '01' ? '10' : '01',
  idType: 'resident-id',
  work: spouseWork,
  member: spouseWork !== null,
});

const bloodRelative = (dice: Dice, principal: Person, generation: 'child' | 'parent'): Newcomer => {
  const male = dice.chance(0.5);
  const born = yearOf(principal.birth);
  const [son, daughter, father, mother] = ['20', '30', '51', '52'] as const;
  return {
    birthYear:
      generation === 'child'
        ? Math.min(LATEST_BIRTH_YEAR, born + dice.whole({ from: 23, to: 33 }))
        : born - dice.whole({ from: 22, to: 29 }),
    male,
    relation: generation === 'child' ? (male ? son : daughter) : male ? father : mother,
    idType: 'resident-id',
    surname: surnameOf(principal.name),
    work: null,
    member: false,
  };
};

/** Everyone of the household but the principal. */
export const relativesOf = (dice: Dice, principal: Person, { size, withSpouse, spouseWork }: FamilyPlan): Newcomer[] => {
  const spouse = withSpouse ? [spouseOf(dice, principal, spouseWork)] : [];
  const children = withSpouse ? Math.min(dice.whole({ from: 1, to: 2 }), size - 2) : 0;
  const others = Array.from({ length: size - 1 - spouse.length }, (_, at) =>
    bloodRelative(dice, principal, at < children ? 'child' : 'parent'),
  );
  return [...spouse, ...others];
};
