/** Over the real connectors: one authority closed for maintenance, two that refuse; and what the process that asked has told the others. */
import { describe, expect, it } from 'vitest';
import { HOUR, instantOf } from '../../../src/domain/period.ts';
import { announceMaintenance } from '../../../src/sources/maintenance.ts';
import { sourcesNow } from '../../../src/sources/sources-now.ts';
import { besideOn, refusing } from '../../support/broken-counterparts.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile, TESTER } from '../../support/nights.ts';
import { STRANGER, settleTown } from '../../support/nights-town.ts';
import { deskOn, resultOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();

const besideClosed = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  const now = nights.clock.now();
  const plan = { source: 'civil-affairs', from: instantOf(now - HOUR), to: instantOf(now + HOUR) } as const;
  await announceMaintenance(plan, { by: TESTER, why: '系统升级', trace: null }, nights.context);
  const address = await refusing();
  const context = await besideOn(nights.context, { civilAffairs: address, medicalInsurance: address, socialSecurity: address });
  return { ...people, nights, context, desk: deskOn(context, { liveDeadlineMs: 2_000 }) };
};

describe('an authority that is closed for maintenance', () => {
  it('is not asked by anybody who waits: what is stored stands, with its own date', async () => {
    const { desk, poor, context } = await besideClosed();
    const answer = await desk.ask(poor, { freshness: 'live' });
    const [civil] = answer.sources;
    expect(civil).toMatchObject({ source: 'civil-affairs', asOf: expect.any(String) });
    expect(resultOf(answer, 'assistance-status')).toBe('match');
    expect(context.upstreamStates()['civil-affairs']).toMatchObject({ circuit: 'closed' });
  });

  it('leaves unknown whoever only it could know, never not held', async () => {
    const { desk } = await besideClosed();
    expect((await desk.ask(STRANGER, { freshness: 'live' })).outcome).toBe('unavailable');
  });

  it('is closed and not failing, as the process that was turned away has told everybody when it ended', async () => {
    const { desk, poor, context, nights } = await besideClosed();
    await desk.ask(poor, { freshness: 'live' });
    await context.close();
    const { pool } = nights.context;
    const { rows } = await pool.query(`select distinct source, outcome, sent from upstream_call order by source`);
    expect(rows).toContainEqual({ source: 'civil-affairs', outcome: 'closed-hours', sent: false });
    expect(rows.filter(({ source, sent }) => source === 'civil-affairs' && sent)).toEqual([]);
    const told = await sourcesNow(nights.context);
    expect(told.map(({ source, health, because }) => `${source} ${health} ${because}`)).toEqual([
      'civil-affairs closed maintenance',
      'medical-insurance failing calls-fail',
      'social-security failing calls-fail',
      expect.stringMatching(/^aid-system /),
    ]);
    expect(told[0]?.calls).toMatchObject({ lastHour: 0, failedLastHour: 0, notSentLastHour: expect.any(Number) });
    expect(told[1]?.lastError).toMatchObject({ kind: 'denied', authority: { httpStatus: 401 } });
    expect(told[1]?.breaker?.process).toMatch(/^tool \S+\/\d+$/);
  });
});
