import { describe, expect, it } from 'vitest';
import { questionOf } from '../../src/api/verify-identity/question.ts';
import { verificationDesk } from '../../src/api/verify-identity/verify-identity.ts';
import type { Context } from '../../src/context.ts';
import type { Member } from '../../src/domain/canonical.ts';
import { Fault } from '../../src/faults.ts';
import { ledgerHead } from '../../src/storage/ledger.ts';
import { inspectLedger } from '../../src/storage/ledger-inspection.ts';
import { listEntries, looksAt, type ShownEntry } from '../../src/storage/ledger-reading.ts';
import { idDigestOfMember } from '../../src/storage/people.ts';
import { aRow } from '../support/connectors.ts';
import { aDeath, day } from '../support/dossiers.ts';
import { nightsOfThisFile, TESTER } from '../support/nights.ts';
import { LONG_AGO, settleTown } from '../support/nights-town.ts';

const D = day('2026-11-22');
const nights = nightsOfThisFile();

/** What came into the ledger since it stood at `seq`, the oldest first. */
const entriesSince = async ({ pool }: Context, seq: number): Promise<readonly ShownEntry[]> => {
  const all = await listEntries(pool, { actor: null, act: null, from: null, to: null, before: null, limit: 10_000 });
  return all.filter((entry) => entry.seq > seq).toReversed();
};

const machineOf = ({ actor }: ShownEntry): string => actor.replace('machine:', '');

describe('a night', () => {
  it('leaves one entry for each unit that looked at somebody, in a chain that is whole and signed', async () => {
    const { town } = settleTown();
    const { context, reconcile } = nights(town);
    const before = await ledgerHead(context.pool);
    await reconcile(D);
    const entries = await entriesSince(context, before.seq);
    const [activated, opened, ...work] = entries;
    expect(activated).toMatchObject({ actor: 'machine:configuration', act: 'rule-set-activated', outcome: 'done' });
    expect(opened).toMatchObject({ actor: 'command:tester', act: 'run-opened', outcome: 'new', particulars: { run: `run-${D}` } });
    expect(work.every(({ act, outcome }) => act === 'work' && outcome === 'done')).toBe(true);
    expect(new Set(work.map(machineOf))).toEqual(
      new Set(['roster', 'permit', 'read-window', 'read-cursor', 'look-up', 'verify', 'screen', 'apply', 'deliver']),
    );
    expect(work.every(({ subjects }) => subjects > 0)).toBe(true);
    const units = await context.pool.query<{ work_id: string }>('select work_id from work');
    expect(units.rows.map(({ work_id }) => work_id)).toEqual(expect.arrayContaining(work.map(({ trace }) => trace)));
    const {
      keys: { suite },
      ledger,
    } = context;
    const found = await inspectLedger(context.pool, { suite, keys: [ledger.publicKey] }, () => undefined);
    expect(found).toMatchObject({ broken: null, vouchedTo: found.to.seq });
  });

  it('can be asked by a member who looked at them, and whose statements', async () => {
    const { town, courier } = settleTown();
    town.rows.death.push(aRow(courier.sealed.idNumber, aDeath({}, { recordKey: 'death-1' }), { at: LONG_AGO }));
    const { context, reconcile } = nights(town);
    const before = await ledgerHead(context.pool);
    await reconcile(D);
    const digest = await idDigestOfMember(context.pool, courier.content.memberId);
    const looks = await looksAt(context.pool, { subject: context.ledger.subjectOf(digest ?? Buffer.alloc(0)), before: null, limit: 100 });
    const own = looks.filter(({ seq }) => seq > before.seq);
    expect(own.map(({ actor }) => actor)).toEqual(
      expect.arrayContaining(['machine:roster', 'machine:permit', 'machine:verify', 'machine:screen']),
    );
    const death = await entriesSince(context, before.seq);
    const pages = death.filter(({ particulars }) => String(particulars['unit']).startsWith('death/'));
    expect(pages.map(({ seq }) => seq).filter((seq) => own.some((look) => look.seq === seq))).toHaveLength(1);
    expect(own.find(({ seq }) => seq === pages[0]?.seq)?.sources).toEqual(['civil-affairs']);
  });
});

describe('a unit that fails', () => {
  it('leaves no entry for what it did not do, and one that says it looked', async () => {
    const { town } = settleTown();
    town.troubles.person = () => new Fault('broken', { code: 'refused', detail: 'The authority refuses.' });
    const { context, reconcile } = nights(town);
    const before = await ledgerHead(context.pool);
    await reconcile(D);
    const lookups = (await entriesSince(context, before.seq)).filter(({ particulars }) =>
      String(particulars['unit']).startsWith('person/'),
    );
    expect(lookups.length).toBeGreaterThan(0);
    expect(lookups.every(({ outcome, subjects }) => outcome === 'failed' && subjects > 0)).toBe(true);
    expect(new Set(lookups.map(({ particulars }) => particulars['attempt'])).size).toBe(lookups.length);
  });

  it('in the transaction that saves keeps nothing of it: neither its results nor its entry', async () => {
    const { town } = settleTown();
    const { context, reconcile, open, finish } = nights(town);
    const before = await ledgerHead(context.pool);
    const opened = await open(D);
    await context.pool.query(`alter table finding add constraint nothing_found check (false) not valid`);
    await finish(opened);
    await context.pool.query(`alter table finding drop constraint nothing_found`);
    const verified = (await entriesSince(context, before.seq)).filter((entry) => machineOf(entry) === 'verify');
    expect(new Set(verified.map(({ outcome }) => outcome))).toEqual(new Set(['failed']));
    await reconcile(D);
    const again = (await entriesSince(context, before.seq)).filter((entry) => machineOf(entry) === 'verify' && entry.outcome === 'done');
    expect(again.length).toBeGreaterThan(0);
  });
});

describe('authorities asked while somebody waits', () => {
  const verify = ({ sealed: { idNumber, name } }: Member, context: Context) => {
    const question = questionOf({ subject: { idNumber, name }, purpose: 'hardship-screening', freshness: 'live' });
    return verificationDesk(context).verify(question, { caller: TESTER, trace: 'trace-1', idempotencyKey: null });
  };

  it('stand in the ledger with whom they were asked about, for what, and in which request', async () => {
    const { town, poor } = settleTown();
    const { context, reconcile } = nights(town);
    await reconcile(D);
    const before = await ledgerHead(context.pool);
    await verify(poor, context);
    expect(await entriesSince(context, before.seq)).toEqual([
      expect.objectContaining({
        actor: 'machine:live',
        act: 'upstream-query',
        purpose: 'hardship-screening',
        trace: 'trace-1',
        outcome: 'asked',
        sources: ['civil-affairs', 'medical-insurance', 'social-security'],
        subjects: 1,
      }),
      expect.objectContaining({ actor: 'command:tester', act: 'verify-identity', trace: 'trace-1', subjects: 1 }),
    ]);
  });

  it('give no answer where that cannot be entered', async () => {
    const { town, poor } = settleTown();
    const { context, reconcile } = nights(town);
    await reconcile(D);
    const { ledger } = context;
    const full: Context = {
      ...context,
      ledger: { ...ledger, record: () => Promise.reject(new Fault('busy', { code: 'ledger-crowded', detail: '' })) },
    };
    await expect(verify(poor, full)).rejects.toMatchObject({ code: 'ledger-crowded' });
  });
});
