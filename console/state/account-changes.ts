/** What is done to an account that its owner is told of, with its words: by push, at the next sign-in, on its page. */
import type { Bilingual } from '@chengyun/contracts';

export const ACCOUNT_CHANGE_WORDS = {
  'password.change': { zh: '密码已更换', en: 'The password was changed' },
  'account.reset': { zh: '密码已被重置为初始密码', en: 'The password was replaced by a first one' },
  'second-factor.on': { zh: '动态码已启用', en: 'A second factor was set up' },
  'second-factor.off': { zh: '动态码已停用', en: 'The second factor was taken away' },
  'session.close': { zh: '登录的设备已退出', en: 'Sessions were closed' },
  'account.change': { zh: '角色或范围已更改，登录已全部退出', en: 'Role or limits were changed, all sessions closed' },
  'account.lock': { zh: '账号已停用', en: 'The account was closed' },
  'account.open': { zh: '账号已重新启用', en: 'The account was opened again' },
} as const satisfies Readonly<Record<string, Bilingual>>;

export type AccountChangeKind = keyof typeof ACCOUNT_CHANGE_WORDS;

export interface AccountChange {
  readonly action: AccountChangeKind;
  /** Epoch ms. */
  readonly at: number;
  /** The account that did it. */
  readonly by: string;
}

/** Who is no account of a person. */
const ACTORS: Readonly<Record<string, Bilingual>> = {
  cli: { zh: '系统维护人员（命令行）', en: 'whoever runs the installation' },
  erased: { zh: '已删除的账号', en: 'an erased account' },
};
const SELF: Bilingual = { zh: '本人', en: 'you' };

export const IF_NOT_YOU: Bilingual = {
  zh: '如果不是您知道的操作，请立即告诉值班工程师。',
  en: 'If it was not you and you know nothing of it, tell the duty engineer at once.',
};

/** By whom, as the owner of the account reads it. */
export function changedBy(by: string, own: string): Bilingual {
  return by === own ? SELF : (ACTORS[by] ?? { zh: by, en: by });
}
