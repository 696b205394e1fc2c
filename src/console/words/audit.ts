/** Acts and outcomes of the ledger, in both languages. One that is not here stands for itself. */
import type { Terms } from '../language.tsx';

export const ACTS: Terms = {
  work: { zh: '夜间作业', en: 'work of a night' },
  'upstream-query': { zh: '向部门查询', en: 'asked an authority' },
  'verify-identity': { zh: '身份核验', en: 'verified an identity' },
  'verification-read': { zh: '查看核验结果', en: 'read a verification' },
  'case-read': { zh: '查看个案', en: 'read cases' },
  'application-read': { zh: '查看申请', en: 'read applications' },
  explain: { zh: '生成说明', en: 'explained a case' },
  callback: { zh: '申请状态回调', en: 'callback' },
  'audit-read': { zh: '查看台账', en: 'read the ledger' },
  'sign-in': { zh: '登录', en: 'sign-in' },
  'sign-out': { zh: '退出登录', en: 'sign-out' },
  'issue-token': { zh: '签发令牌', en: 'issued a token' },
  'role-granted': { zh: '角色变更', en: 'set roles' },
  'run-opened': { zh: '启动批次', en: 'started a run' },
  'jobs-retried': { zh: '重试作业', en: 'retried jobs' },
  'rule-set-activated': { zh: '启用规则集', en: 'activated a rule set' },
  'rules-replay': { zh: '重演', en: 'judged a night again' },
  retention: { zh: '执行保存期限', en: 'retention' },
  erase: { zh: '销毁', en: 'erased a person' },
  'keys-rotated': { zh: '更换密钥', en: 'rotated keys' },
  'maintenance-planned': { zh: '登记停服时段', en: 'planned maintenance' },
  'maintenance-ended': { zh: '撤销停服时段', en: 'ended maintenance' },
};

/** What an actor's name begins with. */
export const ACTORS: Terms = {
  client: { zh: '系统', en: 'system' },
  operator: { zh: '人员', en: 'operator' },
  command: { zh: '命令行', en: 'command line' },
  machine: { zh: '夜间步骤', en: 'step' },
};

export const OUTCOMES: Terms = {
  listed: { zh: '已列出', en: 'listed' },
  shown: { zh: '已显示', en: 'shown' },
  moved: { zh: '已变更', en: 'moved' },
  unchanged: { zh: '未变更', en: 'unchanged' },
  overtaken: { zh: '已有更晚决定', en: 'overtaken' },
  superseded: { zh: '版本已被取代', en: 'superseded' },
  undecided: { zh: '尚未决定', en: 'undecided' },
  repeated: { zh: '重复', en: 'repeated' },
  'unknown-application': { zh: '无此申请', en: 'unknown application' },
  done: { zh: '完成', en: 'done' },
  failed: { zh: '失败', en: 'failed' },
  refused: { zh: '被拒', en: 'refused' },
  match: { zh: '一致', en: 'match' },
  partial: { zh: '部分一致', en: 'partial' },
  mismatch: { zh: '不一致', en: 'mismatch' },
  'not-found': { zh: '未找到', en: 'not found' },
  unavailable: { zh: '无法核验', en: 'unavailable' },
};
