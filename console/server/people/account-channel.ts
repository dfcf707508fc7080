/** Says that accounts changed: a running console cuts sockets, knows new teams, and tells whoever it concerns. */
import { createListener, type Listener } from '@chengyun/platform/store/listener.ts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import { ACCOUNT_CHANGE_WORDS, type AccountChangeKind, changedBy, IF_NOT_YOU } from '../../state/account-changes.ts';
import type { Notice, Notifier } from '../notify/notifier.ts';

const CHANNEL = 'chengyun_accounts';

/** What the owner of an account is told. */
export interface ToldChange {
  readonly account: string;
  readonly action: AccountChangeKind;
  readonly by: string;
}

/** Call it inside the transaction of the change: it is heard when that commits. */
export async function announceAccounts(client: Queryable, told?: ToldChange): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, told ? JSON.stringify(told) : '']);
}

/** What was announced while nobody listened is pushed to nobody; the next sign-in shows it. */
export function watchAccounts(store: Store, push: Notifier, onChange: () => void): Listener {
  return createListener(store, CHANNEL, (payload) => {
    if (payload) void push.notify(noticeOf(JSON.parse(payload) as ToldChange));
    onChange();
  });
}

function noticeOf({ account, action, by }: ToldChange): Notice {
  const [what, who] = [ACCOUNT_CHANGE_WORDS[action], changedBy(by, account)];
  return {
    ...{ task: `account ${action}`, officer: account, level: 'blue', kind: 'live' },
    title: what,
    instruction: { zh: `操作者：${who.zh}。${IF_NOT_YOU.zh}`, en: `Done by ${who.en}. ${IF_NOT_YOU.en}` },
  };
}
