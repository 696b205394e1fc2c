/** Employers as registers name them. The unified social credit code (GB 32100) decides where both state one; names are many, codes are not. */
import { simplified } from './chinese-script.ts';
import type { Grade } from './grade.ts';

/** What one register states of an employer; null: not stated. */
export interface EmployerStatement {
  readonly name: string | null;
  readonly uscc: string | null;
}

/** 18 characters without I, O, S, V, Z. The check character is left unread: what is not a code of this form is not stated. */
const USCC = /^[0-9A-HJ-NPQRTUWXY]{18}$/;

const usccOf = ({ uscc }: EmployerStatement): string | null => {
  const code = (uscc ?? '').normalize('NFKC').replace(/\s+/gu, '').toUpperCase();
  return USCC.test(code) ? code : null;
};

/** What social security writes where a person pays alone: no employer is named, so none can differ. */
const NO_EMPLOYER = /灵活就业|个人(参保|缴费|身份)|自由职业|^无$/u;

const nameOf = ({ name }: EmployerStatement): string | null => {
  const text = simplified((name ?? '').normalize('NFKC'))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .replace('有限责任公司', '有限公司');
  return text === '' || NO_EMPLOYER.test(text) ? null : text;
};

/** 深圳市 and 深圳 in front are one seat. */
const withPlainSeat = (name: string): string => name.replace(/^(.{2,3})[市省]/u, '$1');
/** The part by which people know an employer: without its legal form. */
const coreOf = (name: string): string => withPlainSeat(name).replace(/(集团|股份|有限|公司|企业)+$/u, '');

const BRANCH = /(分公司|支公司|子公司|分店|门店|分行|支行|分部|营业部|营业厅|办事处|项目部|经营部|服务部)$/u;

/** A branch carries its head office's name in front of its own, and a code of its own. */
const isBranchOf = (branch: string, head: string): boolean =>
  BRANCH.test(branch) && branch !== head && coreOf(head).length > 1 && withPlainSeat(branch).startsWith(coreOf(head));
const areHeadAndBranch = (a: string, b: string): boolean => isBranchOf(a, b) || isBranchOf(b, a);

const compareNames = (a: string, b: string): Grade => {
  if (a === b) return 'equal';
  return (coreOf(a) === coreOf(b) && coreOf(a).length > 1) || areHeadAndBranch(a, b) ? 'similar' : 'different';
};

/** Compares two statements of a person's employer, in either order. A head office and its branch are similar, whatever their codes. */
export const compareEmployers = (a: EmployerStatement, b: EmployerStatement): Grade => {
  const [leftName, rightName] = [nameOf(a), nameOf(b)];
  const [leftCode, rightCode] = [usccOf(a), usccOf(b)];
  if (leftCode !== null && rightCode !== null) {
    if (leftCode === rightCode) return 'equal';
    return leftName !== null && rightName !== null && areHeadAndBranch(leftName, rightName) ? 'similar' : 'different';
  }
  return leftName === null || rightName === null ? 'not-stated' : compareNames(leftName, rightName);
};
