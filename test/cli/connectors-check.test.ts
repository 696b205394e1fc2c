import { describe, expect, it } from 'vitest';
import { checkSource, type Line, lineText } from '../../src/cli/connectors-check.ts';
import { thisUser } from '../../src/cli/this-user.ts';
import type { Context } from '../../src/context.ts';
import { addDays, dayAt, startOf } from '../../src/domain/period.ts';
import { SOURCES, type Source } from '../../src/domain/sources.ts';
import { Fault } from '../../src/faults.ts';
import { actorOf } from '../../src/security/caller.ts';
import { looksAt } from '../../src/storage/ledger-reading.ts';
import { aRow } from '../support/connectors.ts';
import { aDeath } from '../support/dossiers.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const start = nightsOfThisFile();
const STAYING = new AbortController().signal;

const entries = async ({ pool }: Context) => {
  const { rows } = await pool.query(
    `select actor, act, sources, outcome, subjects, particulars ->> 'rows' as rows from ledger_entry order by seq`,
  );
  return rows;
};
const looksOf = async (idNumber: string, { pool, lookup, ledger }: Context): Promise<readonly (readonly Source[])[]> => {
  const subject = ledger.subjectOf(lookup.digest('identity-number', idNumber));
  return (await looksAt(pool, { subject, before: null, limit: 10 })).map(({ sources }) => sources);
};
const resultOf = (lines: readonly Line[], dataset: string) => lines.find(({ asked }) => asked === dataset)?.result;

describe('huzheng connectors check', () => {
  it('leaves one entry for each source: who asked, whose rows came, how many, and what came of it', async () => {
    const { town, poor, courier } = settleTown();
    const { context } = start(town);
    const yesterday = startOf(addDays(dayAt(context.clock()), -1));
    town.rows.death.push(aRow(courier.sealed.idNumber, aDeath({}, { recordKey: 'death-yesterday' }), { at: yesterday }));
    town.troubles.contributions = () => new Fault('broken', { code: 'refused', detail: 'The authority refuses.' });
    for (const source of SOURCES) await checkSource(source, context, STAYING);
    const entry = { actor: actorOf(thisUser()), act: 'upstream-query', outcome: 'done' };
    expect(new Set(await entries(context))).toEqual(
      new Set([
        { ...entry, sources: ['civil-affairs'], subjects: 1, rows: '1' },
        { ...entry, sources: ['medical-insurance'], subjects: 0, rows: '0' },
        // The stranger's two rows, and the courier's.
        { ...entry, sources: ['social-security'], outcome: 'failed', subjects: 2, rows: '3' },
        { ...entry, sources: ['aid-system'], subjects: 1, rows: '1' },
      ]),
    );
    expect(await looksOf(courier.sealed.idNumber, context)).toEqual(expect.arrayContaining([['civil-affairs']]));
    expect(await looksOf(poor.sealed.idNumber, context)).toEqual([['aid-system']]);
  });

  it('says nothing of what the ledger does not take', async () => {
    const { town } = settleTown();
    const { context } = start(town);
    const record = () => Promise.reject(new Fault('busy', { code: 'ledger-unwritten', detail: 'No room.' }));
    const unwritten = { ...context, ledger: { ...context.ledger, record } };
    await expect(checkSource('aid-system', unwritten, STAYING)).rejects.toMatchObject({ code: 'ledger-unwritten' });
  });

  it('says that a dictionary was not asked for, where the authority publishes none', async () => {
    const { context } = start(settleTown().town);
    const lines = await checkSource('civil-affairs', context, STAYING);
    expect(lines.filter(({ asked }) => asked === 'dictionary').map(lineText)).toEqual([
      '– civil-affairs      dictionary     not asked: it publishes no code tables\n',
    ]);
    expect(resultOf(await checkSource('social-security', context, STAYING), 'dictionary')).toBe('passed');
  });

  it('shows what passed, what failed, and what was not asked as three things', async () => {
    const { town } = settleTown();
    const { context } = start(town);
    town.troubles.person = () => new Fault('broken', { code: 'refused', detail: 'The authority refuses.' });
    const lines = await checkSource('medical-insurance', context, STAYING);
    expect([resultOf(lines, 'sign-in'), resultOf(lines, 'person'), resultOf(lines, 'settlement')]).toEqual([
      'passed',
      'failed',
      'not-asked',
    ]);
    const shown = lines.map(lineText).join('');
    expect(shown).toMatch(/^✓ medical-insurance +sign-in/m);
    expect(shown).toMatch(/^✗ medical-insurance +person/m);
    expect(shown).toMatch(/^– medical-insurance +settlement +not asked: needs the number of an insured person$/m);
    expect(lines.filter(({ ok }) => !ok).map(({ asked }) => asked)).toEqual(['person']);
  });
});
