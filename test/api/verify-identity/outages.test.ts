/** Over the real connectors: one authority stalled, one refusing, one gone. */
import { describe, expect, it } from 'vitest';
import { besideOn, gone, refusing, stalling } from '../../support/broken-counterparts.ts';
import { day } from '../../support/dossiers.ts';
import { nightsOfThisFile } from '../../support/nights.ts';
import { STRANGER, settleTown } from '../../support/nights-town.ts';
import { askerNamed, deskOn, resultOf } from '../../support/verifications.ts';

const start = nightsOfThisFile();

const amongBroken = async () => {
  const people = settleTown();
  const nights = start(people.town);
  await nights.reconcile(day('2026-11-01'));
  const context = await besideOn(nights.context, {
    civilAffairs: await stalling(),
    medicalInsurance: await refusing(),
    socialSecurity: await gone(),
  });
  return { ...people, context, desk: deskOn(context, { liveDeadlineMs: 1_000 }) };
};

describe('one authority stalled, one refusing, one gone', () => {
  it('all is answered within the deadline from what is stored, each source with its own status', async () => {
    const { desk, poor } = await amongBroken();
    const answer = await desk.ask(poor, { freshness: 'live' });
    expect(answer.sources.map(({ status }) => status)).toEqual(['timeout', 'error', 'error']);
    expect(answer.sources.every(({ asOf }) => asOf !== null)).toBe(true);
    expect(['identity', 'living', 'assistance-status'].map((check) => resultOf(answer, check as 'living'))).toEqual([
      'match',
      'match',
      'match',
    ]);
  });

  it('after some outages in a row nobody waits for the dead line, and the breaker shows it', async () => {
    const { desk, context, poor } = await amongBroken();
    for (let nth = 0; nth < 4; nth += 1) await desk.ask(poor, { freshness: 'live' }, askerNamed(`client-${nth}`));
    const { text } = await context.metrics.exposition({ circuits: context.upstreamStates() }, null);
    expect(text).toContain('huzheng_upstream_circuit_closed{source="social-security"} 0');
    expect(text).toContain('huzheng_upstream_circuit_closed{source="medical-insurance"} 1');
  });

  it('whether there is such a member is not known where the member feed is gone as well', async () => {
    const { desk } = await amongBroken();
    expect((await desk.ask(STRANGER, { freshness: 'live' })).outcome).toBe('unavailable');
  });
});
