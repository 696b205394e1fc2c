/** Every line of the console's own tables, so that one in the wrong language is noticed. */
import type { Page } from 'playwright-core';
import type { Language } from './visit.ts';

type Table = Readonly<Record<string, unknown>>;

const TABLES = import.meta.glob<Table>(
  ['../../src/console/**/words.ts', '../../src/console/**/*-words.ts', '../../src/console/words/*.ts'],
  { eager: true },
);

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null;

/** Pairs of a line in both languages, of tables by language and of tables by term. Lines made of values are left out. */
const linesOf = (value: unknown): readonly (readonly [string, string])[] => {
  if (!isTable(value)) return [];
  const { zh, en } = value;
  if (typeof zh === 'string' && typeof en === 'string') return [[zh, en]];
  if (isTable(zh) && isTable(en))
    return Object.entries(zh).flatMap(([key, line]) => {
      const other = en[key];
      return typeof line === 'string' && typeof other === 'string' ? [[line, other] as const] : [];
    });
  return Object.values(value).flatMap(linesOf);
};

const LINES = Object.values(TABLES).flatMap(linesOf);
const CHINESE = new Set(LINES.map(([zh]) => zh));
const ENGLISH = new Set(LINES.map(([, en]) => en));

/** Where the other language belongs: what authorities said, what is marked as being in it, codes, what is typed, and pictures. */
const APART = 'noscript, script, style, code, blockquote, textarea, .anticon';

/** What is read out but not written. */
const SPOKEN = ['aria-label', 'title', 'placeholder'];

/** Each text of the page, once; `quoted` is what the data says, and no word of ours. */
const textsOf = async (page: Page, language: Language, quoted: RegExp): Promise<readonly string[]> => {
  const other = `[lang="${language === 'zh' ? 'en' : 'zh-CN'}"]`;
  const texts = await page.evaluate(
    ({ apart, spoken }) =>
      [...document.querySelectorAll('body *')]
        .filter((element) => element.closest(apart) === null)
        .flatMap((element) => [
          ...[...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ textContent }) => textContent ?? ''),
          ...spoken.map((name) => element.getAttribute(name) ?? ''),
        ]),
    { apart: `${APART}, ${other}`, spoken: SPOKEN },
  );
  return [...new Set([await page.title(), ...texts])].map((text) => text.trim()).filter((text) => text !== '' && !quoted.test(text));
};

/** A code that no table has a word for. */
const CODE = /^[a-z]+(-[a-z]+)+$/;

export const strayWords = async (page: Page, language: Language, quoted: RegExp): Promise<readonly string[]> => {
  const texts = await textsOf(page, language, quoted);
  const isStray =
    language === 'zh'
      ? (text: string) => ENGLISH.has(text) && !CHINESE.has(text)
      : (text: string) => /[\p{Script=Han}、，。：；（）「」]/u.test(text);
  return texts.filter((text) => isStray(text) || (CODE.test(text) && !(language === 'en' && ENGLISH.has(text))));
};
