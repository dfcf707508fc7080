/** Words of signing in and of one's own account. */
import type { Bilingual } from '@chengyun/contracts';
import { sayText } from '../ui/say.ts';

export const LOGIN_WORDS = {
  code: { zh: '动态码或恢复码', en: 'Code of the app, or a recovery code' },
  codeWanted: { zh: '请输入动态码', en: 'Now the code of your second factor' },
  codeWrong: { zh: '动态码不对，或已经用过', en: 'This code is wrong or was used already' },
  'oidc-away': { zh: '统一认证暂时无法使用', en: 'The identity provider does not answer' },
  'oidc-failed': { zh: '统一认证未完成，请重试', en: 'Signing in there was not completed; try again' },
  'oidc-unknown': { zh: '您在统一认证中没有本系统的角色', en: 'The identity provider gives you no role here' },
  account: { zh: '我的账号', en: 'My account' },
  mustPassword: { zh: '请先更换初始密码', en: 'This account needs a new password first' },
  mustSecond: { zh: '此角色必须启用动态码', en: 'This role needs a second factor first' },
  current: { zh: '当前密码', en: 'Current password' },
  next: { zh: '新密码（至少 12 个字符）', en: 'New password (12 letters or more)' },
  strength: { zh: '密码强度', en: 'Strength of the password' },
  'strength.none': { zh: '未填写', en: 'empty' },
  'strength.weak': { zh: '弱：不会被接受，或很容易被猜到', en: 'Weak: not taken, or soon guessed' },
  'strength.fair': { zh: '一般：再加一两个不相干的词', en: 'Fair: add a word or two that do not belong together' },
  'strength.strong': { zh: '强', en: 'Strong' },
  tooShort: { zh: '太短，还差 {n} 个字符', en: 'Too short: {n} letters more' },
  change: { zh: '更换密码', en: 'Change the password' },
  changed: { zh: '密码已更换，其他登录已退出', en: 'The password is changed; other sessions are over' },
  second: { zh: '动态码', en: 'Second factor' },
  begin: { zh: '启用动态码', en: 'Set one up' },
  scan: { zh: '用验证器应用扫描，或输入密钥：', en: 'Scan it with an authenticator app, or type the secret:' },
  confirm: { zh: '确认', en: 'Confirm' },
  isOn: { zh: '动态码已启用', en: 'A second factor is in force' },
  recovery: {
    zh: '恢复码每个只能用一次，只显示这一次，请妥善保存：',
    en: 'Recovery codes work once each and are shown this once. Keep them safe:',
  },
  sessions: { zh: '登录的设备', en: 'Where I am signed in' },
  this: { zh: '本设备', en: 'this one' },
  close: { zh: '退出', en: 'Sign out' },
  closeOthers: { zh: '退出其他设备', en: 'Sign out everywhere else' },
  changes: { zh: '账号的变更', en: 'What was done to this account' },
  changesUnseen: { zh: '上次登录后，您的账号有变更', en: 'Your account was changed since you last signed in' },
  goOn: { zh: '继续', en: 'Go on' },
  away: { zh: '连不上服务器', en: 'The server cannot be reached' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type LoginWord = keyof typeof LOGIN_WORDS;
export const isLoginWord = (word: string): word is LoginWord => Object.hasOwn(LOGIN_WORDS, word);
export const l = (word: LoginWord): string => sayText(LOGIN_WORDS[word]);
