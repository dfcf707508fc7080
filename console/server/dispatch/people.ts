/** Who may be paged: the switch on the phone and the roster must both say so. Read from the registry at every question. */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Account } from '../accounts.ts';
import type { Roster } from '../sla/roster.ts';

export interface People {
  isOfficer(account: string): boolean;
  /** Of accounts that are no officers the roster alone says. */
  isOnDuty(account: string): boolean;
  /** Names of the shifts that run now. */
  shifts(): readonly string[];
}

export interface PeopleDeps {
  readonly roster: () => Roster;
  readonly officers: () => readonly Account[];
  readonly clock: Clock;
}

export function createPeople({ roster, officers, clock }: PeopleDeps): People {
  const find = (account: string) => officers().find(({ id }) => id === account);
  return {
    isOfficer: (account) => find(account) !== undefined,
    isOnDuty: (account) => (find(account)?.onDuty ?? true) && roster().isInShift(account, clock.nowMs()),
    shifts: () => roster().shiftsAt(clock.nowMs()),
  };
}
