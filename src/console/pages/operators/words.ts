/** What the page of operators and roles says. */
import { texts } from '../../language.tsx';

export const OPERATORS = texts(
  {
    about: '登录过的人员及其角色。管理员可设置他人的角色；不得设置自己的角色，审计员不得兼任其他角色。',
    empty: '尚无人登录。',
    name: '名称',
    roles: '角色',
    none: '无角色',
    lastSeenAt: '最近登录',
    act: '操作',
    change: '设置角色',
    changeOf: (name: string) => `设置 ${name} 的角色`,
    self: '本人',
    save: '保存',
    cancel: '取消',
    clash: '审计员不得兼任其他角色',
    saved: '角色已更新',
  },
  {
    about: 'Who has signed in, and in which roles. Administrators set the roles of others, never their own; an auditor is nothing else.',
    empty: 'Nobody has signed in yet.',
    name: 'Name',
    roles: 'Roles',
    none: 'no role',
    lastSeenAt: 'Last sign-in',
    act: 'Action',
    change: 'Set roles',
    changeOf: (name: string) => `Set the roles of ${name}`,
    self: 'yourself',
    save: 'Save',
    cancel: 'Cancel',
    clash: 'An auditor is nothing else',
    saved: 'Roles are set',
  },
);
