/** What the sign-in page says. */
import { texts } from '../language.tsx';

export const SIGN_IN = texts(
  {
    product: '互证',
    title: '登录',
    heading: '登录互证',
    about: '市总工会会员数据互证与帮扶线索的运维台。所有查阅与操作均记入审计台账。',
    name: '账号',
    nameMissing: '请输入账号',
    password: '口令',
    passwordMissing: '请输入口令',
    passwordWhere: '本地账号 admin 的口令在 HUZHENG_HOME 的 admin-password 文件中。',
    signIn: '登录',
    refused: '未能登录',
    or: '或',
    provider: '通过统一身份认证登录',
  },
  {
    product: 'Huzheng',
    title: 'Sign in',
    heading: 'Sign in to Huzheng',
    about: 'Where the federation’s data exchange is operated. Every look and every act goes into the audit ledger.',
    name: 'Name',
    nameMissing: 'Enter a name',
    password: 'Password',
    passwordMissing: 'Enter a password',
    passwordWhere: 'The password of the local account admin stands in the file admin-password in HUZHENG_HOME.',
    signIn: 'Sign in',
    refused: 'Not signed in',
    or: 'or',
    provider: 'Sign in with the identity provider',
  },
);
