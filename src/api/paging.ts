/** How pages go on. */
import { Fault } from '../faults.ts';

export const unknownCursor = (): Fault =>
  new Fault('invalid', {
    code: 'cursor-unknown',
    detail: 'cursor is the nextCursor of the page before; leave it out to begin.',
    fields: ['cursor'],
  });
