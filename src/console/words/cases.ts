/** Codes of cases and applications, in both languages. */
import type { Terms } from '../language.tsx';
import type { Tone } from '../parts/status-tag.tsx';

export const CLASSES: Terms = {
  deep: { zh: '深度困难', en: 'deep' },
  relative: { zh: '相对困难', en: 'relative' },
  accident: { zh: '意外致困', en: 'accident' },
  undetermined: { zh: '待定', en: 'undetermined' },
};

export const PROGRAMMES: Terms = {
  'living-aid': { zh: '生活救助', en: 'living aid' },
  'medical-aid': { zh: '医疗救助', en: 'medical aid' },
  'education-aid': { zh: '助学', en: 'education aid' },
  'mutual-aid-claim': { zh: '互助保障理赔', en: 'mutual-aid claim' },
  'exclusive-protection': { zh: '专属保障', en: 'exclusive protection' },
};

export const PURPOSES: Terms = {
  'hardship-screening': { zh: '困难筛查', en: 'hardship screening' },
  'mutual-aid-claim': { zh: '互助保障理赔', en: 'mutual-aid claim' },
  'exclusive-protection': { zh: '专属保障', en: 'exclusive protection' },
};

export const CASE_KINDS: Terms = {
  suggested: { zh: '建议类别', en: 'suggested class' },
  lead: { zh: '困难线索', en: 'lead' },
  'near-miss': { zh: '临界', en: 'near miss' },
  leaving: { zh: '退出', en: 'leaving' },
};

export const CASE_KIND_TONES: Readonly<Record<string, Tone>> = {
  suggested: 'warning',
  lead: 'busy',
  'near-miss': 'quiet',
  leaving: 'quiet',
};

export const CASE_STATUS: Terms = { open: { zh: '未关闭', en: 'open' }, closed: { zh: '已关闭', en: 'closed' } };
export const CASE_STATUS_TONES: Readonly<Record<string, Tone>> = { open: 'busy', closed: 'quiet' };

/** What `status` may be asked for. */
export const CASE_STATUS_ASKED: Terms = {
  closed: { zh: '已关闭', en: 'closed' },
  all: { zh: '全部（含已关闭）', en: 'all, closed ones too' },
};

export const LEAVINGS: Terms = {
  close: { zh: '注销', en: 'close the file' },
  'no-longer-qualifies': { zh: '脱困', en: 'no longer qualifies' },
};

export const MISSING: Terms = { threshold: { zh: '标准', en: 'threshold' }, fact: { zh: '事实', en: 'fact' } };

/** Why a fact is unknown. */
export const UNKNOWN_BECAUSE: Terms = {
  'not-yet-read': { zh: '尚未读取', en: 'not read yet' },
  'source-failed': { zh: '来源失败', en: 'the source failed' },
  withheld: { zh: '未授权', en: 'withheld' },
  'no-such-code': { zh: '代码无对应含义', en: 'a code without meaning' },
  'not-stated': { zh: '来源未载明', en: 'not stated' },
  stale: { zh: '数据过期', en: 'stale' },
  conflicting: { zh: '来源互相矛盾', en: 'sources contradict each other' },
  'no-source': { zh: '无来源', en: 'no source has it' },
  'single-month': { zh: '仅单月数据', en: 'a single month' },
  averaged: { zh: '平均值', en: 'an average' },
};

/** Why a value supports others and raises nothing alone. */
export const MARKS: Terms = {
  'single-month': { zh: '单月，不得单独作为依据', en: 'single month: raises nothing alone' },
  averaged: { zh: '平均值，不得单独作为依据', en: 'average: raises nothing alone' },
};

export const CASE_EVENTS: Terms = {
  opened: { zh: '开立', en: 'opened' },
  changed: { zh: '变化', en: 'changed' },
  closed: { zh: '关闭', en: 'closed' },
  reopened: { zh: '重新开立', en: 'opened again' },
  unjudged: { zh: '未能判断', en: 'unjudged' },
};

export const CASE_CHANGES: Terms = {
  kind: { zh: '类型', en: 'kind' },
  class: { zh: '类别', en: 'class' },
  offers: { zh: '推荐项目', en: 'offers' },
  reasons: { zh: '理由', en: 'reasons' },
  checks: { zh: '待核实', en: 'checks' },
  conditions: { zh: '条件', en: 'conditions' },
  cannotJudge: { zh: '无法判断', en: 'what cannot be judged' },
  nearMiss: { zh: '临界', en: 'near misses' },
  leaving: { zh: '退出', en: 'leaving' },
  evidence: { zh: '依据', en: 'evidence' },
};

export const APPLICATION_STATES: Terms = {
  held: { zh: '暂缓', en: 'held' },
  ready: { zh: '待推送', en: 'ready' },
  delivered: { zh: '已推送', en: 'delivered' },
  refused: { zh: '被拒', en: 'refused' },
  withdrawing: { zh: '撤回中', en: 'withdrawing' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  decided: { zh: '已办理', en: 'decided' },
};

export const APPLICATION_TONES: Readonly<Record<string, Tone>> = {
  held: 'warning',
  ready: 'busy',
  delivered: 'good',
  refused: 'bad',
  withdrawing: 'busy',
  withdrawn: 'quiet',
  decided: 'good',
};

export const REMOTE_STATUS: Terms = {
  'awaiting-confirmation': { zh: '待职工确认', en: 'awaiting confirmation' },
  confirmed: { zh: '职工已确认', en: 'confirmed' },
  declined: { zh: '职工未同意', en: 'declined' },
  expired: { zh: '逾期', en: 'expired' },
  granted: { zh: '已给予帮扶', en: 'granted' },
  refused: { zh: '未批准', en: 'refused' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
};

export const REMOTE_TONES: Readonly<Record<string, Tone>> = {
  'awaiting-confirmation': 'busy',
  confirmed: 'good',
  declined: 'quiet',
  expired: 'quiet',
  granted: 'good',
  refused: 'bad',
  withdrawn: 'quiet',
};

export const CONCERNS: Terms = {
  'ground-gone': { zh: '依据已消失', en: 'the ground is gone' },
  'evidence-changed': { zh: '依据已变化', en: 'the evidence has changed' },
};

export const YES_NO: Terms = { true: { zh: '是', en: 'yes' }, false: { zh: '否', en: 'no' } };

/** From whom a field, a signature or a paper is due. */
export const SUPPLIERS: Terms = {
  worker: { zh: '职工', en: 'worker' },
  officer: { zh: '经办人员', en: 'officer' },
  'grassroots-union': { zh: '基层工会', en: 'grassroots union' },
  'district-federation': { zh: '区总工会', en: 'district federation' },
  'mutual-aid-association': { zh: '互助会', en: 'mutual-aid association' },
  insurer: { zh: '保险公司', en: 'insurer' },
};

/** What a fact can be, where it is a word (`schemas/facts.json`). */
export const FACT_WORDS: Terms = {
  male: { zh: '男', en: 'male' },
  female: { zh: '女', en: 'female' },
  standard: { zh: '传统就业', en: 'standard employment' },
  courier: { zh: '快递外卖', en: 'courier' },
  'ride-hailing': { zh: '网约车', en: 'ride-hailing' },
  housekeeping: { zh: '家政服务', en: 'housekeeping' },
  construction: { zh: '建筑施工', en: 'construction' },
  sanitation: { zh: '环卫保洁', en: 'sanitation' },
  corroborated: { zh: '互相印证', en: 'corroborated' },
  'single-source': { zh: '单一来源', en: 'single source' },
  dibao: { zh: '最低生活保障', en: 'minimum living allowance' },
  tekun: { zh: '特困供养', en: 'destitute support' },
  'dibao-marginal': { zh: '低保边缘', en: 'just above the minimum living allowance' },
  'rigid-expense': { zh: '刚性支出困难', en: 'hardship by unavoidable expense' },
  unstated: { zh: '未说明', en: 'not stated' },
  tertiary: { zh: '三级', en: 'tertiary' },
  secondary: { zh: '二级', en: 'secondary' },
  primary: { zh: '一级', en: 'primary' },
  unrated: { zh: '未定级', en: 'unrated' },
};

/** What is shown of a form, where it is a word (`schemas/applications/parts.json`). */
export const FORM_WORDS: Terms = {
  ...FACT_WORDS,
  ...CLASSES,
  'resident-id': { zh: '居民身份证', en: 'resident identity card' },
  'hmt-residence-permit': { zh: '港澳台居民居住证', en: 'residence permit of Hong Kong, Macau and Taiwan residents' },
  'foreign-pr': { zh: '外国人永久居留身份证', en: "foreigner's permanent-resident card" },
};
