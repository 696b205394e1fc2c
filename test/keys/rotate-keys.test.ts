/** `huzheng keys rotate` in processes of its own, beside processes that go on, killed where it hurts most. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { inTransaction } from '../../src/storage/database.ts';
import { databaseFault } from '../../src/storage/database-faults.ts';
import { ensurePeople } from '../../src/storage/people.ts';
import type { Command } from '../journeys/huzheng.ts';
import { until } from '../support/nights.ts';
import { BOTH, expectAllOpen, type KeyStage, makePeople, NEW, OLD, openKeyStage, peopleUnder, type SealedPerson } from './people.ts';

const PEOPLE = 1_200;
/** Of the people in order, one whom the second batch of a rotation comes to. */
const IN_THE_SECOND_BATCH = `select 1 from person where person_key = (select person_key from person order by person_key offset 700 limit 1) for update`;

let stage: KeyStage;
let running: Context;
let people: readonly SealedPerson[];
beforeEach(async () => {
  stage = await openKeyStage();
  running = await stage.context();
  people = await makePeople(running, PEOPLE);
});
afterEach(() => stage.clear());

const rotate = (variables: Readonly<Record<string, string>> = {}): Command => stage.start(['keys', 'rotate'], variables);
const rotated = async (variables: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { code, stdout, stderr } = await rotate(variables).ended;
  expect(code, stderr).toBe(0);
  return stdout + stderr;
};

describe('a rotation of the vault key', () => {
  it('re-wraps everybody while processes go on, says how far it is, destroys the old key, and asks for a new HUZHENG_KEY where none is given', async () => {
    const said = await rotated();
    expect(said).toContain('set HUZHENG_KEY to a new one and HUZHENG_KEY_PREVIOUS to the old');
    expect(said.match(/^people re-wrapped .*/gm)).toEqual([
      'people re-wrapped  500 of 1200',
      'people re-wrapped  1000 of 1200',
      'people re-wrapped  1200 of 1200',
    ]);
    expect(said).toContain('Vault key 2 is in use, 1200 people were re-wrapped, and the old one is destroyed.');
    expect(await peopleUnder(running.pool)).toEqual({ 2: PEOPLE });
    await expectAllOpen(running, people);
    await expectAllOpen(await stage.context(), people);
    const newcomers = await makePeople(running, 3);
    expect(await peopleUnder(running.pool)).toEqual({ 2: PEOPLE + 3 });
    await expectAllOpen(running, newcomers);
  });

  it('is refused to a second, and killed in the midst of people leaves everybody readable; it is said to be unfinished, and the same again ends it', async () => {
    const letGo = await stage.hold(IN_THE_SECOND_BATCH);
    const killed = rotate();
    await killed.says(/^people re-wrapped {2}500 of 1200/);
    const second = await rotate().ended;
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('rotated by another process')]);
    await killed.kill();
    expect((await stage.start(['keys', 'show']).ended).stdout).toContain('`huzheng keys rotate` goes on with it');
    expect(await peopleUnder(running.pool)).toEqual({ 1: 700, 2: 500 });
    const started = await stage.context();
    await expectAllOpen(running, people);
    await expectAllOpen(started, people);
    const newcomers = await makePeople(running, 2);
    await letGo();
    expect(await rotated()).toContain('Vault key 2 is in use, 700 people were re-wrapped');
    expect(await peopleUnder(running.pool)).toEqual({ 2: PEOPLE + 2 });
    for (const context of [running, started]) await expectAllOpen(context, [...people, ...newcomers]);
  });

  it('killed as the old key is about to be destroyed has destroyed nothing, and the same again does', async () => {
    const letGo = await stage.hold(`select 1 from vault_key where version = 1 for update`);
    const killed = rotate();
    await killed.says(/^people re-wrapped {2}1200 of 1200/);
    await killed.kill();
    expect(await peopleUnder(running.pool)).toEqual({ 1: 0, 2: PEOPLE });
    await letGo();
    expect(await rotated()).toContain('Vault key 2 is in use, 0 people were re-wrapped');
    expect(await peopleUnder(running.pool)).toEqual({ 2: PEOPLE });
    await expectAllOpen(running, people);
  });

  it('re-wraps everybody whose key opens, names one that does not, and keeps the old key for them', async () => {
    const damaged = people[7]?.personKey;
    await running.pool.query(
      `update person set wrapped_key = set_byte(wrapped_key, 40, get_byte(wrapped_key, 40) # 1) where person_key = $1`,
      [damaged],
    );
    const { code, stderr } = await rotate().ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining(`1 people's keys do not open, the first is of person ${damaged}`)]);
    expect(await peopleUnder(running.pool)).toEqual({ 1: 1, 2: PEOPLE - 1 });
  });

  it('leaves look-up digests as they are: every one in the database depends on their key', async () => {
    const before = running.lookup.digest('identity-number', '11010519491231002X');
    await running.close();
    await rotated(BOTH);
    const after = await stage.context({ HUZHENG_KEY: NEW });
    expect(after.lookup.digest('identity-number', '11010519491231002X')).toEqual(before);
  });
});

describe('a process', () => {
  it('whose people would be under a destroyed key is refused, asked to try again, and saves nothing', async () => {
    const [personKey, stale] = [randomUUID(), running.vault.newPersonKey(randomUUID())];
    await rotated();
    const saved = inTransaction(running.pool, (tx) => ensurePeople(tx, [{ personKey, idDigest: randomBytes(32), wrappedKey: stale }]));
    const thrown: unknown = await saved.catch(databaseFault);
    expect(thrown).toMatchObject({ kind: 'busy', code: 'vault-key-destroyed' });
    expect(await peopleUnder(running.pool)).toEqual({ 2: PEOPLE });
  });

  it('that lost its connection takes up by itself what changed meanwhile', async () => {
    await running.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'huzheng-keys' and datname = current_database()`,
    );
    await rotated();
    await until(async () => running.keys.vault.newPersonKey(randomUUID()).readUInt16BE() === 2);
    await expectAllOpen(running, people);
  });
});

describe('a new HUZHENG_KEY', () => {
  it('is accepted beside the old one until the rotation has ended, and alone afterwards', async () => {
    await running.close();
    const both = await stage.context(BOTH);
    await expectAllOpen(both, people);
    const others = [await both.keys.wrapped('ledger'), await both.keys.wrapped('token-key/1'), await both.keys.wrapped('token-key/2')];
    expect(await rotated(BOTH)).toContain('The master key is replaced; backups made before still need the old one.');
    await expectAllOpen(both, people);
    const alone = await stage.context({ HUZHENG_KEY: NEW });
    await expectAllOpen(alone, people);
    expect([await alone.keys.wrapped('ledger'), await alone.keys.wrapped('token-key/1'), await alone.keys.wrapped('token-key/2')]).toEqual(
      others,
    );
    await expect(stage.context({ HUZHENG_KEY: OLD })).rejects.toMatchObject({ kind: 'denied', code: 'other-master-key' });
  });

  it('waits for a process that has the old one alone, and goes on once that is gone', async () => {
    const rotating = rotate(BOTH);
    await rotating.says(/^waiting for 1 process to take up the new key; .*has to be restarted/);
    await expectAllOpen(running, people);
    expect(await peopleUnder(running.pool)).toEqual({ 1: PEOPLE, 2: 0 });
    await running.close();
    expect((await rotating.ended).code).toBe(0);
    await expectAllOpen(await stage.context({ HUZHENG_KEY: NEW }), people);
  });

  it('interrupted while it waits, it ends as a shell expects, and nobody is locked out; killed, the same again goes on with the vault key it had announced', async () => {
    const waiting = rotate(BOTH);
    await waiting.says(/^waiting for 1 process/);
    waiting.interrupt();
    expect((await waiting.ended).code).toBe(130);
    await expectAllOpen(running, people);
    const both = await stage.context(BOTH);
    await expectAllOpen(both, people);
    await both.close();
    const killed = rotate(BOTH);
    await killed.says(/^waiting for 1 process/);
    await killed.kill();
    await running.close();
    expect(await rotated(BOTH)).toContain('Vault key 2 is in use');
    await expectAllOpen(await stage.context({ HUZHENG_KEY: NEW }), people);
  });

  it('is not rotated to while a key wrapped by the old one would be left behind', async () => {
    const astray = await running.keys.wrapping.wrap(randomBytes(32), 'elsewhere');
    await running.pool.query(`insert into setting (name, value) values ('elsewhere', $1)`, [astray]);
    const { code, stderr } = await rotate(BOTH).ended;
    expect([code, stderr]).toEqual([1, expect.stringContaining('The setting elsewhere is wrapped by the master key')]);
    await expectAllOpen(await stage.context(), people);
  });
});

describe('keys show', () => {
  it('names each key, what wraps it and how many people are under it, and never a key', async () => {
    const { stdout } = await stage.start(['keys', 'show', '--json']).ended;
    const shown = JSON.parse(stdout) as { readonly masterKey: { readonly id: string } };
    const { id } = shown.masterKey;
    expect(shown).toEqual({
      suite: 'standard',
      masterKey: { kind: 'given', id: expect.stringMatching(/^[0-9a-f]{16}$/) },
      vaultKeys: [{ version: 1, inUse: true, people: PEOPLE, wrappedBy: id }],
      otherKeys: ['ledger', 'ledger-signing', 'look-up'].map((name) => ({ name, wrappedBy: id })),
    });
    const { stdout: text } = await stage.start(['keys', 'show']).ended;
    expect(text).toContain('vault key 1  wraps the keys of 1200 people');
    for (const key of [OLD, NEW]) expect(text + stdout).not.toContain(key);
  });
});
