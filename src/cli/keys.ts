/** `huzheng keys`: which keys there are and what each wraps; and rotating them, while everything goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { Fault } from '../faults.ts';
import { type Rotated, type RotationProgress, rewrapUnderMaster, rotateVaultKey } from '../keys/rotate-keys.ts';
import { nextKeptKey, replaceKeptKey } from '../security/kept-key.ts';
import { holdLock } from '../storage/lock.ts';
import { peopleByVaultKey, vaultKeys } from '../storage/vault-keys.ts';
import { wrappedKeys } from '../storage/wrapped-keys.ts';
import type { Interruption } from './interruption.ts';
import { type KeysShown, keysText, type MasterRotated, progressText, rotatedText } from './keys-text.ts';
import { withContext } from './session.ts';
import { thisUser } from './this-user.ts';

interface Output {
  readonly json?: true;
}

export const keysShow = ({ json }: Output): Promise<number> =>
  withContext('tool', async (context) => {
    const shown = await keysOf(context);
    process.stdout.write(json === true ? `${JSON.stringify(shown)}\n` : keysText(shown));
    return 0;
  });

const keysOf = async ({ pool, config, keys }: Context): Promise<KeysShown> => {
  const people = await peopleByVaultKey(pool);
  const [vault, kept] = [await vaultKeys(pool), await wrappedKeys(pool)];
  return keys.withMasterKey(async (master) => {
    await master.check();
    return {
      suite: keys.suite.name,
      masterKey: { kind: config.masterKey.kind, id: master.id },
      vaultKeys: vault.map(({ version, inUse, wrapped }) => ({
        version,
        inUse,
        people: people.get(version) ?? 0,
        wrappedBy: master.idOn(wrapped),
      })),
      otherKeys: kept.map(({ name, wrapped }) => ({ name, wrappedBy: master.idOn(wrapped) })),
    };
  });
};

export const keysRotate = ({ json }: Output, { signal }: Interruption): Promise<number> =>
  withContext('tool', async (context) => {
    const lock = await holdLock(context.line, 'keys-rotate');
    if (lock === null) throw rotatedElsewhere();
    try {
      const master = await rotateMasterKey(context);
      const vault = await rotateVault(context, signal);
      await recordRotation(context, vault);
      process.stdout.write(
        json === true ? `${JSON.stringify({ ...master, vaultKey: vault })}\n` : rotatedText({ ...master, vaultKey: vault }),
      );
      return 0;
    } finally {
      await lock.release();
    }
  });

/** On the embedded default the next key is made here and becomes the one; else `HUZHENG_KEY` is it, and `HUZHENG_KEY_PREVIOUS` was. */
const rotateMasterKey = async ({ config: { masterKey }, pool, keys }: Context): Promise<MasterRotated> => {
  if (masterKey.kind === 'given' && masterKey.previous === null) return { masterKey: 'vault-only', rewrapped: 0 };
  if (masterKey.kind === 'kept') await nextKeptKey(masterKey.path);
  const rewrapped = await keys.withMasterKey(async (master) => {
    await master.check();
    return rewrapUnderMaster(pool, master);
  });
  if (masterKey.kind === 'kept') await replaceKeptKey(masterKey.path);
  return { masterKey: rewrapped > 0 || masterKey.kind === 'kept' ? 'replaced' : 'already', rewrapped };
};

const LOOK_AGAIN_MS = 200;

const rotateVault = ({ pool, keys }: Context, signal: AbortSignal): Promise<Rotated> =>
  keys.withMasterKey((master) =>
    rotateVaultKey({
      pool,
      vault: keys.vault,
      master,
      signal,
      pause: async () => void (await sleep(LOOK_AGAIN_MS, undefined, { signal })),
      progress: (at: RotationProgress) => void process.stderr.write(`${progressText(at)}\n`),
    }),
  );

/** The act `keys-rotated` goes on record here, once it is complete. */
const recordRotation = async ({ log, ledger }: Context, { version, people }: Rotated): Promise<void> => {
  log.keysRotated({ version, people });
  await ledger.record({
    caller: thisUser(),
    act: 'keys-rotated',
    purpose: null,
    subjects: [],
    sources: [],
    outcome: 'done',
    trace: null,
    particulars: { version, people },
  });
};

const rotatedElsewhere = (): Fault =>
  new Fault('conflict', {
    code: 'rotation-under-way',
    detail: 'Keys are being rotated by another process; wait for it, or end it and run this again.',
  });
