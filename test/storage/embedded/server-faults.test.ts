import { describe, expect, it } from 'vitest';
import { serverFault } from '../../../src/storage/embedded/server-faults.ts';

describe('what PostgreSQL says when it fails becomes one line that says what to do', () => {
  it.each([
    {
      given: 'initdb: error: could not write file "x": No space left on device\ninitdb: removing data directory',
      want: { kind: 'busy', code: 'disk-full' },
    },
    { given: 'FATAL:  could not extend file "base/1": Disk quota exceeded', want: { kind: 'busy', code: 'disk-full' } },
    {
      given: '2026-11-23 UTC [1] FATAL:  database files are incompatible with server',
      want: { kind: 'invalid', code: 'other-postgres-version' },
    },
    { given: 'FATAL:  data directory "/h/data" has invalid permissions', want: { kind: 'denied', code: 'database-folder-denied' } },
    { given: 'FATAL:  could not create shared memory segment: Cannot allocate memory', want: { kind: 'busy', code: 'memory-short' } },
    {
      given: 'LOG:  starting\nFATAL:  something new\nLOG:  database system is shut down',
      want: { kind: 'broken', code: 'database-not-started', message: expect.stringContaining('FATAL:  something new') },
    },
    { given: '', want: { kind: 'broken', code: 'database-not-started' } },
  ])('$given', ({ given, want }) => {
    const fault = serverFault(given, '/h/postgres');
    expect(fault).toMatchObject(want);
    expect(fault.message).not.toContain('\n');
  });
});
