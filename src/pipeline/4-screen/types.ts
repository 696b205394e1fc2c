/** What screening reads and what it says: facts with their evidence, rules answered in three values, cases with their reasons. */
import type { Programme } from '../../domain/application.ts';
import type { Bilingual } from '../../domain/bilingual.ts';
import type { FactDefinition } from '../../domain/fact-catalogue.ts';
import type { Day } from '../../domain/period.ts';
import type { Purpose } from '../../domain/sources.ts';
import type { Evidence, UnknownReason, View, Views } from '../3-verify/types.ts';
import type { Operator } from './cell.ts';

export type { Bilingual, View, Views };

/** What earlier nights left open, and tonight goes on from. */
export interface Before {
  /** The hardship case still open: it keeps its episode, and the household's file. */
  readonly openHardship: { readonly episode: string; readonly openedOn: Day } | null;
  /** On file, and without a ground on every night since that could be judged; one that could not neither counts against it nor ends it. */
  readonly withoutGroundSince: Day | null;
}

/** One member as their facts are read from, on one night. */
export interface Person {
  readonly memberId: string;
  readonly byPurpose: Views;
}

/** What may be used of a member for one purpose, as facts, and why nothing about them is sent now. */
export interface FactSheet {
  readonly facts: Facts;
  readonly holds: readonly HoldCode[];
}

/** Why nothing is sent though the grounds hold; what each means to people stands in `holds.ts`. */
export type HoldCode =
  | 'living-conflict'
  | 'living-unknown'
  | 'identity-conflict'
  | 'identity-mismatch'
  | 'already-on-file'
  | 'household-on-file'
  | 'household-file-elsewhere'
  | 'household-unknown'
  | 'no-source-for-schooling';

/** One settled in-patient stay, by the number of its settlement. */
export interface Stay {
  readonly settlement: string;
  /** Its `med_type` has no meaning here: whether it was a stay at all nobody can say. Left out of every other, and of sheets kept before this was told. */
  readonly isCareUnknown?: true;
  /** As medical insurance writes it; what it means is the rule set's to say. */
  readonly hospitalCode: string | null;
  readonly settledOn: Day;
  readonly facts: Facts;
}

/**
 * All that screening is told of one member on one night, and nothing else: kept, so that the night can be judged again exactly as it was known, by
 * the rules of then or by others.
 */
export interface Sheet {
  readonly memberId: string;
  /** GB/T 2260; null: not stated, or nothing may be used. */
  readonly district: string | null;
  /** The hardship file on the roster. */
  readonly file: { readonly openedOn: Day | null } | null;
  readonly isHead: boolean;
  /** Who shares their household has not been read: it may be anybody. */
  readonly isHouseholdUnread: boolean;
  readonly byPurpose: Readonly<Record<Purpose, FactSheet | null>>;
  /** Of a holder of a mutual-aid policy; why none is known; null: holds no policy, or nothing may be used for it. */
  readonly stays: readonly Stay[] | UnknownFactReason | null;
  readonly before: Before;
}

/** `conflicting`: sources contradict each other. `no-source`: none of ours could say it. */
export type UnknownFactReason = UnknownReason | 'conflicting' | 'no-source';

/** Why a value supports others and raises nothing alone: a row that rests on such alone is refused when the rule set is checked. */
export type Mark = NonNullable<FactDefinition['neverAlone']>;

/** What the true value may be beside the stated one: more, where some amounts were not stated; less, where the stated one is a floor. */
export type Bound = 'exact' | 'at-least' | 'at-most';

/**
 * One fact about a person. `none`: the sources were read and there is no such thing, so every condition on it is false.
 * `unknown` never makes a condition true.
 */
export type Fact =
  | {
      readonly state: 'known';
      readonly value: string | number | boolean;
      readonly bound: Bound;
      /** Of days that count on: since when. */
      readonly countsFrom?: Day;
      readonly evidence: readonly Evidence[];
    }
  | { readonly state: 'none' }
  | { readonly state: 'unknown'; readonly reason: UnknownFactReason };

/** Facts by the names of the catalogue (`facts.ts`). One that is not there has no source. */
export type Facts = Readonly<Record<string, Fact>>;

export const TABLES = ['hardship', 'leaving', 'mutual-aid-claim', 'exclusive-protection'] as const;
export type TableName = (typeof TABLES)[number];

/** A threshold as it is on the business day, in the unit of the facts compared with it: amounts are fen. */
export interface Threshold {
  readonly value: number;
  readonly unit: ThresholdUnit;
  readonly documentRef: string;
  /** How far from it is still a near miss; null: nothing is. */
  readonly nearMissWithin: number | null;
}
export type ThresholdUnit = 'fen' | 'months' | 'years' | 'days' | 'grade' | 'count';
/** By name; one that has no value that day is not there. */
export type Thresholds = Readonly<Record<string, Threshold>>;

/** A code and what it means, for people. */
export interface Wording {
  readonly code: string;
  readonly text: Bilingual;
}

export interface Reason extends Wording {
  readonly evidence: readonly Evidence[];
}

/** A condition that held: what was found and, where a threshold was asked for, how far beyond it. Amounts are fen. */
export interface Condition {
  readonly rule: string;
  readonly fact: string;
  readonly title: Bilingual;
  /** Null: days that count on from `countsFrom`; what is kept does not change because a day has passed (`counted.ts`). */
  readonly value: string | number | boolean | null;
  readonly countsFrom: Day | null;
  readonly bound: Bound;
  readonly mark: Mark | null;
  readonly threshold: Compared | null;
  readonly distance: number | null;
  readonly evidence: readonly Evidence[];
}

/** The threshold a condition asked for, as it was on the business day. */
export interface Compared {
  readonly name: string;
  readonly operator: Operator;
  readonly value: number;
  readonly documentRef: string;
}

/** A rule that could have held, had this been known. */
export interface CannotJudge {
  readonly rule: string;
  readonly missing:
    | { readonly kind: 'threshold'; readonly name: string }
    | { readonly kind: 'fact'; readonly name: string; readonly reason: UnknownFactReason };
}

/** A rule all of whose conditions hold but one, and that one is missed by little. */
export interface NearMiss {
  readonly code: string;
  readonly fact: string;
  /** In the fact's unit, as the threshold and the distance; amounts are fen. */
  readonly value: number;
  readonly threshold: Compared;
  readonly distance: number;
  readonly smallestChange: Bilingual;
  readonly evidence: readonly Evidence[];
}

export interface Offer {
  readonly programme: Programme;
  /** Codes of the rules this programme is offered for: only their reasons go with it. */
  readonly rules: readonly string[];
  /** Codes of what those rules ask a worker to check. */
  readonly checks: readonly string[];
  /** Why it is not delivered now; empty: it may be. */
  readonly held: readonly Wording[];
  /** Other programmes offered on the same records: one expense is not to be paid for twice. */
  readonly overlaps: readonly Programme[];
}

/** A file that should end: `close` because the person is no longer the union's to help, otherwise because no ground is left. A person decides. */
export type Leaving =
  | { readonly kind: 'close'; readonly reason: Reason }
  | {
      readonly kind: 'no-longer-qualifies';
      readonly reason: Reason;
      readonly since: Day;
      /** Complete months since. */
      readonly months: number;
    };

export type HardshipClass = 'deep' | 'relative' | 'accident' | 'undetermined';

/**
 * `suggested`: evidence carries it. `lead`: says what to check. `near-miss` and `leaving` flag nobody: the one is a ground missed by little,
 * the other a file that should end.
 */
export type CaseKind = 'suggested' | 'lead' | 'near-miss' | 'leaving';

export interface Case {
  readonly purpose: Purpose;
  /** With member and programme it names the application: opening of the hardship case, settlement, policy year. */
  readonly episode: string;
  readonly kind: CaseKind;
  /** Null for what is not about hardship. */
  readonly class: HardshipClass | null;
  readonly offers: readonly Offer[];
  readonly reasons: readonly Reason[];
  readonly checks: readonly Wording[];
  readonly conditions: readonly Condition[];
  readonly cannotJudge: readonly CannotJudge[];
  readonly nearMiss: readonly NearMiss[];
  readonly leaving: Leaving | null;
}

/**
 * Whether tonight's silence about an open case means its end. `cannot-judge`: a source or a threshold is missing, so a case that is not among
 * `cases` stays as it is. `not-permitted`: its data may no longer be used.
 */
export type Standing =
  | { readonly state: 'judged' }
  | { readonly state: 'cannot-judge'; readonly rules: readonly CannotJudge[] }
  | { readonly state: 'not-permitted' };

/** Of this case tonight says nothing, whatever the standing of its purpose: what an earlier night found of it stays as it is. */
export interface Undecided extends Pick<Case, 'purpose' | 'episode'> {
  /** Never empty. */
  readonly rules: readonly CannotJudge[];
}

/** All that one night says of one member, and by which edition of which rules. */
export interface Screened {
  readonly memberId: string;
  readonly ruleSet: { readonly id: string; readonly version: string };
  readonly cases: readonly Case[];
  readonly standing: Readonly<Record<Purpose, Standing>>;
  /** Whether there is such a case or not. Left out where there is none, and of what was said before this was told. */
  readonly undecided?: readonly Undecided[];
  /** Of whoever is on file: what the next night goes on from (`Before`). */
  readonly withoutGroundSince: Day | null;
}
