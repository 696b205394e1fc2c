/** How pages go on. */
import { Fault } from '../faults.ts';

export interface Paging {
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
}

export const unknownCursor = (): Fault =>
  new Fault('invalid', {
    code: 'cursor-unknown',
    detail: 'cursor is the nextCursor of the page before; leave it out to begin.',
    fields: ['cursor'],
  });
