/** Makes the agenda of the night: who has to be verified and screened again, and why everybody, where it is everybody; then cuts them into units. */
import { circumstancesOf } from '../../../jobs/circumstances.ts';
import { agendaUnits } from '../../../jobs/shard-sizes.ts';
import { defineStep } from '../../../jobs/step.ts';
import { openAgenda } from '../../../storage/agenda-opening.ts';
import { lastComplete } from '../../../storage/readings.ts';

export const planVerification = defineStep({
  name: 'plan-verification',
  knowsNobody: true,
  async run({ run }, { pool, ruleSetOf, ownCode, log }) {
    const { runId, date, options } = run;
    const circumstances = circumstancesOf({
      on: date,
      ruleSetDigest: run.ruleSet,
      ruleSet: await ruleSetOf(run),
      readings: await lastComplete(pool),
      code: await ownCode(),
    });
    return async (tx) => {
      const everybody = await openAgenda(tx, { runId, date, circumstances, full: options.full });
      for (const because of everybody) log.everybodyDue({ runId, date, because });
      return agendaUnits(tx, runId, 'verify');
    };
  },
});
