import { describe, expect, test } from 'vitest';
import type { Draft } from '../../src/upstream/connector.ts';
import { type Fields, readRow } from '../../src/upstream/fields.ts';

const NUMBER = '11010519491231002X';

const deathOf = (fields: Fields): Draft => ({
  dataset: 'death',
  recordKey: fields.key('KEY'),
  subject: fields.subject('ID'),
  changedAt: fields.instant('AT'),
  ended: false,
  content: { diedOn: fields.day('DIED'), crematedOn: fields.children('REST')[0]?.day('ON') ?? null },
  sealed: {},
  stated: { name: fields.child('PERSON')?.text('NAME') ?? null, birthDate: null, employer: null },
  household: null,
});

describe('a row', () => {
  test('that can be read becomes a draft', () => {
    const row = { KEY: 'k', ID: NUMBER, AT: '2026-11-01 10:00:00', DIED: '20261031', REST: { ON: '2026-11-02' }, PERSON: { NAME: '张三' } };
    expect(readRow(row, deathOf)).toMatchObject({
      ok: true,
      draft: {
        recordKey: 'k',
        subject: NUMBER,
        changedAt: '2026-11-01T02:00:00.000Z',
        content: { diedOn: '2026-10-31', crematedOn: '2026-11-02' },
        stated: { name: '张三' },
      },
    });
  });

  test.each([
    { why: 'is none', row: 'row', want: { reason: 'not-an-object', path: '', shape: 'string(3) aaa', recordKey: null, subject: null } },
    {
      why: 'has no key',
      row: { ID: NUMBER },
      want: { reason: 'missing-key', path: '/KEY', shape: 'absent', recordKey: null, subject: NUMBER },
    },
    {
      why: 'has a key that no index takes',
      row: { KEY: 'k'.repeat(401), ID: NUMBER },
      want: { reason: 'wrong-type', path: '/KEY', shape: `string(401) ${'a'.repeat(24)}…`, recordKey: null, subject: NUMBER },
    },
    {
      why: 'has no identity number',
      row: { KEY: 'k', ID: ' ' },
      want: { reason: 'identity-number', identityFault: 'absent', path: '/ID', shape: 'string(1)  ', recordKey: 'k', subject: null },
    },
    {
      why: 'has one that lost its digits',
      row: { KEY: 'k', ID: Number('440305199001010018') },
      want: {
        reason: 'identity-number',
        identityFault: 'number-type',
        path: '/ID',
        shape: 'number(18) 999999999999999999',
        recordKey: 'k',
        subject: null,
      },
    },
    {
      why: 'holds a day that never was',
      row: { KEY: 'k', ID: NUMBER, DIED: '2023-02-29' },
      want: { reason: 'impossible-date', path: '/DIED', shape: 'string(10) 9999-99-99', recordKey: 'k', subject: NUMBER },
    },
    {
      why: 'holds one deep inside',
      row: { KEY: 'k', ID: NUMBER, REST: [{ ON: '20230229' }] },
      want: { reason: 'impossible-date', path: '/REST/0/ON', shape: 'string(8) 99999999', recordKey: 'k', subject: NUMBER },
    },
    {
      why: 'holds one in a single object',
      row: { KEY: 'k', ID: NUMBER, REST: { ON: 'soon' } },
      want: { reason: 'impossible-date', path: '/REST/ON', shape: 'string(4) aaaa', recordKey: 'k', subject: NUMBER },
    },
    {
      why: 'holds text where a record belongs',
      row: { KEY: 'k', ID: NUMBER, PERSON: 'x' },
      want: { reason: 'wrong-type', path: '/PERSON', shape: 'string(1) a', recordKey: 'k', subject: NUMBER },
    },
  ])('that $why is broken, and says where', ({ row, want }) => {
    expect(readRow(row, deathOf)).toEqual({ ok: false, broken: want });
  });

  test('whose reading throws costs itself, and says whose it is', () => {
    const unforeseen = readRow({ KEY: 'k', ID: NUMBER }, (fields) => {
      deathOf(fields);
      throw new RangeError('nobody foresaw this');
    });
    expect(unforeseen).toEqual({
      ok: false,
      broken: { reason: 'unreadable', path: '', shape: 'object(2)', recordKey: 'k', subject: NUMBER },
    });
  });

  test('reports the first field that cannot be read', () => {
    expect(readRow({ KEY: 'k', ID: NUMBER, AT: 'x', DIED: 'y' }, deathOf)).toMatchObject({ broken: { path: '/AT' } });
  });

  test('is read in either case where the source writes so, and its paths keep the spelling', () => {
    expect(readRow({ key: 'k', Id: NUMBER }, deathOf, { anyCase: true })).toMatchObject({ ok: true, draft: { recordKey: 'k' } });
    expect(readRow({ key: 'k', Id: 'x' }, deathOf, { anyCase: true })).toMatchObject({ broken: { path: '/Id' } });
    expect(readRow({ key: 'k', ID: NUMBER }, deathOf)).toMatchObject({ broken: { reason: 'missing-key' } });
  });
});

describe('another person in the row', () => {
  const related = (value: unknown) => {
    const seen: unknown[] = [];
    const read = readRow({ KEY: 'k', ID: NUMBER, HEAD: value }, (fields) => {
      seen.push(fields.relatedPerson('HEAD'));
      return deathOf(fields);
    });
    return { seen: seen[0], ok: read.ok };
  };

  test.each([
    { given: NUMBER.toLowerCase(), want: { seen: NUMBER, ok: true } },
    { given: '', want: { seen: null, ok: true } },
    { given: 'passport', want: { seen: null, ok: true } },
    { given: 110105194912310020, want: { seen: null, ok: false } },
  ])('$given', ({ given, want }) => {
    expect(related(given)).toEqual(want);
  });
});
