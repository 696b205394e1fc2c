/**
 * Rotating keys while everything runs: what the master key wraps is wrapped under the newest one, and every person's key under a new vault key,
 * whereupon the old vault key is destroyed. Interrupted anywhere, the same again goes on. No record is touched, and neither are the look-up
 * and ledger keys themselves: every digest and every signature in the database depends on them.
 */
import type pg from 'pg';
import { Fault } from '../faults.ts';
import { freshKey, isWrapped, type MasterKeyRing } from '../security/keys.ts';
import type { Vault } from '../security/sealing.ts';
import { inTransaction, type Tx } from '../storage/database.ts';
import { settings } from '../storage/settings.ts';
import { holdersBefore } from '../storage/vault-holders.ts';
import {
  announceVaultKey,
  destroyVaultKeysBefore,
  peopleByVaultKey,
  peopleToRewrap,
  replacePersonKeys,
  replaceVaultKey,
  useVaultKey,
  type VaultKeyRow,
  vaultKeys,
  type WrappedPerson,
} from '../storage/vault-keys.ts';
import { replaceWrappedKey, wrappedKeysToChange } from '../storage/wrapped-keys.ts';
import { contextOf, VAULT_CONTEXT } from './open-keys.ts';

export interface Rotating {
  readonly pool: pg.Pool;
  readonly vault: Vault;
  readonly master: MasterKeyRing;
  readonly signal: AbortSignal;
  /** Waits a moment before looking again at what other processes do. */
  readonly pause: () => Promise<void>;
  readonly progress: (at: RotationProgress) => void;
}

export type RotationProgress =
  | { readonly step: 'waiting'; readonly processes: number }
  | { readonly step: 'people'; readonly done: number; readonly all: number };

/** How many keys were wrapped under another master key and now are under the newest. In one transaction: all of them or none. */
export const rewrapUnderMaster = (pool: pg.Pool, master: MasterKeyRing): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const anew = async (wrapped: Buffer, context: string) => master.wrap(await master.unwrap(wrapped, context), context);
    const isOld = ({ wrapped }: { readonly wrapped: Buffer }): boolean => master.idOn(wrapped) !== master.id;
    const stray = (await settings(tx)).find(({ value }) => isWrapped(value));
    if (stray !== undefined) throw astray(stray.name);
    const kept = (await wrappedKeysToChange(tx)).filter(isOld);
    const vault = (await vaultKeys(tx)).filter(isOld);
    for (const { name, wrapped } of kept) await replaceWrappedKey(tx, { name, wrapped: await anew(wrapped, contextOf(name)) });
    for (const { version, wrapped } of vault) await replaceVaultKey(tx, { version, wrapped: await anew(wrapped, VAULT_CONTEXT) });
    return kept.length + vault.length;
  });

/** Rotating would leave it behind under a key that is about to be thrown away. */
const astray = (name: string): Fault =>
  new Fault('bug', {
    code: 'wrapped-key-astray',
    detail: `The setting ${name} is wrapped by the master key, and is not among the wrapped keys; nothing was changed. Please report this.`,
  });

export interface Rotated {
  readonly version: number;
  readonly people: number;
}

/** Answers once the old vault key is destroyed. An interrupted rotation is gone on with, not begun anew. */
export const rotateVaultKey = async (rotating: Rotating): Promise<Rotated> => {
  const { pool } = rotating;
  const { version, inUse } = await keyUnderWay(rotating);
  if (!inUse) {
    await everyoneHas(version, rotating);
    await useVaultKey(pool, version);
  }
  let people = 0;
  do people += await rewrapPeople(version, rotating);
  while (!(await destroyVaultKeysBefore(pool, version)));
  return { version, people };
};

const keyUnderWay = async ({ pool, master }: Rotating): Promise<Omit<VaultKeyRow, 'wrapped'>> => {
  const rows = await vaultKeys(pool);
  const newest = rows.at(-1);
  if (rows.length > 1 && newest !== undefined) return newest;
  const version = (newest?.version ?? 0) + 1;
  await announceVaultKey(pool, { version, wrapped: await master.wrap(freshKey(), VAULT_CONTEXT) });
  return { version, inUse: false };
};

/** Nobody's key is wrapped by what another process could not unwrap. */
const everyoneHas = async (version: number, { pool, signal, pause, progress }: Rotating): Promise<void> => {
  for (let said: number | null = null; ; ) {
    signal.throwIfAborted();
    const processes = await holdersBefore(pool, version);
    if (processes === 0) return;
    // Most take it up before anybody looks twice.
    if (said !== null && processes !== said) progress({ step: 'waiting', processes });
    said = said === null ? 0 : processes;
    await pause();
  }
};

const BATCH = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** A pass over everybody, a transaction a batch. Whoever comes under the old key meanwhile is met by the next pass. */
const rewrapPeople = async (version: number, { pool, vault, signal, progress }: Rotating): Promise<number> => {
  const counted = await peopleByVaultKey(pool);
  const all = [...counted.values()].reduce((sum, people) => sum + people, 0);
  let done = counted.get(version) ?? 0;
  const unreadable: string[] = [];
  let rewrapped = 0;
  for (let after = BEFORE_ALL; ; ) {
    signal.throwIfAborted();
    const batch = await inTransaction(pool, (tx) => rewrapBatch(tx, { version, after, vault }));
    if (batch.last === null) break;
    after = batch.last;
    done += batch.rewrapped;
    rewrapped += batch.rewrapped;
    unreadable.push(...batch.unreadable);
    progress({ step: 'people', done, all: Math.max(all, done) });
  }
  if (unreadable.length > 0) throw notRewrapped(unreadable);
  return rewrapped;
};

interface BatchDone {
  /** Null: nobody was left. */
  readonly last: string | null;
  readonly rewrapped: number;
  readonly unreadable: readonly string[];
}

const rewrapBatch = async (
  tx: Tx,
  { version, after, vault }: { readonly version: number; readonly after: string; readonly vault: Vault },
): Promise<BatchDone> => {
  const people = await peopleToRewrap(tx, { under: version, after, size: BATCH });
  const rewrapped: WrappedPerson[] = [];
  const unreadable: string[] = [];
  for (const { personKey, wrappedKey } of people) {
    const anew = rewrappedOrNull(vault, { personKey, wrappedKey }, version);
    if (anew === null) unreadable.push(personKey);
    else rewrapped.push({ personKey, wrappedKey: anew });
  }
  await replacePersonKeys(tx, rewrapped);
  return { last: people.at(-1)?.personKey ?? null, rewrapped: rewrapped.length, unreadable };
};

/** A broken row costs itself, not the rotation of everybody else. */
const rewrappedOrNull = (vault: Vault, { personKey, wrappedKey }: WrappedPerson, version: number): Buffer | null => {
  try {
    return vault.rewrap(personKey, wrappedKey, version);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.code === 'seal-broken') return null;
    throw thrown;
  }
};

const notRewrapped = (people: readonly string[]): Fault =>
  new Fault('broken', {
    code: 'people-not-rewrapped',
    detail: `${people.length} people's keys do not open, the first is of person ${people[0]}: their rows in the table person were altered. Everybody else is under the new vault key; the old one is kept until these rows are restored from a backup, then run this again.`,
  });
