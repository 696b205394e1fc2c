/** Numbers and names of nobody, planted wherever a caller can put a text: none of them may come back, or be in the log. */
import { idNumberOf } from '../nights-town.ts';

export const NUMBERS: readonly string[] = [1, 2, 3, 4, 5, 900, 311, 312, 313, 314, 315, 316].map((sequence) => idNumberOf(sequence));

/** The first are members of the town. */
export const NAMES: readonly string[] = [
  '钱试甲',
  '孙试甲',
  '李试甲',
  '周试甲',
  '欧阳探针',
  '阿卜杜勒·探针',
  '諸葛試探',
  '尉迟针针',
  'Tanzhen-Weimin',
  'PROBE ZHANGSAN',
];

const fullWidth = (text: string): string =>
  text.replaceAll(/[0-9X]/g, (character) => String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0));

/** Ways of writing the same. */
export const WRITINGS: readonly string[] = [
  ...NUMBERS,
  ...NAMES,
  ...NUMBERS.map(fullWidth),
  ...NUMBERS.map((number) => number.slice(0, 17)),
];

/** What of it stands in a text, however it is escaped there. */
export const plantedIn = (text: string): readonly string[] => {
  const plain = unescaped(text);
  return [...NUMBERS, ...NAMES].filter((planted) => plain.includes(planted));
};

const unescaped = (text: string): string => {
  const written = text.replaceAll(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const decoded = written.replaceAll(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
  return `${text}\n${decoded.normalize('NFKC')}\n${Buffer.from(text, 'latin1').toString('utf8')}`;
};
