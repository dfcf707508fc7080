/**
 * Signing in with a password: attempt counted, password, second factor where there is one, then a session. What is
 * answered does not say whether an account exists. A right password of an outdated hash is hashed anew.
 */
import type { Bilingual, Role } from '@chengyun/contracts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { AccountChange } from '../../state/account-changes.ts';
import { findLogin } from '../accounts.ts';
import type { AuditEntry } from '../audit/audit.ts';
import type { LoginThrottle } from '../login-throttle.ts';
import { checkPassword, hashPassword, isOutdated } from '../passwords.ts';
import type { Duty, Sessions } from '../sessions.ts';
import { changesOf } from './account-changes.ts';
import type { SecondFactor } from './second-factor.ts';

export interface SignInWish {
  readonly account: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly address: string;
  readonly label: string;
}

export type SignInAnswer =
  | {
      readonly kind: 'in';
      readonly token: string;
      readonly csrf: string;
      readonly role: Role;
      readonly name: Bilingual;
      readonly mustDo: Duty | null;
      /** What was done to the account since the sign-in before. */
      readonly changes: readonly AccountChange[];
    }
  | { readonly kind: 'wait'; readonly waitMs: number }
  | { readonly kind: 'wrong' }
  /** The password is right, and a code of the second factor has to come with it. */
  | { readonly kind: 'second-factor'; readonly isWrong: boolean };

export interface SignInDeps {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly throttle: LoginThrottle;
  readonly secondFactor: SecondFactor;
  readonly audit: (entry: AuditEntry) => Promise<void>;
}

export async function signIn(wish: SignInWish, deps: SignInDeps): Promise<SignInAnswer> {
  const { store, sessions, throttle, secondFactor, audit } = deps;
  const { account, password, code } = wish;
  const waitMs = await throttle.attempt(account, wish.address);
  if (waitMs > 0) return { kind: 'wait', waitMs };
  const login = await findLogin(store, account);
  if (!(await checkPassword(login?.hash ?? null, password)) || !login || login.disabled) {
    await audit({ actor: account, action: 'sign-in.failed', subject: account, details: {} });
    return { kind: 'wrong' };
  }
  const hasSecond = await secondFactor.isOn(account);
  if (hasSecond && code === undefined) {
    await throttle.undecided(wish.address);
    return { kind: 'second-factor', isWrong: false };
  }
  if (hasSecond && !(await secondFactor.check(account, code ?? ''))) {
    await audit({ actor: account, action: 'sign-in.failed', subject: account, details: { factor: 'second' } });
    return { kind: 'second-factor', isWrong: true };
  }
  await throttle.succeeded(account, wish.address);
  if (isOutdated(login.hash)) {
    const hash = await hashPassword(password);
    await store.query('UPDATE accounts SET password_hash = $2 WHERE id = $1 AND password_hash = $3', [
      ...[account, hash, login.hash],
    ]);
  }
  const { token, csrf } = await sessions.open(account, { label: wish.label, secondFactor: hasSecond });
  const changes = await changesOf(store, account, 'unseen');
  await audit({ actor: account, action: 'sign-in', subject: account, details: { secondFactor: hasSecond } });
  const session = await sessions.find(token);
  const { role, name } = login.account;
  return { kind: 'in', token, csrf, role, name, mustDo: session?.mustDo ?? null, changes };
}
