import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { DAY, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { beginNight } from '../../src/jobs/begin-night.ts';
import { cancelRun } from '../../src/jobs/cancel-run.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile, TESTER } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });

const startNights = nightsOfThisFile();

const beginning = (context: Context, leaving = new AbortController().signal) => beginNight(D, context, { leaving, triedAgainAfter: 1 });

const runs = async ({ context }: Nights) =>
  (
    await context.pool.query<{ id: string; source: string | null; status: string }>(
      `select run_id as id, options ->> 'source' as source, status from run order by ordinal`,
    )
  ).rows;
const WHOLE = { source: null, status: 'running' };
const [FIRST, SECOND_OF_DATE] = ['run-2026-11-22', 'run-2026-11-22-2'];

describe('the night of a date', () => {
  const atNight = (town = settleTown().town): Nights => {
    const nights = startNights(town);
    nights.clock.set(startOf(D));
    return nights;
  };

  it('begins once, however often its hour comes', async () => {
    const nights = atNight();
    await beginning(nights.context);
    await beginning(nights.context);
    expect(await runs(nights)).toEqual([{ id: FIRST, ...WHOLE }]);
  });

  const cancel = (nights: Nights) => cancelRun(FIRST, { by: TESTER, why: '演练', trace: null }, nights.context);
  it.each([
    { given: 'one source was read for it', source: 'social-security', trouble: null, isCancelled: false },
    { given: 'of one source something is left undone', source: 'social-security', trouble: DOWN, isCancelled: false },
    { given: 'it was begun and cancelled', source: null, trouble: null, isCancelled: true },
  ] as const)('begins though $given', async ({ source, trouble, isCancelled }) => {
    const { town } = settleTown();
    town.troubles.participation = () => trouble;
    const nights = atNight(town);
    const opened = await nights.openToday(D, { source });
    await (isCancelled ? cancel(nights) : nights.finish(opened));
    nights.clock.set(startOf(D));
    await beginning(nights.context);
    expect((await runs(nights)).slice(1)).toEqual([{ id: SECOND_OF_DATE, ...WHOLE }]);
  });

  it('waits for a run of one source that is under way, and is not taken for it', async () => {
    const nights = atNight();
    const opened = await nights.openToday(D, { source: 'civil-affairs' });
    const night = beginning(nights.context);
    await nights.finish(opened);
    await night;
    expect(await runs(nights)).toEqual([
      { id: FIRST, source: 'civil-affairs', status: 'completed' },
      { id: SECOND_OF_DATE, ...WHOLE },
    ]);
  });

  it('begins once a database is back that was away as its hour came', async () => {
    const nights = atNight();
    const { pool } = nights.context;
    const asked: string[] = [];
    const query = async (...question: Parameters<typeof pool.query>) => {
      if (asked.push('once more') === 1) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      return pool.query(...question);
    };
    await beginning({ ...nights.context, pool: Object.create(pool, { query: { value: query } }) });
    expect(asked.length).toBeGreaterThan(1);
    expect(await runs(nights)).toEqual([{ id: FIRST, ...WHOLE }]);
  });

  it('is not begun by whoever leaves, nor on another date', async () => {
    const nights = atNight();
    await beginning(nights.context, AbortSignal.abort());
    nights.clock.forward(DAY);
    await beginning(nights.context);
    expect(await runs(nights)).toEqual([]);
  });
});
