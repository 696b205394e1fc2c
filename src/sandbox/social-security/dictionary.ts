// `GET /si/v1/dictionary`: what the codes of this deployment mean.

import type { AssistanceCategory } from '../city/script.ts';

/** AAC148 by category; AAC158 knows only 低保. */
export const HARDSHIP_CODES: Record<AssistanceCategory, string> = { dibao: '1', tekun: '2', margin: '3', rigid: '4' };

const VERSION = '2026.1';

const ALWAYS = {
  AAC158: { 0: '非低保', 1: '低保' },
  AAC008: { 0: '未参保', 1: '正常参保', 2: '终止参保' },
  AAE116: { 1: '正常发放', 2: '暂停发放', 3: '停止发放' },
  ALC031: { 0: '受理中', 1: '认定工伤', 2: '不予认定' },
  ALA040: {
    '01': '一级',
    '02': '二级',
    '03': '三级',
    '04': '四级',
    '05': '五级',
    '06': '六级',
    '07': '七级',
    '08': '八级',
    '09': '九级',
    10: '十级',
  },
};
const AAC148 = { 0: '非困难', 1: '低保', 2: '特困', 3: '低保边缘', 4: '刚性支出困难', 5: '重度残疾', 9: '其他困难' };

/** Without AAC148 the deployment uses that field for something else (interfaces.md §3). */
export const dictionary = (withHardship: boolean) => ({ version: VERSION, ...(withHardship && { AAC148 }), ...ALWAYS });
