/**
 * Ways of writing the same Chinese characters, and how they sound. Both libraries are loaded when the first name needs them, once: most names
 * compare equal as written and never do.
 */
import { createRequire } from 'node:module';
import type * as OpenCc from 'opencc-js/t2cn';
import type * as PinyinPro from 'pinyin-pro';

const load = createRequire(import.meta.url);

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const opencc = once(() => {
  const { Converter }: typeof OpenCc = load('opencc-js/t2cn');
  return Converter({ from: 't', to: 'cn' });
});

const pinyinPro = once(() => {
  const { pinyin }: typeof PinyinPro = load('pinyin-pro');
  return pinyin;
});

/**
 * Standard characters of their own (通用规范汉字表, 2013) which opencc also takes for the traditional writing of another: 张乾 is not 张干,
 * 李昇 not 李升.
 */
const CHARACTERS_OF_THEIR_OWN = new Set('乾徵於昇陞氾');

/**
 * Other forms of one character that registers hold (第一批异体字整理表, 1955, as far as it still stands, and printers' forms) and opencc leaves
 * alone. 喆 and 哲 are not here: since 2013 they are two characters, and two people.
 */
const VARIANTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    岩: '喦嵒巌',
    珍: '珎',
    梅: '楳槑',
    冰: '氷',
    映: '暎',
    稚: '穉',
    庄: '荘',
    吴: '呉',
    黑: '黒',
    惠: '恵',
    德: '徳悳',
    宽: '寛',
    青: '靑',
    清: '淸',
    户: '戸',
    卫: '衞',
    曾: '曽',
    增: '増',
    高: '髙',
    崎: '﨑',
    哲: '悊',
    琅: '瑯',
    强: '彊',
    昂: '昻',
    毗: '毘',
    吉: '𠮷',
    柏: '栢',
    松: '枩',
    苏: '蘓',
    艳: '艶',
    年: '秊',
    野: '埜',
    耀: '燿',
    妍: '姸',
    荣: '栄',
    渊: '渕渆',
    龙: '竜',
    昆: '崐',
    研: '硏',
    郎: '郞',
    慎: '愼',
    步: '歩',
    俞: '兪',
    富: '冨',
    暨: '曁',
  }).flatMap(([standard, others]) => [...others].map((other): [string, string] => [other, standard])),
);

/** Character by character, since names are no phrases; every character is looked up once in the life of the process. */
const standardForms = new Map<string, string>();
const standardFormOf = (character: string): string => {
  const known = standardForms.get(character);
  if (known !== undefined) return known;
  const form = CHARACTERS_OF_THEIR_OWN.has(character) ? character : (VARIANTS.get(character) ?? opencc()(character));
  standardForms.set(character, form);
  return form;
};

/** Traditional characters and registered variants in their standard simplified form: what is equal afterwards is the same text. */
export const simplified = (text: string): string => Array.from(text, standardFormOf).join('');

/** As `simplified`, taking every character that may be another's traditional writing for it: what is equal afterwards may be the same text. */
export const looselySimplified = (text: string): string => Array.from(simplified(text), (character) => opencc()(character)).join('');

/** Syllables in upper case without tones, ü as V; the first character is read as a surname (单 SHAN, 仇 QIU). What has no reading stays as it is. */
export const pinyinOf = (text: string): readonly string[] =>
  pinyinPro()(text, { surname: 'head', toneType: 'none', type: 'array', v: true }).map((syllable) => syllable.toUpperCase());
