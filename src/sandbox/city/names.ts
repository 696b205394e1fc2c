// Names drawn from lists; none is a person. They include what breaks naive code: middle dots, characters outside the
// basic plane, two-character surnames, traditional forms.

import type { Dice } from '../random.ts';
import { CITY_RATES } from '../rates.ts';

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾韦夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺顾毛郝龚邵万覃武钱戴严莫孔向常汤仇查区单解盖',
  '欧阳',
  '司徒',
  '上官',
  '诸葛',
];
const MALE = [...'伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建国志文海峰金永'];
const FEMALE = [...'芳娜敏静丽艳娟霞秀燕玲桂英梅红萍玉兰慧莹雪琳晶倩婷洁颖佳怡欣雨梦瑶诗琪'];
const RARE = [...'喆犇祎翀淼䶮韡赟昉頔㛃', '𬱖', '𫖯', '𬭎'];
const MINORITY_MALE = [
  '阿卜杜拉·买买提',
  '艾山·吐尔逊',
  '库尔班·依明',
  '买买提江·阿不都热合曼',
  '叶尔肯·哈孜别克',
  '阿苦·日哈',
  '扎西·顿珠',
];
const MINORITY_FEMALE = [
  '古丽娜尔·艾合买提',
  '阿依古丽·卡德尔',
  '热娜·吾斯曼',
  '帕提古丽·麦麦提',
  '迪丽努尔·玉素甫',
  '吉克·阿依',
  '卓玛·拉姆',
];
const FOREIGN = ['TANAKA HARUTO', 'KIM MIN SEO', 'MILLER ANNA', "O'NEIL JAMES", 'SUZUKI YUI', 'GARCIA-LOPEZ MARIA'];
const TRADITIONAL = new Map([
  ['陈', '陳'],
  ['张', '張'],
  ['黄', '黃'],
  ['刘', '劉'],
  ['吴', '吳'],
  ['杨', '楊'],
  ['赵', '趙'],
  ['马', '馬'],
  ['叶', '葉'],
  ['郑', '鄭'],
  ['谢', '謝'],
  ['许', '許'],
  ['伟', '偉'],
  ['强', '強'],
  ['军', '軍'],
  ['杰', '傑'],
  ['华', '華'],
  ['飞', '飛'],
  ['龙', '龍'],
  ['国', '國'],
  ['丽', '麗'],
  ['静', '靜'],
  ['娟', '娟'],
  ['兰', '蘭'],
  ['诗', '詩'],
  ['颖', '穎'],
  ['洁', '潔'],
  ['莹', '瑩'],
  ['红', '紅'],
  ['凤', '鳳'],
]);
const SOUND_ALIKES = new Map([
  ['伟', '玮'],
  ['强', '蔷'],
  ['军', '钧'],
  ['杰', '洁'],
  ['涛', '韬'],
  ['明', '鸣'],
  ['辉', '晖'],
  ['华', '桦'],
  ['丽', '莉'],
  ['静', '婧'],
  ['敏', '旻'],
  ['娟', '鹃'],
  ['霞', '遐'],
  ['燕', '艳'],
  ['玲', '铃'],
  ['英', '瑛'],
  ['梅', '玫'],
  ['红', '虹'],
  ['萍', '苹'],
  ['慧', '惠'],
  ['婷', '亭'],
  ['佳', '嘉'],
  ['怡', '宜'],
  ['欣', '昕'],
  ['宇', '羽'],
  ['浩', '皓'],
  ['俊', '骏'],
  ['志', '致'],
  ['文', '雯'],
  ['峰', '锋'],
  ['建', '健'],
  ['永', '咏'],
  ['雨', '语'],
  ['琪', '淇'],
  ['喆', '哲'],
]);

const givenName = (dice: Dice, male: boolean): string => {
  const characters = male ? MALE : FEMALE;
  const last = dice.chance(CITY_RATES.rareCharacter) ? dice.pick(RARE) : dice.pick(characters);
  return dice.chance(0.72) ? dice.pick(characters) + last : last;
};

/** A new name; a family shares its surname where the caller gives one. */
export const nameSomebody = (dice: Dice, male: boolean, surname?: string): string => {
  if (surname === undefined && dice.chance(CITY_RATES.minorityName)) {
    return dice.pick(male ? MINORITY_MALE : MINORITY_FEMALE);
  }
  return (surname ?? dice.pick(SURNAMES)) + givenName(dice, male);
};

export const nameForeigner = (dice: Dice): string => dice.pick(FOREIGN);

/** The surname others of the family bear; undefined where names have none. */
export const surnameOf = (name: string): string | undefined =>
  name.includes('·') ? undefined : (SURNAMES.find((surname) => surname.length > 1 && name.startsWith(surname)) ?? name.charAt(0));

/** As a Hong Kong, Macau or Taiwan document spells it. */
export const traditional = (name: string): string => [...name].map((character) => TRADITIONAL.get(character) ?? character).join('');

const SIMPLIFIED = new Map([...TRADITIONAL].map(([plain, full]) => [full, plain]));

/** As a mainland register spells it. */
export const simplified = (name: string): string => [...name].map((character) => SIMPLIFIED.get(character) ?? character).join('');

const replacedLast = (name: string, by: string): string => [...name].slice(0, -1).join('') + by;

/** One character off, and sounding the same. */
export const soundAlike = (name: string): string => {
  const last = [...name].at(-1) ?? '';
  return replacedLast(name, SOUND_ALIKES.get(last) ?? (last === '玮' ? '伟' : '玮'));
};

const comparable = (name: string): string => name.replace(/[·•．・\s]/g, '').normalize('NFKC');

/** How alike two names are, in the codes of 公安 (domain.md §4.4): 1 same, 2 exact once normalised, 3 similar, 4 no match. */
export const gradeNames = (one: string, other: string): '1' | '2' | '3' | '4' => {
  if (one === other) return '1';
  const [first, second] = [[...comparable(one)], [...comparable(other)]];
  if (first.join('') === second.join('')) return '2';
  const shared = first.filter((character, at) => second[at] === character).length;
  return first.length === second.length && shared * 2 >= first.length ? '3' : '4';
};
