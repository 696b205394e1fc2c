import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { breachesOf } from './contract.ts';
import { LOST_DIGITS } from './people.ts';

const FOLDER = new URL('../../../connectors/medical-insurance/fixtures/', import.meta.url);

/** What each fixture is an answer of. A new one has to be added. */
const ANSWERS: Readonly<Record<string, string>> = {
  'batch-with-an-absent-and-a-refused-person.json': 'PersonsAnswer',
  'certificate-types.json': 'DictionaryAnswer',
  'employee-on-dibao.json': 'PersonAnswer',
  'identity-types-in-two-editions.json': 'DictionaryAnswer',
  'not-signed-in.json': 'PersonsAnswer',
  'signature-refused.json': 'SignatureRefusal',
  'signed-in.json': 'SignInAnswer',
  'stay-and-its-reversal.json': 'SettlementsAnswer',
  'two-diseases-of-one-day.json': 'RegistrationsAnswer',
  'unknown-person.json': 'PersonAnswer',
};

test.each(readdirSync(FOLDER))('%s keeps to the contract', (file) => {
  const message: unknown = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(breachesOf(ANSWERS[file] ?? 'no answer', message)).toEqual([]);
});

test('the contract would not take a message that breaks it', () => {
  expect(breachesOf('PersonsAnswer', { infcode: 0, output: { list: [{ certno: LOST_DIGITS }] } })).not.toEqual([]);
  expect(breachesOf('SignInRequest', { infno: '9001' })).not.toEqual([]);
});
