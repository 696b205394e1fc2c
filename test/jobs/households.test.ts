/** Households of a batch, asked about by night with the civil affairs reader itself, out of a register that leaves things out. */
import { describe, expect, it } from 'vitest';
import type { Gateway } from '../../connectors/civil-affairs/client.ts';
import { familyReader } from '../../connectors/civil-affairs/readers.ts';
import type { IdNumber } from '../../src/domain/id-number.ts';
import { day } from '../support/dossiers.ts';
import { nightsOfThisFile } from '../support/nights.ts';
import { aMember, enrol, idNumberOf, settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const startNights = nightsOfThisFile();

interface Row {
  readonly GMSFHM: string;
  readonly XM: string;
  readonly HH?: string;
  readonly HZZH?: string;
}

const HOUSEHOLDS = 6;
const memberOf = (household: number): IdNumber => idNumberOf(100 + household);

/** Members who live with one relative each; how many people were asked about, call by call. */
const settleHouseholds = (town: Town, leaveOut: (row: Row) => Row) => {
  const calls: number[] = [];
  const register = Array.from({ length: HOUSEHOLDS }, (_, household): readonly Row[] => {
    const head = aMember(100 + household);
    enrol(town, head);
    const place = { HH: `H-${household}`, HZZH: head.sealed.idNumber };
    return [
      { GMSFHM: head.sealed.idNumber, XM: head.sealed.name, ...place },
      { GMSFHM: idNumberOf(200 + household), XM: '亲属', ...place },
    ].map(leaveOut);
  });
  const ask: Gateway['ask'] = async (_, question) => {
    if (!('items' in question)) throw new TypeError('only households are asked about');
    calls.push(question.items.length);
    const rows = question.items.flatMap(({ GMSFHM: asked }) => register.find((rows) => rows.some(({ GMSFHM }) => GMSFHM === asked)) ?? []);
    return { rows, recordCount: { kind: 'stated', value: rows.length } };
  };
  for (const reader of town.clients['civil-affairs'].readers)
    if (reader.dataset === 'family') Object.assign(reader, familyReader({ ask, signIn: async () => undefined }));
  return calls;
};

const withoutPlaceOf =
  (idNumber: IdNumber) =>
  ({ GMSFHM, XM, ...place }: Row): Row =>
    GMSFHM === idNumber ? { GMSFHM, XM } : { GMSFHM, XM, ...place };

describe('a member whose own row states neither household number nor head', () => {
  it('is asked about once more and alone, and everybody in the batch has their size', async () => {
    const { town } = settleTown();
    const calls = settleHouseholds(town, withoutPlaceOf(memberOf(0)));
    const nights = startNights(town);
    const { summary } = await nights.reconcile(D);
    const [together, ...apart] = calls;
    expect(apart).toEqual([1, (together ?? 0) - 1]);
    const { rows } = await nights.context.pool.query<{ size: number | null }>(
      `select (content->>'householdSize')::int as size from record where dataset = 'family' and current and not ended`,
    );
    expect(rows).toEqual(Array.from({ length: HOUSEHOLDS }, () => ({ size: 2 })));
    expect(summary.books.find(({ dataset }) => dataset === 'family')).toMatchObject({
      fetched: 2 * HOUSEHOLDS,
      accepted: HOUSEHOLDS,
      offRoster: HOUSEHOLDS,
      balanced: true,
    });
  });
});
