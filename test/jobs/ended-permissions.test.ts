/** A consent that is withdrawn or has run out: what no other basis holds goes the same night, and so does what was made of it. */
import { describe, expect, it } from 'vitest';
import type { MembersContent } from '../../src/domain/canonical.ts';
import { endOf, startOf } from '../../src/domain/period.ts';
import { Fault } from '../../src/faults.ts';
import { aBrokenRow } from '../support/connectors.ts';
import { day } from '../support/dossiers.ts';
import { type Nights, nightsOfThisFile } from '../support/nights.ts';
import { CONSENT_TO_ALL, changed, enrol, LONG_AGO, settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');
const startNights = nightsOfThisFile();

const held = async ({ context: { pool } }: Nights, memberId: string): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ dataset: string }>(
    'select distinct r.dataset from record r join member m using (person_key) where m.member_id = $1 order by 1',
    [memberId],
  );
  return rows.map(({ dataset }) => dataset);
};

const TABLES = ['record', 'finding', 'discrepancy', 'screening', 'screening_case', 'quarantine'];

/** Tables in which a row of the member, of any version, rests on the dataset. */
const restingOn = async ({ context: { pool } }: Nights, memberId: string, dataset: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const table of TABLES) {
    const { rowCount } = await pool.query(
      `select from ${table} t join member m using (person_key) where m.member_id = $1 and (jsonb_path_exists(to_jsonb(t), '$.**.dataset ? (@ == $d)', jsonb_build_object('d', $2::text)))`,
      [memberId, dataset],
    );
    if ((rowCount ?? 0) > 0) found.push(table);
  }
  return found;
};

const without = (source: 'civil-affairs'): MembersContent['consents'] =>
  CONSENT_TO_ALL.map((consent) => ({ ...consent, sources: consent.sources.filter((one) => one !== source) }));

describe('a permission that ends', () => {
  it('for one source takes its records and every version of what rests on them; the form is made anew without it', async () => {
    const { town, poor } = settleTown();
    town.rows.assistance.push(aBrokenRow({ recordKey: 'broken-1', subject: poor.sealed.idNumber }, LONG_AGO));
    const nights = startNights(town);
    await nights.reconcile(D);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual(['record', 'finding', 'screening', 'screening_case', 'quarantine']);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: without('civil-affairs') } }));
    const { run, summary } = await nights.reconcile(NEXT);
    expect(run.status).toBe('completed');
    expect(await held(nights, 'member-1')).toEqual(['members', 'person']);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual([]);
    expect(summary.deleted['permission-ended']).toBeGreaterThan(4);
    const [filed] = [...town.office.filed.values()].filter(({ document }) => document.programme === 'living-aid');
    if (filed?.status === 'withdrawn') return;
    expect(JSON.stringify(filed?.document)).not.toContain('"dataset":"assistance"');
  });

  it('altogether leaves nothing but the roster’s own row, and withdraws the form that waits', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    const { run, summary } = await nights.reconcile(NEXT);
    expect(run.status).toBe('completed');
    expect(await held(nights, 'member-1')).toEqual(['members']);
    for (const dataset of ['assistance', 'family', 'person']) expect(await restingOn(nights, 'member-1', dataset), dataset).toEqual([]);
    const { rows } = await nights.context.pool.query(
      `select from application_version v join member m using (person_key) where m.member_id = 'member-1'`,
    );
    expect(rows).toEqual([]);
    expect([...town.office.filed.values()].find(({ document }) => document.memberId === 'member-1')?.status).toBe('withdrawn');
    expect(Object.keys(summary.deleted)).toEqual(['permission-ended']);
    const again = await nights.reconcile(day('2026-11-24'));
    expect([again.run.status, again.summary.deleted]).toEqual(['completed', {}]);
    expect(town.office.calls.filter(({ call }) => call === 'withdraw')).toHaveLength(1);
  });

  it('by running out ends with its day, without a row of the roster', async () => {
    const { town, ordinary } = settleTown();
    const consents = CONSENT_TO_ALL.map((consent) => ({ ...consent, expiresAt: endOf(D) }));
    enrol(town, changed(ordinary, startOf(day('2026-01-02')), { content: { consents } }));
    const nights = startNights(town);
    await nights.reconcile(day('2026-11-21'));
    expect(await held(nights, 'member-4')).toContain('participation');
    await nights.reconcile(NEXT);
    expect(await held(nights, 'member-4')).toEqual(['members']);
  });

  it('stays as long as another basis allows the dataset', async () => {
    const { town, ordinary } = settleTown();
    const nights = startNights(town, {
      writtenBases: [
        { dataset: 'participation', purpose: 'hardship-screening', recipient: 'federation', document: 'a document', from: D, to: null },
      ],
    });
    await nights.reconcile(D);
    enrol(town, changed(ordinary, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    expect(await held(nights, 'member-4')).toEqual(['members', 'participation']);
  });

  it('in a night whose results are missing: what was derived waits for the night that has them', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    town.office.onWithdrawal = () => {
      throw new Fault('busy', { code: 'unreachable', detail: 'The aid system does not answer.' });
    };
    expect((await nights.reconcile(NEXT)).run.status).toBe('incomplete');
    const waiting = () => nights.context.pool.query('select from ended_permission');
    expect((await waiting()).rowCount).toBeGreaterThan(0);
    town.office.onWithdrawal = null;
    expect((await nights.reconcile(NEXT)).run.status).toBe('completed');
    expect((await waiting()).rowCount).toBe(0);
    expect(await restingOn(nights, 'member-1', 'assistance')).toEqual([]);
  });

  it('and is given again: the dataset is read anew for them', async () => {
    const { town, poor } = settleTown();
    const nights = startNights(town);
    await nights.reconcile(D);
    enrol(town, changed(poor, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    enrol(town, changed(poor, endOf(NEXT), { content: { consents: CONSENT_TO_ALL } }));
    await nights.reconcile(day('2026-11-24'), { full: true });
    expect(await held(nights, 'member-1')).toEqual(['assistance', 'family', 'members', 'person']);
  });
});
