import { describe, expect, it } from 'vitest';
import { type ShownSummary, summaryText } from '../../src/cli/summary-text.ts';
import { buildCity } from '../../src/sandbox/city/city.ts';
import { judge } from '../../src/sandbox/truth.ts';
import { day } from '../support/dossiers.ts';

const SUMMARY: ShownSummary = {
  run: { id: 'run-2026-11-01', date: day('2026-11-01'), status: 'completed' },
  books: [],
  verification: { people: 0, corroborated: 0, singleSource: 0, conflicting: 0, missing: 0, stale: 0, discrepancies: {} },
  looked: { people: 0, everybody: [] },
  cases: { screened: 0, flagged: 0, leads: 0, byClass: {}, nearMiss: 0, leaving: 0, cannotJudge: 0 },
  applications: { byProgramme: {}, concerns: 0 },
  quarantine: { open: 0 },
  deleted: {},
  jobs: { succeeded: 0, failed: 0, retried: 0 },
  seconds: 0,
};

const A_CITY = { cityOn: day('2026-11-01'), isTakenOver: false };
const INCOMPLETE: ShownSummary = { ...SUMMARY, run: { ...SUMMARY.run, status: 'incomplete' } };

describe('the summary as text', () => {
  it('says of a share of nothing that there is none, never 0 %', () => {
    const truth = judge(buildCity({ members: 200, seed: 7, date: '2026-03-14' }), []);
    const text = summaryText({ ...SUMMARY, truth }, A_CITY);
    expect(text).toContain('members in hardship found: 0.0 %; of the flagged really so: –, of leads –');
    expect(text).toContain('suggested classes that are right: –; deep and relative hardship given its class: 0.0 %');
  });

  it('counts one as one', () => {
    const one = { ...SUMMARY, looked: { people: 1, everybody: [] }, quarantine: { open: 1 } };
    const text = summaryText({ ...one, verification: { ...SUMMARY.verification, people: 1 } }, A_CITY);
    expect(text).toContain('1 person: of their checks');
    expect(text).toContain('1 person, of whom something changed');
    expect(text).toContain('one row that could not be read is open');
  });

  it.each([
    { cityOn: null, command: 'huzheng reconcile --date 2026-11-01' },
    { cityOn: day('2026-11-01'), command: 'huzheng reconcile --sandbox --date 2026-11-01' },
    { cityOn: day('2026-11-02'), command: 'huzheng jobs retry --sandbox --all' },
  ])('of an incomplete run says which command goes on with it, whichever command shows it: $command', ({ cityOn, command }) => {
    expect(summaryText(INCOMPLETE, { cityOn, isTakenOver: false })).toContain(`To go on: \`${command}\`.`);
  });

  it('of one whose gaps later runs have taken over sends nobody anywhere', () => {
    const text = summaryText(INCOMPLETE, { cityOn: null, isTakenOver: true });
    expect(text).toContain('nobody has to go back to it.');
    expect(text).not.toContain('To go on');
  });
});
