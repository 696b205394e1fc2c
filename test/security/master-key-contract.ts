/** What every master key keeps to, whatever stands behind it: software, a cipher machine (密码机), a key service. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MasterKey, masterKeyRing } from '../../src/security/keys.ts';

export interface MasterKeyMaker {
  /** A key of its own each time. */
  readonly fresh: () => Promise<MasterKey>;
  /** Another connection, or process, with the same key. */
  readonly same: (key: MasterKey) => Promise<MasterKey>;
}

export const masterKeyContract = (name: string, { fresh, same }: MasterKeyMaker): void => {
  describe(`${name} as a master key`, () => {
    it('unwraps what it wrapped, in another process too, for keys of every length that is wrapped', async () => {
      const master = await fresh();
      const elsewhere = await same(master);
      for (const length of [16, 32, 48, 512]) {
        const key = randomBytes(length);
        expect(await elsewhere.unwrap(await master.wrap(key, 'vault'), 'vault')).toEqual(key);
      }
    });

    it('does not unwrap a key for another use', async () => {
      const master = await fresh();
      const wrapped = await master.wrap(randomBytes(32), 'vault');
      await expect(master.unwrap(wrapped, 'look-up')).rejects.toMatchObject({ name: 'Fault', kind: 'broken' });
    });

    it('does not unwrap what was altered or cut', async () => {
      const master = await fresh();
      const wrapped = await master.wrap(randomBytes(32), 'vault');
      await fc.assert(
        fc.asyncProperty(fc.nat(wrapped.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const altered = Buffer.from(wrapped);
          altered[at] = (altered[at] ?? 0) ^ change;
          await expect(master.unwrap(altered, 'vault')).rejects.toMatchObject({ kind: 'broken' });
          await expect(master.unwrap(wrapped.subarray(0, at), 'vault')).rejects.toMatchObject({ kind: 'broken' });
        }),
        { numRuns: 25 },
      );
    });

    it('shows nothing of a key in its wrapped form, which is another each time', async () => {
      const master = await fresh();
      const key = randomBytes(32);
      const [one, two] = [await master.wrap(key, 'vault'), await master.wrap(key, 'vault')];
      expect(one.includes(key)).toBe(false);
      expect(one).not.toEqual(two);
    });

    it('does not unwrap what another wrapped', async () => {
      const [master, other] = [await fresh(), await fresh()];
      await expect(master.unwrap(await other.wrap(randomBytes(32), 'vault'), 'vault')).rejects.toMatchObject({ name: 'Fault' });
    });

    it('has an id of its own that stands on all it wraps, the same in every process, and that holds no secret', async () => {
      const [master, other] = [await fresh(), await fresh()];
      expect(other.id).not.toBe(master.id);
      expect((await same(master)).id).toBe(master.id);
      const ring = masterKeyRing(master, other);
      expect(ring.idOn(await ring.wrap(randomBytes(32), 'vault'))).toBe(master.id);
    });

    it('unwraps many at once, each its own', async () => {
      const master = await fresh();
      const keys = Array.from({ length: 20 }, () => randomBytes(32));
      const wrapped = await Promise.all(keys.map((key) => master.wrap(key, 'vault')));
      expect(await Promise.all(wrapped.map((one) => master.unwrap(one, 'vault')))).toEqual(keys);
    });

    it('says that it is well when it is', async () => {
      await expect((await fresh()).check()).resolves.toBeUndefined();
    });
  });
};
