import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { databaseFault, isUnreachable } from '../../src/storage/database-faults.ts';

const thrown = (code: string, message = 'Key (id)=(11010519491231002X) exists'): Error => Object.assign(new Error(message), { code });

describe('what PostgreSQL refuses', () => {
  it.each([
    { given: thrown('ECONNREFUSED'), kind: 'busy', code: 'database-unreachable' },
    { given: thrown('ENOTFOUND'), kind: 'busy', code: 'database-unreachable' },
    { given: thrown('57P01'), kind: 'busy', code: 'database-gone' },
    { given: thrown('57P03'), kind: 'busy', code: 'database-gone' },
    { given: thrown('ECONNRESET'), kind: 'busy', code: 'database-gone' },
    { given: new Error('Connection terminated unexpectedly'), kind: 'busy', code: 'database-gone' },
    { given: thrown('28P01'), kind: 'denied', code: 'database-refuses' },
    { given: thrown('3D000'), kind: 'invalid', code: 'database-missing' },
    { given: thrown('42501'), kind: 'denied', code: 'database-rights' },
    { given: thrown('53300'), kind: 'busy', code: 'database-crowded' },
    { given: thrown('40P01'), kind: 'busy', code: 'database-contended' },
    { given: thrown('53100'), kind: 'busy', code: 'database-full' },
  ])('$given.code $given.message is $code, in a line that quotes nothing', ({ given, kind, code }) => {
    const fault = databaseFault(given);
    expect(fault).toMatchObject({ kind, code, message: expect.not.stringContaining('1949'), cause: given });
  });

  it.each([
    { given: thrown('23505') },
    { given: new Error('anything') },
    { given: 'a text' },
    { given: new Fault('invalid', { code: 'x', detail: 'y' }) },
  ])('is left as it came where it says nothing of the connection', ({ given }) => {
    expect(databaseFault(given)).toBe(given);
  });

  it('tells a server that is gone from one that dropped us', () => {
    expect([
      isUnreachable(databaseFault(thrown('ECONNREFUSED'))),
      isUnreachable(databaseFault(thrown('57P01'))),
      isUnreachable(null),
    ]).toEqual([true, false, false]);
  });
});
