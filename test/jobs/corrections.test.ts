/** Correction requests from night to night: what keeps them, what closes them, and when nothing of them may be left. */
import { describe, expect, it } from 'vitest';
import { resolveDiscrepancy } from '../../src/corrections/resolve.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { startOf } from '../../src/domain/period.ts';
import type { Authority } from '../../src/domain/sources.ts';
import { replayQuarantined } from '../../src/jobs/replay-quarantined.ts';
import { eraseMember } from '../../src/security/erasure/erase.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { replaceDiscrepancies } from '../../src/storage/findings.ts';
import { deleteOldReplays, deleteOldResults } from '../../src/storage/retention.ts';
import { aBrokenRow, aRow } from '../support/connectors.ts';
import { aDeath, day } from '../support/dossiers.ts';
import { personKeyOf } from '../support/kept-cases.ts';
import { type Nights, nightsOfThisFile, TESTER } from '../support/nights.ts';
import { changed, enrol, settleTown, type Town } from '../support/nights-town.ts';

const D = day('2026-11-22');
const NEXT = day('2026-11-23');

const startNights = nightsOfThisFile();

const registerDeath = (town: Town, member: Member, { at = startOf(day('2026-10-01')), ended = false } = {}): void =>
  void town.rows.death.push(
    aRow(member.sealed.idNumber, aDeath({}, { recordKey: `death-of-${member.content.memberId}` }), {
      at,
      ended,
      stated: { name: member.sealed.name },
    }),
  );

/** The patient is dead by the register, treated and paid for; civil affairs has been asked about the treatment. */
const settle = async () => {
  const people = settleTown();
  registerDeath(people.town, people.patient);
  const nights = startNights(people.town);
  const night = await nights.reconcile(D);
  const [discrepancy] = (await discrepanciesOf(nights)).filter(({ kind }) => kind === 'living-conflict');
  const ask = (to: Authority) =>
    resolveDiscrepancy(
      {
        discrepancyId: discrepancy?.id ?? '',
        to,
        resolution: { action: 'request-correction', dueOn: null },
        by: TESTER,
        why: null,
        trace: null,
      },
      nights.context,
    );
  await ask('civil-affairs');
  return { people, nights, night, discrepancy, ask };
};

const discrepanciesOf = async ({ context }: Nights) => {
  const { rows } = await context.pool.query<{ id: string; kind: string; opened: string; closed: string | null; requested: string | null }>(
    `select discrepancy_id as id, kind, opened_run as opened, closed_run as closed, requested from discrepancy order by kind, opened_run`,
  );
  return rows;
};

const requestsOf = async ({ context }: Nights) => {
  const { rows } = await context.pool.query<{ addressee: string; state: string; closedRun: string | null; discrepancyId: string }>(
    `select addressee, state, closed_run as "closedRun", discrepancy_id as "discrepancyId" from correction_request order by addressee`,
  );
  return rows;
};

describe('a correction request', () => {
  it('may go to each authority that has a record in it, and changes no result of a night', async () => {
    const { nights, night, ask } = await settle();
    await ask('medical-insurance');
    expect((await requestsOf(nights)).map(({ addressee, state }) => `${addressee} ${state}`)).toEqual([
      'civil-affairs open',
      'medical-insurance open',
    ]);
    expect((await nights.reconcile(D)).digest).toBe(night.digest);
    expect((await requestsOf(nights)).map(({ state }) => state)).toEqual(['open', 'open']);
  });

  it('asked twice at the same moment is one request', async () => {
    const { nights, ask } = await settle();
    const asked = await Promise.allSettled([ask('medical-insurance'), ask('medical-insurance')]);
    expect(asked.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await requestsOf(nights)).toHaveLength(2);
  });

  it('is closed by the corrected row, in the night that reads it', async () => {
    const { people, nights, discrepancy } = await settle();
    registerDeath(people.town, people.patient, { at: startOf(NEXT), ended: true });
    const { run } = await nights.reconcile(NEXT);
    expect(await requestsOf(nights)).toEqual([
      { addressee: 'civil-affairs', state: 'closed', closedRun: run.runId, discrepancyId: discrepancy?.id },
    ]);
    expect((await discrepanciesOf(nights)).map(({ closed, requested }) => [closed, requested])).toEqual([
      [run.runId, null],
      [run.runId, null],
    ]);
  });

  it('outlives a pass of a run that missed a source: found again by the same run, it is as it was, since the same night', async () => {
    const { nights, discrepancy } = await settle();
    const { pool } = nights.context;
    const { rows } = await pool.query<{ personKey: string; kind: string; content: object }>(
      'select person_key as "personKey", kind, content from discrepancy order by kind',
    );
    const pass = (found: typeof rows) =>
      inTransaction(pool, (tx) =>
        replaceDiscrepancies(
          tx,
          { runId: 'run-2026-11-23', on: NEXT },
          rows.map(({ personKey }) => personKey),
          found,
        ),
      );
    await pass([]);
    expect((await requestsOf(nights)).map(({ state }) => state)).toEqual(['closed']);
    await pass(rows);
    const after = await discrepanciesOf(nights);
    expect(after.find(({ kind }) => kind === 'living-conflict')).toEqual({ ...discrepancy, closed: null, requested: 'open' });
    expect(after).toHaveLength(2);
    expect((await requestsOf(nights)).map(({ state, closedRun }) => [state, closedRun])).toEqual([['open', null]]);
  });
});

describe('what may not be kept', () => {
  it('goes with the member who is erased', async () => {
    const { people, nights } = await settle();
    const { memberId } = people.patient.content;
    await eraseMember({ memberId, cause: 'asked', reason: null, caller: TESTER }, nights.context);
    expect([await discrepanciesOf(nights), await requestsOf(nights)]).toEqual([[], []]);
  });

  it('goes with the permission it rests on, in the night that ends it', async () => {
    const { people, nights } = await settle();
    enrol(people.town, changed(people.patient, startOf(NEXT), { content: { consents: [] } }));
    await nights.reconcile(NEXT);
    expect([await discrepanciesOf(nights), await requestsOf(nights)]).toEqual([[], []]);
  });

  it('goes when what was closed is too old, and so does who asked for a replay', async () => {
    const { people, nights } = await settle();
    registerDeath(people.town, people.patient, { at: startOf(NEXT), ended: true });
    people.town.rows.assistance.push(aBrokenRow({ recordKey: 'K1', subject: people.poor.sealed.idNumber }, startOf(NEXT)));
    await nights.reconcile(NEXT);
    const opened = await replayQuarantined(
      { wanted: { datasets: ['assistance'], reason: null }, why: 'a mapping was mended', by: TESTER, trace: null },
      nights.context,
    );
    await nights.finish({ run: opened.run, how: 'reopened' });
    const clear = (before: typeof D) =>
      inTransaction(nights.context.pool, async (tx) => {
        await deleteOldResults(tx, { before, limit: 100 });
        return (await deleteOldReplays(tx, { before, limit: 100 })).deleted;
      });
    expect([await clear(NEXT), (await requestsOf(nights)).length]).toEqual([0, 1]);
    expect([await clear(day('2026-11-24')), await requestsOf(nights), await discrepanciesOf(nights)]).toEqual([1, [], []]);
    expect(await personKeyOf(nights.context, people.patient)).not.toBe('');
  });
});
