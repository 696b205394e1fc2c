// The companies people work for, by ordinal; a member's employer in the roster and at the authorities is one of them.

import { issueUscc } from './identity-numbers.ts';

const PLACES = ['深圳市', '深圳', '深圳市宝安区', '深圳市龙岗区', '深圳市南山区', '广东'];
const WORDS = ['海岳', '鹏程', '云帆', '瑞丰', '恒达', '新桥', '合创', '蓝湾', '华盛', '启明', '南岭', '安泰', '兴隆', '百川', '宏图'];
const TRADES = ['电子', '精密制造', '物流', '建筑工程', '环境卫生', '餐饮管理', '科技', '服装', '物业服务', '印刷', '家政服务', '医疗器械'];
const FORMS = ['有限公司', '股份有限公司', '集团有限公司', '（普通合伙）', '分公司'];
const PLATFORMS = ['鹏城快送网络科技有限公司', '捷行出行服务有限公司', '安心到家家政服务有限公司'];

export interface Employer {
  /** AAB001, the social-security number of the company. */
  readonly code: string;
  readonly name: string;
  readonly uscc: string;
}

const chosen = (list: readonly string[], at: number): string => list[at % list.length] ?? '';

const nameOf = (ordinal: number): string => {
  if (ordinal < PLATFORMS.length) return chosen(PLATFORMS, ordinal);
  const trade = Math.floor(ordinal / WORDS.length);
  const round = Math.floor(trade / TRADES.length);
  const branch = round >= PLACES.length ? `第${Math.floor(round / PLACES.length) + 1}` : '';
  const form = ordinal % 9 === 0 ? chosen(FORMS, ordinal / 9) : '有限公司';
  return `${chosen(PLACES, round)}${chosen(WORDS, ordinal)}${chosen(TRADES, trade)}${branch}${form}`;
};

export const employerOf = (ordinal: number): Employer => ({
  code: `4403${String(ordinal).padStart(8, '0')}`,
  name: nameOf(ordinal),
  uscc: issueUscc(ordinal),
});
