/** Cuts those whose permission is to be given anew into units of work. */
import { defineStep, shardUnits } from '../../../../jobs/step.ts';
import { toPermitCount } from '../../../../storage/to-permit.ts';
import { permittingOf } from '../job.ts';

export const planPermissions = defineStep({
  name: 'plan-permissions',
  knowsNobody: true,
  async run({ run }, { writtenBases, ownCode }) {
    const permitting = permittingOf(run, { writtenBases, code: await ownCode() });
    return async (tx) => {
      const people = await toPermitCount(tx, permitting);
      return people === 0 ? [] : shardUnits('permit', people);
    };
  },
});
