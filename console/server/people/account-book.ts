/**
 * The accounts as engineers keep them: made, changed, closed, opened again. Each act stands in the audit trail in the
 * transaction of the thing itself. Whoever's rights or password change loses every open session.
 */
import type { Bilingual, Role } from '@chengyun/contracts';
import { ROLES } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import type { AccountChangeKind } from '../../state/account-changes.ts';
import type { Scope } from '../access/scope.ts';
import { appendAuditIn } from '../audit/audit.ts';
import { generatePassword, hashPassword } from '../passwords.ts';
import { recordChange } from './account-changes.ts';
import { announceAccounts } from './account-channel.ts';

export interface AccountLine {
  readonly id: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly skills: readonly string[];
  readonly districts: readonly string[] | null;
  readonly domains: readonly string[] | null;
  readonly disabled: boolean;
  readonly secondFactor: boolean;
  readonly mustChange: boolean;
  /** Signed in through the identity provider. */
  readonly oidc: boolean;
  readonly sessions: number;
}

export interface NewAccount {
  readonly id: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly skills: readonly string[];
  readonly scope: Scope;
}

export type AccountChange = Partial<Omit<NewAccount, 'id'>>;

/** Roles that people have; a wall is a screen. */
export const PEOPLE_ROLES: readonly Role[] = ROLES.filter((role) => role !== 'wall');
const ACCOUNTS_MAX = 5000;
const ID = /^[a-z0-9][a-z0-9.-]{1,47}$/;

const fail = (message: string): AppError => new AppError('ACCOUNT', message);

export async function listAccounts(store: Queryable): Promise<readonly AccountLine[]> {
  const { rows } = await store.query<AccountLine>(
    `SELECT a.id, a.role, a.name, a.skills, a.districts, a.domains, a.disabled_at IS NOT NULL AS disabled,
       a.totp_confirmed_at IS NOT NULL AS "secondFactor", a.must_change AS "mustChange",
       a.oidc_subject IS NOT NULL AS oidc,
       (SELECT count(*)::int FROM sessions s WHERE s.account = a.id) AS sessions
     FROM accounts a ORDER BY a.id`,
  );
  return rows;
}

/** Returns the first password, which has to be changed at the first sign-in. Throws AppError ACCOUNT. */
export async function addAccount(store: Store, account: NewAccount, by: string): Promise<string> {
  const { id, role, name, skills, scope } = account;
  if (!ID.test(id)) throw fail(`"${id.slice(0, 60)}" is no name of an account: a-z, 0-9, dots and dashes, 2 to 48.`);
  if (!PEOPLE_ROLES.includes(role)) throw fail(`There is no role ${role}; roles are ${PEOPLE_ROLES.join(', ')}.`);
  const password = generatePassword();
  const hash = await hashPassword(password);
  await store.tx(async (client) => {
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM accounts');
    if ((rows[0]?.count ?? 0) >= ACCOUNTS_MAX) throw fail(`There are ${ACCOUNTS_MAX} accounts already.`);
    const { rowCount } = await client.query(
      `INSERT INTO accounts (id, role, name, password_hash, skills, districts, domains, must_change)
       VALUES ($1, $2, $3, $4, $5, $6, $7, true) ON CONFLICT (id) DO NOTHING`,
      [id, role, JSON.stringify(name), hash, JSON.stringify(skills), scope.districts, scope.domains],
    );
    if (!rowCount) throw fail(`There is an account ${id} already.`);
    const details = { role, skills, ...scope };
    await appendAuditIn(client, { actor: by, action: 'account.add', subject: id, details });
    await announceAccounts(client);
  });
  return password;
}

/** Throws AppError ACCOUNT for an unknown account, and for one's own: nobody raises their own rights. */
export async function changeAccount(store: Store, id: string, change: AccountChange, by: string): Promise<void> {
  if (id === by) throw fail('Nobody changes the rights of their own account.');
  if (change.role && !PEOPLE_ROLES.includes(change.role)) throw fail(`There is no role ${change.role}.`);
  await act(store, id, by, 'account.change', { ...change }, async (client) => {
    const { role, name, skills, scope } = change;
    await client.query(
      `UPDATE accounts SET role = coalesce($2, role), name = coalesce($3, name), skills = coalesce($4, skills),
         districts = CASE WHEN $5 THEN $6 ELSE districts END, domains = CASE WHEN $5 THEN $7 ELSE domains END
       WHERE id = $1`,
      [
        ...[id, role ?? null, name ? JSON.stringify(name) : null, skills ? JSON.stringify(skills) : null],
        ...[scope !== undefined, scope?.districts ?? null, scope?.domains ?? null],
      ],
    );
  });
}

/** Closes an account or opens it again. */
export async function setDisabled(store: Store, id: string, disabled: boolean, by: string): Promise<void> {
  if (id === by) throw fail('Nobody closes their own account.');
  await act(store, id, by, disabled ? 'account.lock' : 'account.open', {}, async (client) => {
    await client.query('UPDATE accounts SET disabled_at = $2 WHERE id = $1', [
      id,
      disabled ? new Date(store.clock.nowMs()) : null,
    ]);
  });
}

/** A new first password. */
export async function resetPassword(store: Store, id: string, by: string): Promise<string> {
  const password = generatePassword();
  const hash = await hashPassword(password);
  await act(store, id, by, 'account.reset', {}, async (client) => {
    await client.query(
      'UPDATE accounts SET password_hash = $2, must_change = true, password_at = now() WHERE id = $1',
      [id, hash],
    );
  });
  return password;
}

/** The change, the end of its sessions and its row of the audit trail: all or nothing. */
async function act(
  store: Store,
  id: string,
  by: string,
  action: AccountChangeKind,
  details: Readonly<Record<string, unknown>>,
  change: (client: Queryable) => Promise<void>,
): Promise<void> {
  await store.tx(async (client) => {
    const { rows } = await client.query<{ role: Role }>('SELECT role FROM accounts WHERE id = $1 FOR UPDATE', [id]);
    if (!rows[0] || rows[0].role === 'wall') throw fail(`There is no account ${id.slice(0, 60)} of a person.`);
    await change(client);
    await client.query('DELETE FROM sessions WHERE account = $1', [id]);
    await recordChange(client, { actor: by, action, subject: id, details });
  });
}
