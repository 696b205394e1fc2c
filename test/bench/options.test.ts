import { describe, expect, it } from 'vitest';
import { defineBench, oneOf, quantities, quantity, text } from '../../bench/options.ts';

/** What it was begun with is its figures. */
const bench = defineBench({
  about: 'nothing',
  options: {
    members: quantity('100', 'how many'),
    workers: quantities('1,2', 'how many, one after the other'),
    column: oneOf(['text', 'jsonb'], 'text', 'kept as'),
    out: text('FILE', null, 'where to'),
  },
  warning: ({ members }) => (members < 10 ? 'Too few.' : null),
  begin: async (values) => ({ text: 'done', ratio: 1, figures: values, isGood: true }),
});

describe('what a bench is told on its command line', () => {
  it('is read, and what is not said is as usual', async () => {
    const { isJson, begin } = bench.prepare(['--members', '20', '--workers=4', '--json']);
    expect(isJson).toBe(true);
    expect(await begin()).toEqual({
      text: 'done',
      ratio: 1,
      figures: { members: 20, workers: [4], column: 'text', out: null },
      isGood: true,
    });
  });

  it.each([
    [['--member', '5'], /^Unknown option '--member'$/],
    [['--members'], /^Option '--members <value>' argument missing$/],
    [['--members', '-3'], /^--members is a whole number of 1 or more, not "-3"$/],
    [['--members', '0'], /^--members is a whole number of 1 or more, not "0"$/],
    [['--members', '2e3'], /not "2e3"$/],
    [['--workers', '1,,2'], /^--workers is a whole number of 1 or more, not ""$/],
    [['--column', 'json'], /^--column is one of text \| jsonb, not "json"$/],
    [['--out', ''], /^--out names nothing$/],
    [['5000'], /^Unexpected argument '5000'/],
  ])('is refused in a sentence, before anything begins: %j', (flags, sentence) => {
    expect(() => bench.prepare(flags)).toThrow(sentence);
  });

  it('is told to be too little where its bounds mean nothing then, and the report says so too', async () => {
    const report = await bench.prepare(['--members', '5']).begin();
    expect(report).toMatchObject({ text: 'done\nToo few.', figures: { members: 5, warning: 'Too few.' } });
  });

  it('is explained, with what is usual', () => {
    expect(bench.help.map((line) => line.trim().replaceAll(/\s+/g, ' '))).toEqual([
      '--members N how many (100)',
      '--workers N,N… how many, one after the other (1,2)',
      '--column WORD kept as: text | jsonb (text)',
      '--out FILE where to',
      '--json the figures, as one line of JSON',
    ]);
  });
});
