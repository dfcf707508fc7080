/** Changes of what opens an account: each is a row of the audit trail, and its owner is told of it. */
import type { Queryable } from '@chengyun/platform/store/store.ts';
import { ACCOUNT_CHANGE_WORDS, type AccountChange, type AccountChangeKind } from '../../state/account-changes.ts';
import { type AuditEntry, appendAuditIn } from '../audit/audit.ts';
import { announceAccounts } from './account-channel.ts';

export type AccountChangeEntry = AuditEntry & { readonly action: AccountChangeKind };

/** Call it inside the transaction of the change; `subject` is the account. */
export async function recordChange(client: Queryable, entry: AccountChangeEntry): Promise<void> {
  await appendAuditIn(client, entry);
  await announceAccounts(client, { account: entry.subject, action: entry.action, by: entry.actor });
}

const LINES_MAX = 20;
/** Written out, so that the index of migration 0015 serves. */
const KINDS = Object.keys(ACCOUNT_CHANGE_WORDS)
  .map((kind) => `'${kind}'`)
  .join(', ');
const SINCE_SIGN_IN = "AND n > coalesce((SELECT max(n) FROM audit WHERE subject = $1 AND action = 'sign-in'), 0)";

/** Newest first; `unseen` are those after the newest sign-in. */
export async function changesOf(
  client: Queryable,
  account: string,
  which: 'all' | 'unseen',
): Promise<readonly AccountChange[]> {
  const { rows } = await client.query<AccountChange>(
    `SELECT action, (extract(epoch FROM at) * 1000)::bigint AS at, actor AS by FROM audit
     WHERE subject = $1 AND action IN (${KINDS}) ${which === 'unseen' ? SINCE_SIGN_IN : ''}
     ORDER BY n DESC LIMIT ${LINES_MAX}`,
    [account],
  );
  return rows;
}
