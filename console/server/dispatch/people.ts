/** Who may be paged: the switch on the phone and the roster must both say so. Read from the registry at every question. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Account } from '../accounts.ts';
import { createRoster, type Roster, readRoster } from '../sla/roster.ts';

export interface People {
  /** Reads the roster. Throws AppError ROSTER when it is wrong. */
  start(): Promise<void>;
  isOfficer(account: string): boolean;
  /** Of accounts that are no officers the roster alone says. */
  isOnDuty(account: string): boolean;
  /** Names of the shifts that run now. */
  shifts(): readonly string[];
}

export interface PeopleDeps {
  readonly dataDir: string;
  readonly officers: () => readonly Account[];
  readonly clock: Clock;
}

export function createPeople({ dataDir, officers, clock }: PeopleDeps): People {
  let roster: Roster = createRoster([]);
  const find = (account: string) => officers().find(({ id }) => id === account);
  return {
    async start() {
      roster = await readRoster(dataDir);
    },
    isOfficer: (account) => find(account) !== undefined,
    isOnDuty: (account) => (find(account)?.onDuty ?? true) && roster.isInShift(account, clock.nowMs()),
    shifts: () => roster.shiftsAt(clock.nowMs()),
  };
}
