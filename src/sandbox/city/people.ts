// The nouns of the city: who lives there, with whom, and the latent story that every authority sees a part of.

import type { STORY_RATES } from '../rates.ts';
import type { Day } from '../shanghai-time.ts';
import type { IdType } from './identity-numbers.ts';
import type { AssistanceCategory, Script } from './script.ts';

export type Story = keyof typeof STORY_RATES | 'employed';
export type HardshipClass = 'deep' | 'relative' | 'accident';
export type EmploymentForm = 'standard' | 'courier' | 'ride-hailing' | 'housekeeping' | 'construction' | 'sanitation';

/** Relation to the head of the household, GB/T 4761. */
export type Relation = '01' | '10' | '20' | '30' | '51' | '52';

export interface Work {
  readonly form: EmploymentForm;
  /** Ordinal of the employer, see employers.ts. */
  readonly employer: number;
  readonly hiredOn: Day;
  /** Yuan a month; what a contribution base is floored and capped from. */
  readonly wage: number;
}

export interface Person {
  readonly index: number;
  readonly idType: IdType;
  readonly idNumber: string;
  readonly name: string;
  readonly male: boolean;
  readonly birth: Day;
  readonly relation: Relation;
  readonly household: Household;
  /** Set for everyone in the social-security feeds: roster members and the others on top. */
  readonly work: Work | null;
  readonly memberId: string | null;
  /** Set for test persons: what is laid down for them. */
  readonly script: Script | null;
}

export interface Household {
  readonly index: number;
  /** 户号 */
  readonly number: string;
  readonly district: string;
  /** The story as far as it has come on the city's date: one whose turning point lies ahead is still `employed`. */
  readonly story: Story;
  readonly turnedOn: Day;
  /** The first is whom the story is about. */
  readonly people: readonly Person[];
  readonly means: Means;
  /** The truth: null where the household is not in hardship. */
  readonly hardship: HardshipClass | null;
}

/** A household's year, in yuan. */
export interface Means {
  readonly yearlyIncome: number;
  /** Rigid spending, `yearlyMedical` included. */
  readonly yearlyRigid: number;
  /** What the principal paid for illness or injury out of the household's own pocket. */
  readonly yearlyMedical: number;
}

const ASSISTED: Partial<Record<Story, AssistanceCategory>> = {
  dibao: 'dibao',
  tekun: 'tekun',
  'dibao-margin': 'margin',
  'rigid-spending': 'rigid',
};

/** The assistance a household really receives now. */
export const categoryOf = ({ story }: Household): AssistanceCategory | null => ASSISTED[story] ?? null;

/** A test person lives alone. */
export const scriptOf = ({ people }: Household): Script | null => people[0]?.script ?? null;

export const isPrincipal = (person: Person): boolean => person.household.people[0] === person;

/** A story is about the principal; assistance is about the whole household. */
export const storyOf = (person: Person): Story =>
  isPrincipal(person) || categoryOf(person.household) !== null ? person.household.story : 'employed';
