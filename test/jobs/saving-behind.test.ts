import { describe, expect, it } from 'vitest';
import { savingBehind } from '../../src/jobs/saving-behind.ts';
import type { Tx } from '../../src/storage/database.ts';

const TX = {} as Tx;

/** A unit whose saves are written down; each waits until it is let go, or fails. */
const desk = ({ failing = null }: { readonly failing?: Error | null } = {}) => {
  const saved: string[] = [];
  const looked: string[] = [];
  const reached: unknown[] = [];
  const turns: (() => void)[] = [];
  let [underWay, most, touched] = [0, 0, 0];
  const unit = {
    save: async <T>(act: (tx: Tx) => Promise<T>, progress?: { readonly checkpoint?: number }): Promise<T> => {
      underWay += 1;
      most = Math.max(most, underWay);
      const { promise, resolve } = Promise.withResolvers<void>();
      turns.push(resolve);
      await promise;
      underWay -= 1;
      if (failing !== null) throw failing;
      reached.push(progress?.checkpoint);
      return act(TX);
    },
    concludesOn: (members: number) => {
      touched = members;
    },
  };
  const page = (name: string, rows = 4_000, written: Promise<unknown> = Promise.resolve(), names: readonly string[] | null = [name]) => ({
    rows,
    members: 3,
    names: names && new Set(names),
    look: () => {
      looked.push(`${name} after ${saved.join(', ') || 'none'}`);
      return async () => {
        saved.push(name);
        return { told: name, written };
      };
    },
  });
  /** The save under way, or else the next. */
  const letGo = async (): Promise<void> => {
    while (turns.length === 0) await Promise.resolve();
    turns.shift()?.();
  };
  return { unit, page, looked, saved, reached, letGo, most: () => most, touched: () => touched };
};

const at = (ms: number) => ({ now: () => ms, tell: async () => undefined, unsaved: () => undefined });

describe('saving behind', () => {
  it('goes on while what came before is being saved, and saves one after the other, in order', async () => {
    const { unit, page, saved, reached, letGo, most } = desk();
    await savingBehind(unit, at(0), async (behind) => {
      await behind.add(page('a'), 1);
      expect(saved).toEqual([]);
      const second = behind.add(page('b'), 2);
      await letGo();
      await second;
      const flushed = behind.flush();
      await letGo();
      await flushed;
    });
    expect([saved, reached, most()]).toEqual([['a', 'b'], [1, 2], 1]);
  });

  it('gathers what is little, and leaves it to the conclusion, with the members it touches', async () => {
    const { unit, page, saved, reached, touched } = desk();
    const saveRest = await savingBehind(unit, at(0), async (behind) => {
      await behind.add(page('a', 10), 1);
      await behind.add(page('b', 10), 2);
      return behind.rest();
    });
    expect(saved).toEqual([]);
    await saveRest(TX);
    expect([saved, reached, touched()]).toEqual([['a', 'b'], [], 6]);
  });

  it('tells once a save, and last, what its pieces have to tell', async () => {
    const { unit, page, saved, letGo } = desk();
    const tell = async (_: Tx, told: readonly string[]): Promise<void> => void saved.push(`told of ${told.join(', ')}`);
    const saveRest = await savingBehind(unit, { ...at(0), tell }, async (behind) => {
      await behind.add(page('a', 10), 1);
      await behind.add(page('b'), 2);
      await letGo();
      await behind.add(page('c', 10), 3);
      return behind.rest();
    });
    await saveRest(TX);
    expect(saved).toEqual(['a', 'b', 'told of a, b', 'c', 'told of c']);
  });

  it('makes something of the next piece while the database writes what came before, and tells of neither until both are written', async () => {
    const { unit, page, saved } = desk();
    const { promise: written, resolve: write } = Promise.withResolvers<void>();
    const tell = async (_: Tx, told: readonly string[]): Promise<void> => void saved.push(`told of ${told.join(', ')}`);
    const saveRest = await savingBehind(unit, { ...at(0), tell }, async (behind) => {
      await behind.add(page('a', 10, written), 1);
      await behind.add(page('b', 10), 2);
      return behind.rest();
    });
    const rest = saveRest(TX);
    await expect.poll(() => saved).toEqual(['a', 'b']);
    write();
    await rest;
    expect(saved).toEqual(['a', 'b', 'told of a, b']);
  });

  it('looks at pieces before any is written, but at one that names what another before it names, or that counts with it, in its turn', async () => {
    const { unit, page, looked } = desk();
    const named = (name: string, names: readonly string[] | null) => page(name, 10, Promise.resolve(), names);
    const saveRest = await savingBehind(unit, at(0), async (behind) => {
      await behind.add(named('a', ['k1', 'k2']), 1);
      await behind.add(named('b', ['k3']), 2);
      await behind.add(named('c', ['k2', 'k4']), 3);
      await behind.add(named('d', ['k4']), 4);
      await behind.add(named('e', null), 5);
      await behind.add(named('f', ['k5']), 6);
      return behind.rest();
    });
    await saveRest(TX);
    expect(looked).toEqual(['a after none', 'b after none', 'f after none', 'c after a, b', 'd after a, b, c', 'e after a, b, c, d']);
  });

  it('tells why a piece could not be written, and not what came of it for the next', async () => {
    const { unit, page } = desk();
    const written = Promise.reject(new Error('the key is taken'));
    written.catch(() => undefined);
    const aborted = { ...page('b', 10), look: () => () => Promise.reject(new Error('current transaction is aborted')) };
    const saveRest = await savingBehind(unit, at(0), async (behind) => {
      await behind.add(page('a', 10, written), 1);
      await behind.add(aborted, 2);
      return behind.rest();
    });
    await expect(saveRest(TX)).rejects.toThrow('the key is taken');
  });

  it('saves little, too, once a slow source has taken its time', async () => {
    const { unit, page, saved, letGo } = desk();
    let now = 0;
    await savingBehind(unit, { ...at(0), now: () => now }, async (behind) => {
      await behind.add(page('a', 10), 1);
      now = 2_000;
      await behind.add(page('b', 10), 2);
      const flushed = behind.flush();
      await letGo();
      await flushed;
    });
    expect(saved).toEqual(['a', 'b']);
  });

  it('saves what came before a trouble, and tells of the trouble', async () => {
    const { unit, page, saved, reached, letGo } = desk();
    const gone = savingBehind(unit, at(0), async (behind) => {
      await behind.add(page('a', 10), 1);
      void letGo();
      throw new Error('the source is gone');
    });
    await expect(gone).rejects.toThrow('the source is gone');
    expect([saved, reached]).toEqual([['a'], [1]]);
  });

  it('tells of the trouble, and beside it why what came before could not be saved', async () => {
    const full = new Error('the disk is full');
    const { unit, page, letGo } = desk({ failing: full });
    const unsaved: unknown[] = [];
    const gone = savingBehind(unit, { ...at(0), unsaved: (fault) => void unsaved.push(fault) }, async (behind) => {
      await behind.add(page('a', 10), 1);
      void letGo();
      throw new Error('the source is gone');
    });
    await expect(gone).rejects.toThrow('the source is gone');
    expect(unsaved).toEqual([full]);
  });

  it('saves nothing after what could not be saved', async () => {
    const { unit, page, saved, reached, letGo } = desk({ failing: new Error('the disk is full') });
    const full = savingBehind(unit, at(0), async (behind) => {
      await behind.add(page('a'), 1);
      await letGo();
      await behind.add(page('b'), 2);
    });
    await expect(full).rejects.toThrow('the disk is full');
    expect([saved, reached]).toEqual([[], []]);
  });
});
