import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGES } from '../../src/console/pages.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const MOST_BYTES = 4_000_000;

describe('docs/console.md', () => {
  it('shows a picture of every page, with a sentence in English and one in Chinese', async () => {
    const document = await readFile(join(DOCS, 'console.md'), 'utf8');
    const shown = [...document.matchAll(/^!\[[^\]]+\]\(screenshots\/([\w-]+)\.png\)\n\n(.+)\n\n(.+)$/gm)];
    for (const [, name, english = '', chinese = ''] of shown) {
      expect(english, name).toMatch(/^[^\p{Script=Han}]+\.$/u);
      expect(chinese, name).toMatch(/\p{Script=Han}.*。$/u);
    }
    const names = shown.map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(PAGES.map(({ name }) => name)));
    const files = (await readdir(join(DOCS, 'screenshots'))).map((file) => file.replace(/\.png$/, ''));
    expect(names.toSorted()).toEqual(files.toSorted());
  });

  it('weighs what a document may', async () => {
    const files = await readdir(join(DOCS, 'screenshots'));
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(DOCS, 'screenshots', file))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES);
  });
});
