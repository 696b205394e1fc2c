/** Cuts those whose permission is to be given anew into units of work. */
import { defineStep, shardUnits } from '../../../../jobs/step.ts';
import { toPermitCount } from '../../../../storage/to-permit.ts';
import { permittingOf } from '../job.ts';

export const planPermissions = defineStep({
  name: 'plan-permissions',
  knowsNobody: true,
  run: ({ run }, { writtenBases }) =>
    Promise.resolve(async (tx) => {
      const people = await toPermitCount(tx, permittingOf(run, writtenBases));
      return people === 0 ? [] : shardUnits('permit', people);
    }),
});
