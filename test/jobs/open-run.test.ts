import { describe, expect, it } from 'vitest';
import { HOUR, instantOf, MINUTE, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { retryJobs } from '../../src/jobs/retry-jobs.ts';
import { failedWork } from '../../src/storage/work.ts';
import { day } from '../support/dossiers.ts';
import { acting } from '../support/failed-nights.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const DOWN = new Fault('busy', { code: 'unreachable', detail: 'The source does not answer.' });

const startNights = nightsOfThisFile();

describe('a run of a date', () => {
  it('that has not come is not opened', async () => {
    const nights = startNights(settleTown().town);
    nights.clock.set(startOf(D));
    await expect(nights.openToday(day('2026-11-23'))).rejects.toMatchObject({ kind: 'invalid', code: 'date-in-future' });
  });

  it('by Shanghai’s calendar: half past midnight there is the new day, whatever day it is in Greenwich', async () => {
    const nights = startNights(settleTown().town);
    nights.clock.set(instantOf(Date.parse('2026-11-22T16:30:00Z')));
    expect((await nights.openToday(day('2026-11-23'))).run.date).toBe('2026-11-23');
  });

  it('whose rule set cannot be read is not opened: nobody wants to hear of it hours later', async () => {
    const { context } = startNights(settleTown().town);
    const nights = startNights(settleTown().town, { ruleSet: 'nowhere' });
    await expect(nights.open(D)).rejects.toMatchObject({ code: 'rule-set-missing' });
    expect((await context.pool.query('select 1 from run')).rows).toEqual([]);
  });

  it('opened while it runs goes on, and waits for the longer of both times', async () => {
    const nights = startNights(settleTown().town);
    const first = await nights.open(D, { waitMs: MINUTE });
    const second = await nights.open(D, { waitMs: HOUR });
    expect(second).toMatchObject({ how: 'resumed', run: { runId: first.run.runId, waitUntil: instantOf(nights.clock.now() + HOUR) } });
    const third = await nights.open(D, { waitMs: MINUTE });
    expect(third.run.waitUntil).toBe(second.run.waitUntil);
  });

  it('that goes on keeps its instants: what it reads does not depend on when it was resumed', async () => {
    const nights = startNights(settleTown().town);
    const first = await nights.open(D);
    nights.clock.forward(3 * HOUR);
    const { run } = await nights.open(D);
    expect(run).toMatchObject({ businessAt: first.run.businessAt, windowTo: first.run.windowTo, startedAt: first.run.startedAt });
  });

  it('that was completed is followed by another', async () => {
    const nights = startNights(settleTown().town);
    const ids = [await nights.reconcile(D), await nights.reconcile(D), await nights.reconcile(D)].map(({ run }) => run.runId);
    expect(ids).toEqual(['run-2026-11-22', 'run-2026-11-22-2', 'run-2026-11-22-3']);
  });
});

describe('a run that is opened again', () => {
  it('tries what failed with its next attempt, and does anew only what follows from it', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.troubles.participation = () => DOWN;
    await nights.reconcile(D);
    delete town.troubles.participation;
    const before = town.questions.length;
    await nights.reconcile(D);
    expect(new Set(town.questions.slice(before).map(({ dataset }) => dataset))).toEqual(new Set(['participation']));
    const { rows } = await nights.context.pool.query<{ step: string; pass: number; attempt: number }>(
      `select step, pass, attempt from work where step in ('roster', 'read-cursor', 'verify') and (dataset is null or dataset in ('members', 'participation')) order by step, pass`,
    );
    expect(rows).toEqual([
      { step: 'read-cursor', pass: 1, attempt: 2 },
      { step: 'roster', pass: 1, attempt: 1 },
      { step: 'verify', pass: 1, attempt: 1 },
      { step: 'verify', pass: 2, attempt: 1 },
    ]);
  });

  it('for one of its failed jobs leaves the others failed', async () => {
    const { town } = settleTown();
    const nights = startNights(town);
    town.troubles.participation = () => DOWN;
    town.troubles.contributions = () => DOWN;
    await nights.reconcile(D);
    delete town.troubles.participation;
    delete town.troubles.contributions;
    const { pool } = nights.context;
    const chosen = (await failedWork(pool)).find(({ dataset }) => dataset === 'participation');
    if (chosen === undefined) throw new Error('participation did not fail');
    await retryJobs({ jobIds: [chosen.workId], fingerprint: null, source: null }, acting, nights.context);
    const night = await nights.reconcile(D);
    expect(night.run.status).toBe('incomplete');
    expect((await failedWork(pool)).map(({ dataset }) => dataset)).toEqual(['contributions']);
  });
});
