/** Officers by the hundred, each with a session and a phone on a live socket. */
import { createSessions, SESSION_COOKIE } from '@chengyun/console/server/sessions.ts';
import type { AlarmView, Incident } from '@chengyun/contracts';
import { type ConsoleSocket, openConsoleSocket } from '@chengyun/ops/console-socket.ts';
import { withStore } from '@chengyun/ops/installation.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';

export interface ManyPhones {
  close(): void;
}

export interface ManyPhonesOptions {
  readonly dataDir: string;
  readonly consoleUrl: string;
  /** Accounts that are not there are made, without a password. */
  readonly accounts: readonly string[];
  readonly signal: AbortSignal;
  /** A phone has these, in a snapshot or a delta. */
  readonly onSeen: (account: string, alarms: readonly AlarmView[], incidents: readonly Incident[]) => void;
}

const OPENED_AT_ONCE = 10;
const DAY_MS = 86_400_000;
/** Opens nothing: these accounts come with a session, never with a password. */
const NO_PASSWORD = '!';

export async function openManyPhones(options: ManyPhonesOptions): Promise<ManyPhones> {
  const { dataDir, consoleUrl, accounts, signal, onSeen } = options;
  const cookies = await withStore(dataDir, async (store) => {
    await store.query(
      `INSERT INTO accounts (id, role, name, password_hash)
       SELECT id, 'officer', jsonb_build_object('zh', id, 'en', id), $2 FROM unnest($1::text[]) AS phone (id)
       ON CONFLICT (id) DO NOTHING`,
      [accounts, NO_PASSWORD],
    );
    const sessions = createSessions({ sessionIdleMs: DAY_MS, sessionMaxMs: DAY_MS }, { store, clock: systemClock });
    const made: string[] = [];
    for (const account of accounts) made.push(`${SESSION_COOKIE}=${(await sessions.open(account)).token}`);
    return made;
  });
  const sockets: ConsoleSocket[] = [];
  for (let i = 0; i < accounts.length; i += OPENED_AT_ONCE) {
    const some = accounts.slice(i, i + OPENED_AT_ONCE).map((account, j) =>
      openConsoleSocket({
        ...{ origin: consoleUrl, cookie: cookies[i + j] ?? '', subscribe: { view: 'field', timeline: 'live' }, signal },
        onSnapshot: ({ alarms, incidents }) => onSeen(account, alarms, incidents),
        onDelta: ({ alarms, incidents }) => onSeen(account, alarms ?? [], incidents ?? []),
      }),
    );
    sockets.push(...(await Promise.all(some)));
  }
  return {
    close: () => {
      for (const socket of sockets) socket.close();
    },
  };
}
