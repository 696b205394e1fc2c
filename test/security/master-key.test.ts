import { randomBytes, randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/faults.ts';
import { type MasterKey, softwareMasterKey } from '../../src/security/keys.ts';
import { SUITES } from '../../src/security/suites.ts';
import { masterKeyContract } from './master-key-contract.ts';

for (const suite of Object.values(SUITES)) {
  const roots = new WeakMap<MasterKey, Buffer>();
  const of = (root: Buffer): MasterKey => {
    const key = softwareMasterKey(root, suite);
    roots.set(key, root);
    return key;
  };
  masterKeyContract(`software under ${suite.name}`, {
    fresh: async () => of(randomBytes(32)),
    same: async (key) => of(roots.get(key) ?? Buffer.alloc(32)),
  });
}

/** A machine across the network: keys never leave it, it is called by name and version, it takes its time, and it may be away. */
const cipherMachine = () => {
  const keys = new Map<string, MasterKey>();
  let away = false;
  const call = async <T>(id: string, act: (key: MasterKey) => Promise<T>): Promise<T> => {
    for (let turn = 0; turn < 3; turn += 1) await nextTurn();
    if (away) throw new Fault('busy', { code: 'cipher-machine-away', detail: 'The cipher machine does not answer.' });
    const key = keys.get(id);
    if (key === undefined) throw new Fault('denied', { code: 'cipher-machine-refuses', detail: 'The cipher machine has no such key.' });
    return act(key);
  };
  const connect = (id: string): MasterKey => ({
    id,
    wrap: (key, context) => call(id, (held) => held.wrap(key, context)),
    unwrap: (wrapped, context) => call(id, (held) => held.unwrap(wrapped, context)),
    check: () => call(id, (held) => held.check()),
  });
  return {
    connect,
    newKey: (): MasterKey => {
      const id = `machine/${randomUUID()}/v1`;
      keys.set(id, softwareMasterKey(randomBytes(32), SUITES.sm));
      return connect(id);
    },
    setAway: (now: boolean) => {
      away = now;
    },
  };
};

const machine = cipherMachine();
masterKeyContract('a machine across the network', {
  fresh: async () => machine.newKey(),
  same: async ({ id }) => machine.connect(id),
});

describe('a machine across the network', () => {
  it('that is away is busy, which is tried again; what it wrapped unwraps when it is back', async () => {
    const master = machine.newKey();
    const key = randomBytes(32);
    const wrapped = await master.wrap(key, 'vault');
    machine.setAway(true);
    for (const asked of [master.check(), master.unwrap(wrapped, 'vault'), master.wrap(key, 'vault')])
      await expect(asked).rejects.toMatchObject({ kind: 'busy' });
    machine.setAway(false);
    expect(await master.unwrap(wrapped, 'vault')).toEqual(key);
  });

  it('that has no such key denies, at the check already', async () => {
    await expect(machine.connect('machine/gone/v1').check()).rejects.toMatchObject({ kind: 'denied' });
  });
});
