import { expect, test } from 'vitest';
import { dictionariesOf } from '../../src/context/counterparts.ts';
import { Fault } from '../../src/faults.ts';
import type { AuthorityClient } from '../../src/upstream/connector.ts';
import { createAuthorities } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { aCall } from './support/client.ts';

const D = day('2026-11-22');
const DOWN = new Fault('busy', { code: 'unavailable', detail: 'The source is out of service.' });

test('a dictionary that is out of service keeps only those feeds waiting that are read by it', async () => {
  const { clients } = createAuthorities();
  const bureau: AuthorityClient = { ...clients['social-security'], dictionary: () => Promise.reject(DOWN) };
  const dictionaryOf = dictionariesOf({ authorities: { ...clients, 'social-security': bureau } });
  await expect(dictionaryOf('contributions', D, aCall())).resolves.toMatchObject({ tables: {} });
  await expect(dictionaryOf('participation', D, aCall())).rejects.toBe(DOWN);
});
