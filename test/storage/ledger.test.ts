import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Instant } from '../../src/domain/period.ts';
import { CHECKPOINT_EVERY } from '../../src/security/ledger/checkpoint.ts';
import type { Inspected } from '../../src/security/ledger/inspect.ts';
import type { LedgerKeys } from '../../src/security/ledger/keys.ts';
import type { Clause } from '../../src/storage/clause.ts';
import { inTransaction, openPool } from '../../src/storage/database.ts';
import { listEntries, looksAt } from '../../src/storage/ledger-reading.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { digestOf, draftAbout, inspected, ledgerKeys, type Scribe, scribeOn } from '../support/ledgers.ts';
import { until } from '../support/nights.ts';

let database: TestDatabase;
let pool: pg.Pool;
let keys: LedgerKeys;
let scribe: Scribe;
const openLedger = async (): Promise<void> => {
  database = await createDatabase();
  ({ pool } = database);
  keys = ledgerKeys();
  scribe = scribeOn(pool, keys);
};
const dropLedger = (): Promise<void> => database.drop();
const eachWithItsOwn = (): void => {
  beforeEach(openLedger);
  afterEach(dropLedger);
};

const record = async (...people: readonly string[]): Promise<void> => {
  for (const person of people) await scribe.ledger.record(draftAbout(person));
};

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `person ${index}`);

const numbers = async (): Promise<readonly number[]> => {
  const { rows } = await pool.query<{ seq: number }>('select seq from ledger_entry order by seq');
  return rows.map(({ seq }) => seq);
};

/** A change that can be made once. */
const setting = (name: string): Clause => ({
  name: 'setting_made',
  text: ($) => `insert into setting (name, value) values (${$(1)}::text, '') returning 1`,
  values: [name],
});

const settings = async (): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ name: string }>('select name from setting');
  return rows.map(({ name }) => name);
};

describe('whoever records', () => {
  eachWithItsOwn();

  it('is answered once the entry is there, and whoever was looked at finds it', async () => {
    await scribe.ledger.record(draftAbout('one', 'other', 'one'));
    await record('other');
    const subject = scribe.ledger.subjectOf(digestOf('other'));
    const looks = await looksAt(pool, { subject, before: null, limit: 10 });
    expect(looks.map(({ seq, actor, purpose, sources }) => ({ seq, actor, purpose, sources }))).toEqual(
      [2, 1].map((seq) => ({
        seq,
        actor: 'client:aid-system',
        purpose: 'hardship-screening',
        sources: ['civil-affairs', 'social-security'],
      })),
    );
    expect(await looksAt(pool, { subject, before: 2, limit: 10 })).toHaveLength(1);
  });

  it('may name whom it looked at as the ledger calls them: each once, and found like everybody else', async () => {
    const [one, other] = [digestOf('one'), digestOf('other')].map(scribe.ledger.subjectOf);
    await scribe.ledger.record({ ...draftAbout('one'), ledgerSubjects: [other ?? '', one ?? ''] });
    expect(await looksAt(pool, { subject: other ?? '', before: null, limit: 10 })).toHaveLength(1);
    const [entry] = await listEntries(pool, { actor: null, act: null, from: null, to: null, before: null, limit: 1 });
    expect(entry?.subjects).toBe(2);
    expect(await inspected(pool, keys)).toMatchObject({ broken: null });
  });

  it('leaves no number out and none twice, however many write from several connections at once', async () => {
    const pools = Array.from({ length: 4 }, () => openPool(database.line, 2));
    const writers = pools.map((own) => scribeOn(own, keys).ledger);
    await Promise.all(writers.flatMap((ledger, writer) => many(100).map((person) => ledger.record(draftAbout(`${person} of ${writer}`)))));
    await Promise.all(
      many(20).map((person) => inTransaction(pool, (tx) => scribe.ledger.append(tx, [draftAbout(person), draftAbout(person)]))),
    );
    await Promise.all(pools.map((own) => own.end()));
    expect(await numbers()).toEqual(Array.from({ length: 440 }, (_, index) => index + 1));
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('is entered once, with what is changed together with it, where somebody else appended since', async () => {
    const other = scribeOn(pool, keys).ledger;
    const mine = many(20);
    await record(...mine);
    await other.record(draftAbout('another’s'));
    await scribe.ledger.recordWith([draftAbout('after it')], [setting('noted')]);
    expect(await settings()).toEqual(['noted']);
    expect(await numbers()).toEqual([...mine, 'another’s', 'after it'].map((_, index) => index + 1));
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('waits for nobody who was sent before, and is refused alone: what is changed with it is not changed either', async () => {
    await record(...many(20));
    const sent = ['a', 'b', 'a', 'c'].map((name) => scribe.ledger.recordWith([draftAbout(name)], [setting(name)]));
    const refused = (await Promise.allSettled(sent)).map(({ status }) => status === 'rejected');
    expect(refused).toEqual([false, false, true, false]);
    expect((await settings()).toSorted()).toEqual(['a', 'b', 'c']);
    expect(await numbers()).toHaveLength(23);
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('is refused, with all who were sent behind it, where its connection is dropped before it is written; nothing of them is left, and it goes on', async () => {
    await record(...many(20));
    const holder = await pool.connect();
    await holder.query('begin');
    await holder.query('select from ledger_head for update');
    const sent = Promise.allSettled(['a', 'b', 'c'].map((name) => scribe.ledger.recordWith([draftAbout(name)], [setting(name)])));
    await until(async () => {
      const { rowCount } = await pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rowCount === 1;
    });
    expect((await sent).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await holder.query('rollback');
    holder.release();
    expect(await settings()).toEqual([]);
    await scribe.ledger.recordWith([draftAbout('a')], [setting('a')]);
    expect(await settings()).toEqual(['a']);
    expect(await numbers()).toHaveLength(21);
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('leaves no number out, however many are sent at once by several processes', async () => {
    const pools = Array.from({ length: 3 }, () => openPool(database.line, 4));
    const writers = pools.map((own) => scribeOn(own, keys).ledger);
    await Promise.all(
      writers.flatMap((ledger, writer) =>
        many(60).map((person) => ledger.recordWith([draftAbout(person), draftAbout(`${person} too`)], [setting(`${person} of ${writer}`)])),
      ),
    );
    await Promise.all(pools.map((own) => own.end()));
    expect(await settings()).toHaveLength(180);
    expect(await numbers()).toEqual(Array.from({ length: 360 }, (_, index) => index + 1));
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('asks where the chain stands until nobody else has appended for a while, then no more: over a checkpoint too, not into another month', async () => {
    const asked = vi.spyOn(pg.Client.prototype, 'query');
    const holds = (): number => asked.mock.calls.filter(([one]) => JSON.stringify(one).includes('ledger-hold')).length;
    await record(...many(20));
    const before = holds();
    expect(before).toBeLessThan(20);
    await Promise.all(many(CHECKPOINT_EVERY).map((person) => scribe.ledger.record(draftAbout(person))));
    await record('another');
    expect(holds()).toBe(before);
    scribe.setClock('2026-12-01T00:00:00.000Z' as Instant);
    await record('in December');
    expect(holds()).toBe(before + 1);
    asked.mockRestore();
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, to: { seq: CHECKPOINT_EVERY + 22 } });
  });

  it('is refused, with all who were written together, where the database refuses; afterwards it goes on without a gap', async () => {
    await record('one');
    await pool.query(`alter table ledger_entry add constraint no_two check (seq <> 2) not valid`);
    const refused = await Promise.allSettled(['a', 'b'].map((person) => scribe.ledger.record(draftAbout(person))));
    expect(refused.map((one) => one.status === 'rejected' && one.reason)).toEqual(
      [1, 2].map(() => expect.objectContaining({ kind: 'busy', code: 'ledger-unwritten' })),
    );
    await pool.query(`alter table ledger_entry drop constraint no_two`);
    await record('c');
    expect(await numbers()).toEqual([1, 2]);
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('is refused once the ledger is closed; what had been taken is written first, and signed', async () => {
    const taken = many(50).map((person) => scribe.ledger.record(draftAbout(person)));
    await scribe.ledger.close();
    await Promise.all(taken);
    await expect(scribe.ledger.record(draftAbout('late'))).rejects.toMatchObject({ code: 'ledger-closed' });
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, to: { seq: 50 }, vouchedTo: 50 });
  });

  it('leaves in order even where the database is gone: whoever writes next signs', async () => {
    const own = openPool(database.line, 2);
    const { ledger, leftUnsigned } = scribeOn(own, keys);
    await ledger.record(draftAbout('one'));
    await own.end();
    await ledger.close();
    expect(leftUnsigned).toHaveLength(1);
    await record('two');
    await scribe.ledger.close();
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, vouchedTo: 2 });
  });

  it('with a clock behind that of another process is not earlier than the entry before', async () => {
    await record('one');
    scribe.setClock('2026-11-01T00:00:00.000Z' as Instant);
    await record('two');
    const entries = await listEntries(pool, { actor: null, act: null, from: null, to: null, before: null, limit: 10 });
    expect(new Set(entries.map(({ at }) => at)).size).toBe(1);
  });
});

describe('a writer', () => {
  eachWithItsOwn();

  it('that is killed leaves whole entries only, and every one it was answered about', async () => {
    const script = fileURLToPath(new URL('../support/ledger-scribe.ts', import.meta.url));
    const child = spawn(process.execPath, [script, database.url, 'killed'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const answered: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(line);
      if (answered.length === 100) child.kill('SIGKILL');
    }
    await ended;
    await record('after');
    const entries = await listEntries(pool, { actor: null, act: null, from: null, to: null, before: null, limit: 100_000 });
    const written = new Set(entries.map(({ particulars }) => particulars['person']));
    expect(answered.filter((person) => !written.has(person))).toEqual([]);
    expect(await numbers()).toEqual(entries.map((_, index) => index + 1));
    expect((await inspected(pool, keys)).broken).toBeNull();
  });

  it('whose transaction is undone leaves neither an entry nor a number', async () => {
    await record('one');
    const undone = inTransaction(pool, async (tx) => {
      await scribe.ledger.append(tx, [draftAbout('two')]);
      throw new Error('after the append');
    });
    await expect(undone).rejects.toThrow('after the append');
    await record('three');
    expect(await numbers()).toEqual([1, 2]);
    expect(await looksAt(pool, { subject: scribe.ledger.subjectOf(digestOf('two')), before: null, limit: 1 })).toEqual([]);
  });
});

describe('the database', () => {
  beforeAll(async () => {
    await openLedger();
    await record(...many(5));
    await scribe.ledger.sign(pool);
    await record(...many(5));
    await scribe.ledger.sign(pool);
  });
  afterAll(dropLedger);

  const REFUSED = [
    `update ledger_entry set outcome = 'mismatch'`,
    `delete from ledger_entry`,
    `truncate ledger_entry`,
    `truncate ledger_entry_2026_11`,
    `update ledger_subject set seq = 2`,
    `delete from ledger_subject`,
    `truncate ledger_subject_2026_11`,
    `delete from ledger_checkpoint`,
    `update ledger_checkpoint set signature = ''`,
    `delete from ledger_head`,
  ];

  it.each(REFUSED)('refuses: %s', async (statement) => {
    await expect(pool.query(statement)).rejects.toThrow('the audit ledger is append-only');
  });

  /** Its owner can lift what refuses them. Undone afterwards. */
  const foundAfter = async (statement: string): Promise<Inspected> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query('set local session_replication_role = replica');
      await client.query(statement);
      return await inspected(client, keys);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it.each([
    {
      does: 'altering an outcome',
      statement: `update ledger_entry set outcome = 'mismatch' where seq = 4`,
      broken: { seq: 4, reason: 'altered' },
    },
    {
      does: 'altering who it was',
      statement: `update ledger_entry set actor = 'client:other' where seq = 4`,
      broken: { seq: 4, reason: 'altered' },
    },
    {
      does: 'flipping one bit of a hash',
      statement: `update ledger_entry set hash = set_bit(hash, 77, 1 - get_bit(hash, 77)) where seq = 4`,
      broken: { seq: 4, reason: 'altered' },
    },
    {
      does: 'flipping one bit of what binds it',
      statement: `update ledger_entry set previous = set_bit(previous, 0, 1 - get_bit(previous, 0)) where seq = 4`,
      broken: { seq: 4, reason: 'altered' },
    },
    { does: 'taking an entry away', statement: `delete from ledger_entry where seq = 4`, broken: { seq: 4, reason: 'missing' } },
    { does: 'cutting the tail', statement: `delete from ledger_entry where seq > 8`, broken: { seq: 9, reason: 'missing' } },
    {
      does: 'taking a subject away',
      statement: `delete from ledger_subject where seq = 4`,
      broken: { seq: 4, reason: 'subjects-altered' },
    },
    {
      does: 'adding a subject',
      statement: `insert into ledger_subject select decode(repeat('ab', 16), 'hex'), seq, at from ledger_entry where seq = 4`,
      broken: { seq: 4, reason: 'subjects-altered' },
    },
    {
      does: 'adding an entry',
      statement: `insert into ledger_entry select seq, at + interval '1 ms', actor, act, purpose, sources, outcome, trace, particulars, subjects, subjects_hash, previous, hash from ledger_entry where seq = 4`,
      broken: { seq: 4, reason: 'inserted' },
    },
    {
      does: 'altering a signature',
      statement: `update ledger_checkpoint set signature = set_bit(signature, 9, 1 - get_bit(signature, 9)) where seq = 5`,
      broken: { seq: 5, reason: 'checkpoint-unsigned' },
    },
    {
      does: 'setting the head back',
      statement: `update ledger_head set (seq, hash) = (select seq, hash from ledger_entry where seq = 8)`,
      broken: { seq: 9, reason: 'inserted' },
    },
    {
      does: 'cutting the tail and setting the head back, but for a checkpoint',
      statement: `with cut as (delete from ledger_entry where seq > 8) update ledger_head set (seq, hash) = (select seq, hash from ledger_entry where seq = 8)`,
      broken: { seq: 9, reason: 'missing' },
    },
  ])('whoever gets round that by $does is found', async ({ statement, broken }) => {
    expect((await foundAfter(statement)).broken).toEqual(broken);
  });
});

const dropBefore = async (keptFrom: string): Promise<number | undefined> => {
  const { rows } = await pool.query<{ dropped: number }>('select ledger_drop_before($1) as dropped', [keptFrom]);
  return rows[0]?.dropped;
};

describe('checkpoints', () => {
  eachWithItsOwn();

  it('are signed at least every thousand entries', async () => {
    const ledger = scribe.ledger;
    await Promise.all(many(2 * CHECKPOINT_EVERY + 1).map((person) => ledger.record(draftAbout(person))));
    expect(scribe.signed.length).toBeGreaterThanOrEqual(2);
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, to: { seq: 2 * CHECKPOINT_EVERY + 1 } });
  });

  it('stand where a month ends, so that what is left of a ledger whose old months were dropped is verified from there', async () => {
    scribe.setClock('2025-09-30T23:59:59.999Z' as Instant);
    await record(...many(3));
    scribe.setClock('2025-10-01T00:00:00.000Z' as Instant);
    await record(...many(4));
    scribe.setClock('2026-11-23T00:00:00.000Z' as Instant);
    await record(...many(2));
    expect(scribe.signed.map(({ seq }) => seq)).toEqual([3, 7]);
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, from: 0, to: { seq: 9 } });
    expect(await dropBefore('2025-09-30T00:00:00Z')).toBe(0);
    expect(await dropBefore('2025-10-31T00:00:00Z')).toBe(1);
    expect(await inspected(pool, keys)).toMatchObject({ broken: null, from: 3, to: { seq: 9 } });
    await expect(dropBefore('2200-01-01T00:00:00Z')).rejects.toThrow('at least six months');
  });
});
