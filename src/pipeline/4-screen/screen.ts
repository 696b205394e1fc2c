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
import type { RuleSet } from './rule-set.ts';
import type { Person, Screened, View } from './types.ts';

/**
 * Judges the members who share a household together, one answer each, in the order given; the order changes no answer. Each purpose sees only
 * its own dossier. Dossiers must be of the rule set's business day.
 */
export const screenHousehold = (household: readonly Person[], ruleSet: RuleSet): readonly Screened[] => {
  const answers = household.map((person) => screenPerson(person, ruleSet));
  const hardship = withOneFile(
    answers.map(({ person, byPurpose }) => ({ person, hardship: byPurpose['hardship-screening'].cases[0] ?? null })),
  );
  return answers.map(({ person, byPurpose }, index) => ({
    memberId: person.memberId,
    ruleSet: { id: ruleSet.id, version: ruleSet.version },
    cases: [hardship[index] ?? [], ...byPurpose['mutual-aid-claim'].cases, ...byPurpose['exclusive-protection'].cases].flat(),
    standing: {
      'hardship-screening': byPurpose['hardship-screening'].standing,
      'mutual-aid-claim': byPurpose['mutual-aid-claim'].standing,
      'exclusive-protection': byPurpose['exclusive-protection'].standing,
    },
  }));
};

const screenPerson = (
  person: Person,
  ruleSet: RuleSet,
): { readonly person: Person; readonly byPurpose: Readonly<Record<Purpose, Answer>> } => {
  const forPurpose = (purpose: Purpose, screen: (view: View) => Answer): Answer => {
    const view = person.byPurpose[purpose];
    return view === null ? NOT_PERMITTED : screen(view);
  };
  return {
    person,
    byPurpose: {
      'hardship-screening': forPurpose('hardship-screening', (view) => screenHardship(person, view, ruleSet)),
      'mutual-aid-claim': forPurpose('mutual-aid-claim', (view) => screenMutualAid(view, ruleSet)),
      'exclusive-protection': forPurpose('exclusive-protection', (view) => screenExclusiveProtection(view, ruleSet)),
    },
  };
};
