/**
 * Screening: a versioned rule set over verified facts. It flags and explains; a person decides. The dead and those who left get no case, what
 * sources contradict raises none, and every case says on which records of which date it rests.
 */
import type { Purpose } from '../../domain/sources.ts';
import { type Answer, NOT_PERMITTED } from './case.ts';
import { screenExclusiveProtection } from './exclusive-protection.ts';
import { screenHardship } from './hardship.ts';
import { withOneFile } from './household.ts';
import { screenMutualAid } from './mutual-aid.ts';
import { withOverlaps } from './overlaps.ts';
import type { RuleSet } from './rule-set.ts';
import type { Screened, Sheet } from './types.ts';

/**
 * Judges the members who share a household together, one answer each, in the order given; the order changes no answer. The sheets must be of the
 * rule set's business day.
 */
export const screenHousehold = (household: readonly Sheet[], ruleSet: RuleSet): readonly Screened[] => {
  const answers = household.map((sheet) => ({ sheet, ...answersAbout(sheet, ruleSet) }));
  const hardship = withOneFile(answers.map(({ sheet, ...about }) => ({ sheet, hardship: about['hardship-screening'].cases[0] ?? null })));
  return answers.map(({ sheet, ...about }, index) => ({
    memberId: sheet.memberId,
    ruleSet: { id: ruleSet.id, version: ruleSet.version },
    cases: withOverlaps([hardship[index] ?? [], ...about['mutual-aid-claim'].cases, ...about['exclusive-protection'].cases].flat()),
    standing: {
      'hardship-screening': about['hardship-screening'].standing,
      'mutual-aid-claim': about['mutual-aid-claim'].standing,
      'exclusive-protection': about['exclusive-protection'].standing,
    },
    ...(about['mutual-aid-claim'].undecided.length > 0 && { undecided: about['mutual-aid-claim'].undecided }),
    withoutGroundSince: about['hardship-screening'].withoutGroundSince,
  }));
};

const answersAbout = (sheet: Sheet, ruleSet: RuleSet) => {
  const { 'hardship-screening': hardship, 'mutual-aid-claim': claims, 'exclusive-protection': protection } = sheet.byPurpose;
  return {
    'hardship-screening': hardship === null ? NOT_PERMITTED : screenHardship(hardship, sheet, ruleSet),
    'mutual-aid-claim': claims === null ? NOT_PERMITTED : screenMutualAid(claims, sheet.stays, ruleSet),
    'exclusive-protection': protection === null ? NOT_PERMITTED : screenExclusiveProtection(protection, ruleSet),
  } satisfies Readonly<Record<Purpose, Answer>>;
};
