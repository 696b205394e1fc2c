/** What things are called in an alert. Codes in Chinese are in the words of the console: whoever reads an alert finds the same ones there. */
import type { Bilingual } from '../domain/bilingual.ts';
import words from '../words.json' with { type: 'json' };
import type { Facts } from './alert.ts';

const FAULTS: Readonly<Record<string, Bilingual>> = words.faults;
const DATASETS: Readonly<Record<string, Bilingual>> = words.datasets;

/** What has no words stands for itself. */
const inChinese = (terms: Readonly<Record<string, Bilingual>>, code: string): string => terms[code]?.zh ?? code;

/** Why a call or a job failed. */
export const zhCause = ({ code = null }: Facts): string => (code === null ? '原因未知' : inChinese(FAULTS, String(code)));
export const zhDataset = (dataset: Facts[string] | undefined): string => inChinese(DATASETS, String(dataset));
export const zhDatasets = ({ datasets }: Facts): string => String(datasets).split(', ').map(zhDataset).join('、');

/** As a sentence begins. */
const SOURCE_NAMES: Readonly<Record<string, Bilingual>> = {
  'civil-affairs': { zh: '民政', en: 'Civil affairs' },
  'medical-insurance': { zh: '医保', en: 'Medical insurance' },
  'social-security': { zh: '社保', en: 'Social security' },
  'aid-system': { zh: '工会帮', en: 'The aid system' },
};
export const zhName = ({ source }: Facts): string => SOURCE_NAMES[String(source)]?.zh ?? '系统';
export const enName = ({ source }: Facts): string => SOURCE_NAMES[String(source)]?.en ?? 'The system';

export const many = (count: Facts[string] | undefined, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
