import { describe, expect, it } from 'vitest';
import { day } from '../support/dossiers.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const startNights = nightsOfThisFile();

/** Between verification and screening, and before the latter has seen anybody. */
const WITH_EACH_BRIEFING = (happens: string): string => `
  create function in_between() returns trigger language plpgsql as $$ begin ${happens} return null; end $$;
  create trigger in_between after insert on briefing for each row execute function in_between();`;
const LOSES_ASSISTANCE = `delete from record where person_key = new.person_key and dataset = 'assistance';`;
const AND_SAYS_SO = `${LOSES_ASSISTANCE} insert into person_news (person_key, kind) values (new.person_key, 'judge');`;

describe('who has been verified', () => {
  it.each([
    { what: 'by what verification saw, without reading the records again', happens: LOSES_ASSISTANCE, flagged: 1 },
    { what: 'by the records as they are, where something was saved in between', happens: AND_SAYS_SO, flagged: 0 },
  ])('is screened $what', async ({ happens, flagged }) => {
    const nights = startNights(settleTown().town);
    const { pool } = nights.context;
    await pool.query(WITH_EACH_BRIEFING(happens));
    try {
      const { run, summary } = await nights.reconcile(day('2026-11-22'));
      expect([run.status, summary.cases.byClass['deep'] ?? 0]).toEqual(['completed', flagged]);
      expect((await pool.query('select from briefing')).rowCount).toBe(0);
    } finally {
      await pool.query('drop trigger in_between on briefing; drop function in_between');
    }
  });
});
