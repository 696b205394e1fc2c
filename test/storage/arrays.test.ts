import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bigintArray, byteaArray, hexArray, textArray } from '../../src/storage/arrays.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const readBack = async (array: Buffer, type: string): Promise<unknown> => {
  const { rows } = await database.pool.query<{ values: unknown }>(
    `select coalesce(array_agg(value order by nth), '{}') as values from unnest($1::${type}[]) with ordinality as given (value, nth)`,
    [array],
  );
  return rows[0]?.values;
};

/** PostgreSQL holds every text but one with a zero byte, or with half a character. */
const anyText = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());

describe('an array in binary is what was written', () => {
  it('texts, whatever would have to be quoted in them, and none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(anyText)), async (texts) => {
        expect(await readBack(textArray(texts), 'text')).toEqual(texts);
      }),
      { numRuns: 100, examples: [[[]], [['{"a":"\\\\ \\""}', null, '', 'NULL', '姓名·𠮷']]] },
    );
  });

  it('bytes, given as such and in hex', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array()), async (many) => {
        const bytes = many.map((one) => Buffer.from(one));
        expect(await readBack(byteaArray(bytes), 'bytea')).toEqual(bytes);
        expect(await readBack(hexArray(bytes.map((one) => one.toString('hex'))), 'bytea')).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it('whole numbers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.maxSafeInteger()), async (numbers) => {
        const { rows } = await database.pool.query<{ sum: string | null }>('select sum(n)::text as sum from unnest($1::bigint[]) as n', [
          bigintArray(numbers),
        ]);
        expect(BigInt(rows[0]?.sum ?? 0)).toBe(numbers.reduce((sum, one) => sum + BigInt(one), 0n));
      }),
      { numRuns: 50 },
    );
  });
});
