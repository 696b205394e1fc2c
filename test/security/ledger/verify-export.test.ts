import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/faults.ts';
import { GENESIS, nextLink } from '../../../src/security/ledger/chain.ts';
import { FARTHEST_CHECKPOINT, signerOf } from '../../../src/security/ledger/checkpoint.ts';
import { endLine, headerLine, itemLine } from '../../../src/security/ledger/export.ts';
import { type InspectedExport, verifyExport } from '../../../src/security/ledger/verify-export.ts';
import { AT, type Chain, chainAbout, exported, signer, subjectNumber, suite } from '../../support/ledger-chains.ts';

const inPieces = async function* (lines: readonly string[]) {
  for (let at = 0; at < lines.length; at += 3) yield lines.slice(at, at + 3);
};

const verify = (lines: readonly string[], keyId: string | null = null): Promise<InspectedExport> =>
  verifyExport(inPieces(lines), { suiteOf: () => suite, keyId }, () => undefined);

const brokenOf = async (lines: readonly string[]) => (await verify(lines)).broken;

const sets = fc.array(fc.array(fc.nat(500).map(subjectNumber), { maxLength: 4 }), { minLength: 2, maxLength: 12 });
const chains: fc.Arbitrary<Chain> = fc
  .tuple(sets, fc.array(fc.nat(11), { maxLength: 3 }))
  .map(([all, signed]) => chainAbout(all, new Set(signed)));

/** Lines of entries by number, among all lines. */
const linesOfEntries = (chain: Chain): readonly number[] => chain.items.flatMap((item, index) => ('link' in item ? [index + 1] : []));

/** The first entry whose line, or whose checkpoint's, is line `index` or follows it. */
const entryAtLine = (chain: Chain, index: number): number => {
  const before = chain.items.slice(0, index - 1).filter((item) => 'link' in item).length;
  const item = chain.items[index - 1];
  return item !== undefined && 'checkpoint' in item ? before : before + 1;
};

describe('an export of the ledger', () => {
  it('is found whole however many entries and checkpoints it has', () =>
    fc.assert(
      fc.asyncProperty(chains, async (chain) => {
        const { broken, from, to, vouchedTo } = await verify(exported(chain));
        expect({ broken, from, to, vouchedTo }).toEqual({ broken: null, from: 0, to: chain.head, vouchedTo: chain.head.seq });
      }),
    ));

  it('one flipped bit anywhere is found, and the entry it stands at is named', () =>
    fc.assert(
      fc.asyncProperty(chains, fc.nat(), fc.nat(), fc.nat(6), async (chain, lineAt, characterAt, bit) => {
        const lines = [...exported(chain)];
        const index = lineAt % lines.length;
        const line = lines[index] ?? '';
        const at = characterAt % line.length;
        const flipped = line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ (1 << bit)) + line.slice(at + 1);
        lines[index] = flipped;
        const altered = lines.join('\n').split('\n');
        const result = await verify(altered).catch((thrown: unknown) => thrown);
        if (result instanceof Fault) {
          expect([index, result.code]).toEqual([0, 'not-an-export']);
          return;
        }
        const { broken } = result as InspectedExport;
        expect(broken).not.toBeNull();
        const isWithin = index > 0 && index < lines.length - 1;
        if (isWithin) expect([entryAtLine(chain, index), entryAtLine(chain, index) + 1]).toContain(broken?.seq);
      }),
      { numRuns: 1_000 },
    ));

  it('an entry that is gone is missing, wherever it stood', () =>
    fc.assert(
      fc.asyncProperty(chains, fc.nat(), async (chain, which) => {
        const entries = linesOfEntries(chain);
        const index = which % entries.length;
        const lines = exported(chain).filter((_, line) => line !== entries[index]);
        // Without the entries before a checkpoint it is as if retention had dropped them: where it begins is said.
        const isDropped = index === 0 && 'checkpoint' in (chain.items[1] ?? {});
        const { broken, from } = await verify(lines);
        expect({ broken, from }).toEqual(
          isDropped ? { broken: null, from: 1 } : { broken: { seq: index + 1, reason: 'missing' }, from: 0 },
        );
      }),
    ));

  it('two entries that changed places are reordered, and the earlier is named', () =>
    fc.assert(
      fc.asyncProperty(chains, fc.nat(), async (chain, which) => {
        const entries = linesOfEntries(chain);
        const index = which % (entries.length - 1);
        const [first = 0, second = 0] = [entries[index], entries[index + 1]];
        const lines = [...exported(chain)];
        [lines[first], lines[second]] = [lines[second] ?? '', lines[first] ?? ''];
        expect(await brokenOf(lines)).toEqual({ seq: index + 1, reason: 'reordered' });
      }),
    ));

  it('an entry that is there twice was inserted', () =>
    fc.assert(
      fc.asyncProperty(chains, fc.nat(), async (chain, which) => {
        const entries = linesOfEntries(chain);
        const index = which % entries.length;
        const at = entries[index] ?? 0;
        const lines = exported(chain);
        expect(await brokenOf([...lines.slice(0, at + 1), lines[at] ?? '', ...lines.slice(at + 1)])).toEqual({
          seq: index + 1,
          reason: 'inserted',
        });
      }),
    ));

  it('a tail cut off is noticed, whether or not the line that says where it ends was kept', () =>
    fc.assert(
      fc.asyncProperty(chains, fc.nat(), async (chain, which) => {
        const entries = linesOfEntries(chain);
        const index = which % entries.length;
        const kept = exported(chain).slice(0, entries[index]);
        const missing = { seq: index + 1, reason: 'missing' };
        expect(await brokenOf(kept)).toEqual(missing);
        expect(await brokenOf([...kept, endLine(chain.head)])).toEqual(missing);
      }),
    ));
});

const five = chainAbout([[], [subjectNumber(1)], [subjectNumber(2), subjectNumber(3)], [], []].slice(), new Set([1]));

/** As somebody would who can write everything but signatures: entry 4 altered, and everything after it bound anew. */
const rewritten = (chain: Chain, from: number): Chain => {
  let head = GENESIS;
  const items = chain.items.map((item) => {
    if ('checkpoint' in item) return item;
    const { entry } = item.link;
    const said = entry.seq === from ? { ...entry, outcome: 'mismatch' } : entry;
    const link = nextLink(suite.hash, head, said);
    head = { seq: entry.seq, hash: link.hash };
    return { ...item, link };
  });
  return { items, head };
};

describe('whoever writes the chain anew', () => {
  it('from an entry to the end is found at the next checkpoint', async () => {
    expect(await brokenOf(exported(rewritten(five, 4)))).toEqual({ seq: 5, reason: 'rewritten' });
    expect((await verify(exported(rewritten(five, 4)))).vouchedTo).toBe(2);
  });

  it('and signs it with a key of their own is found by whoever knows the right key', async () => {
    const forger = signerOf(suite, suite.newSigningKey());
    const { items, head } = rewritten(five, 4);
    const forged = items.map((item) =>
      'checkpoint' in item ? { checkpoint: forger.sign(item.checkpoint.seq === 5 ? head : item.checkpoint, AT) } : item,
    );
    const lines = [headerLine({ suite: 'standard', keys: [forger.publicKey] }), ...forged.map(itemLine), endLine(head)];
    expect((await verify(lines)).broken).toBeNull();
    expect((await verify(lines, signer.publicKey.id)).broken).toEqual({ seq: 2, reason: 'checkpoint-unsigned' });
    expect((await verify(exported(five), signer.publicKey.id)).broken).toBeNull();
  });

  it('and takes the checkpoints away is found where there must be one', async () => {
    const { items, head } = chainAbout(Array.from({ length: FARTHEST_CHECKPOINT + 1 }, () => []));
    const unsigned = items.filter((item) => 'link' in item);
    expect(await brokenOf(exported({ items: unsigned, head }))).toEqual({ seq: FARTHEST_CHECKPOINT + 1, reason: 'unvouched' });
  });
});

describe('what is kept after retention dropped what is old', () => {
  const afterTwo = { ...five, items: five.items.slice(2) };

  it('is whole from the checkpoint up to which it was dropped', async () => {
    expect(await verify(exported(afterTwo))).toMatchObject({ broken: null, from: 2, to: five.head, vouchedTo: 5 });
  });

  it('lacks its first entry where it does not begin at a checkpoint', async () => {
    expect(await brokenOf(exported({ ...five, items: five.items.slice(3) }))).toEqual({ seq: 1, reason: 'missing' });
  });
});

it('somebody taken from, or added to, those whom an entry is about is found, and the entry named', async () => {
  const about = (subjects: readonly string[]) =>
    exported({ ...five, items: five.items.map((item) => ('link' in item && item.link.entry.seq === 3 ? { ...item, subjects } : item)) });
  const broken = { seq: 3, reason: 'subjects-altered' };
  expect(await brokenOf(about([subjectNumber(2)]))).toEqual(broken);
  expect(await brokenOf(about([subjectNumber(2), subjectNumber(3), subjectNumber(4)]))).toEqual(broken);
  expect(await brokenOf(about([subjectNumber(2), subjectNumber(4)]))).toEqual(broken);
});

it('an empty ledger is whole, and a file that is no export is refused', async () => {
  expect((await verify([headerLine({ suite: 'standard', keys: [signer.publicKey] }), endLine(GENESIS)])).broken).toBeNull();
  await expect(verify([])).rejects.toThrow('does not begin like an export');
  await expect(verify(['{"a":1}'])).rejects.toThrow('does not begin like an export');
});
