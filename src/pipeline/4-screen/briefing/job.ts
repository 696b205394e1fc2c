/**
 * What screening is told of a member, made from their file when they are verified: so the records of a night are read once
 * (`docs/decisions/0033-briefings.md`).
 */
import { type Day, firstAfter } from '../../../domain/period.ts';
import { PURPOSES, type Purpose, TESTIMONIES, type Testimony } from '../../../domain/sources.ts';
import type { MemberFile } from '../../2-normalise/member-file/job.ts';
import { verificationHorizon } from '../../3-verify/horizon.ts';
import { recordsHorizon } from '../horizon.ts';
import type { RuleSet } from '../rule-set.ts';
import { sheetOf } from '../sheet.ts';
import { recordOf, type SheetRecord } from '../sheet-record.ts';
import type { View, Views } from '../types.ts';

export interface Briefing {
  /** Shared by those who are judged together. */
  readonly household: string;
  /** Without what the nights before left: screening adds it. */
  readonly sheet: SheetRecord;
  /** The first later day on which the records alone might say something else; null: none. */
  readonly turnsOn: Day | null;
  /** What may not be used, of each purpose that may use anything. */
  readonly withheld: Readonly<Partial<Record<Purpose, readonly Testimony[]>>>;
}

export const briefingOf = ({ stored, household }: MemberFile, views: Views, ruleSet: RuleSet): Briefing => {
  const dossiers = [...new Set(Object.values(views).flatMap((view) => view?.dossier ?? []))];
  return {
    household: household ?? stored.personKey,
    sheet: recordOf(sheetOf({ memberId: stored.memberId, byPurpose: views }, ruleSet)),
    turnsOn: firstAfter(ruleSet.on, [...dossiers.map(verificationHorizon), recordsHorizon(dossiers, ruleSet.on)]),
    withheld: Object.fromEntries(PURPOSES.flatMap((purpose) => withheldFrom(purpose, views[purpose]))),
  };
};

const withheldFrom = (purpose: Purpose, view: View | null): readonly (readonly [Purpose, readonly Testimony[]])[] =>
  view === null ? [] : [[purpose, TESTIMONIES.filter((dataset) => view.dossier.readings[dataset].state === 'withheld')]];
