/** Accounts from the command line, for whoever runs the installation: the same acts as in the console, audited as `cli`. */

import { appendAudit } from '@chengyun/console/server/audit/audit.ts';
import { createLoginThrottle } from '@chengyun/console/server/login-throttle.ts';
import {
  addAccount,
  changeAccount,
  listAccounts,
  resetPassword,
  setDisabled,
} from '@chengyun/console/server/people/account-book.ts';
import { createSecondFactor } from '@chengyun/console/server/people/second-factor.ts';
import { installationBox } from '@chengyun/console/server/people/secret-box.ts';
import { ROLES, type Role } from '@chengyun/contracts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import { dataDirOf, withStore } from '../../installation.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';

const DATA_DIR = { type: 'string', value: 'folder', summary: 'the installation (./.chengyun)' } as const;
const BY = 'cli';
const LIMITS = {
  role: { type: 'string', value: 'role', summary: ROLES.filter((role) => role !== 'wall').join(', ') },
  zh: { type: 'string', value: 'name', summary: 'Chinese name of the job, not of the person' },
  en: { type: 'string', value: 'name', summary: 'English name of the job' },
  skills: { type: 'string', value: 'domain[,domain]', summary: 'domains that a team works in' },
  districts: { type: 'string', value: 'id[,id]', summary: 'districts that it is limited to; "all" lifts the limit' },
  domains: { type: 'string', value: 'id[,id]', summary: 'domains that it is limited to; "all" lifts the limit' },
  'data-dir': DATA_DIR,
} as const;

function oneAccount(args: readonly string[]): string {
  const [id, ...more] = args;
  if (id === undefined || more.length > 0) throw new AppError('USAGE', 'name exactly one account.');
  return id;
}

const words = (option: unknown): string[] | undefined =>
  typeof option === 'string' ? option.split(',').filter((word) => word !== '') : undefined;

function limitOf(option: unknown): string[] | null | undefined {
  return option === 'all' ? null : words(option);
}

function roleOf(option: unknown): Role | undefined {
  if (option === undefined) return undefined;
  const role = ROLES.find((one) => one === option);
  if (!role) throw new AppError('USAGE', `There is no role "${String(option)}".`);
  return role;
}

const inStore = <T>({ options }: CommandContext, work: (store: Store) => Promise<T>): Promise<T> =>
  withStore(dataDirOf(options['data-dir']), work);

export const accountAdd: Command = {
  name: 'account add',
  usage: '<id>',
  summary: 'make an account; prints its first password, which has to be changed at the first sign-in',
  options: LIMITS,
  async run(context) {
    const { args, options, print, json } = context;
    const id = oneAccount(args);
    const role = roleOf(options.role);
    if (!role) throw new AppError('USAGE', 'name a role with --role.');
    const name = { zh: String(options.zh ?? id), en: String(options.en ?? options.zh ?? id) };
    const scope = { districts: limitOf(options.districts) ?? null, domains: limitOf(options.domains) ?? null };
    const account = { id, role, name, scope, skills: words(options.skills) ?? [] };
    const password = await inStore(context, (store) => addAccount(store, account, BY));
    print(`${id} is an account of the role ${role}. First password: ${password}`);
    json({ account: id, role, password });
    return EXIT.ok;
  },
};

export const accountChange: Command = {
  name: 'account change',
  usage: '<id>',
  summary: 'change role, name, skills or limits; ends its sessions',
  options: LIMITS,
  async run(context) {
    const { args, options, print, json } = context;
    const id = oneAccount(args);
    const [role, skills] = [roleOf(options.role), words(options.skills)];
    const [districts, domains] = [limitOf(options.districts), limitOf(options.domains)];
    const { zh, en } = options;
    if ((zh === undefined) !== (en === undefined)) throw new AppError('USAGE', 'a name has --zh and --en.');
    await inStore(context, async (store) => {
      const known = (await listAccounts(store)).find((account) => account.id === id);
      const scope = {
        districts: districts === undefined ? (known?.districts ?? null) : districts,
        domains: domains === undefined ? (known?.domains ?? null) : domains,
      };
      await changeAccount(
        store,
        id,
        {
          ...(role && { role }),
          ...(skills && { skills }),
          ...(zh !== undefined && { name: { zh: String(zh), en: String(en) } }),
          ...((districts !== undefined || domains !== undefined) && { scope }),
        },
        BY,
      );
    });
    print(`${id} is changed; its sessions are over.`);
    json({ account: id, changed: true });
    return EXIT.ok;
  },
};

export const accountList: Command = {
  name: 'account list',
  usage: '',
  summary: 'list the accounts: role, limits, second factor, who is closed or locked out',
  options: { 'data-dir': DATA_DIR },
  async run(context) {
    const { print, json } = context;
    const { accounts, waiting } = await inStore(context, async (store) => ({
      accounts: await listAccounts(store),
      waiting: await createLoginThrottle(systemClock, store).waiting(),
    }));
    const width = Math.max(7, ...accounts.map(({ id }) => id.length)) + 2;
    print(`${'account'.padEnd(width)}${'role'.padEnd(12)}state`);
    for (const account of accounts) {
      const { id, role, districts, domains } = account;
      const state = [
        ...(account.disabled ? ['closed'] : []),
        ...(waiting.some((one) => one.account === id) ? ['locked out'] : []),
        ...(account.secondFactor ? ['second factor'] : []),
        ...(account.mustChange ? ['first password'] : []),
        ...(districts ? [`districts ${districts.join(',')}`] : []),
        ...(domains ? [`domains ${domains.join(',')}`] : []),
      ];
      print(`${id.padEnd(width)}${role.padEnd(12)}${state.join(', ')}`);
    }
    json({ accounts, waiting });
    return EXIT.ok;
  },
};

/** A command that does one thing to one account and says so. */
function act(
  name: string,
  summary: string,
  said: string,
  work: (store: Store, id: string) => Promise<unknown>,
): Command {
  return {
    ...{ name, usage: '<id>', summary, options: { 'data-dir': DATA_DIR } },
    async run(context) {
      const id = oneAccount(context.args);
      const answer = await inStore(context, (store) => work(store, id));
      const password = typeof answer === 'string' ? answer : undefined;
      context.print(password === undefined ? `${id} ${said}` : `${id} ${said} ${password}`);
      context.json({ account: id, ...(password === undefined ? {} : { password }) });
      return EXIT.ok;
    },
  };
}

export const ACCOUNT: readonly Command[] = [
  accountAdd,
  accountChange,
  accountList,
  act('account lock', 'close an account: it opens nothing until `account open`', 'is closed.', (store, id) =>
    setDisabled(store, id, true, BY),
  ),
  act('account open', 'open a closed account again', 'is open again.', (store, id) =>
    setDisabled(store, id, false, BY),
  ),
  act('account unlock', 'let an account try again at once after wrong passwords', 'may try again.', unlock),
  act('account reset', 'give a new first password', 'has a new first password:', (store, id) =>
    resetPassword(store, id, BY),
  ),
  {
    name: 'account second-factor-off',
    usage: '<id>',
    summary: 'take away a lost second factor',
    options: { 'data-dir': DATA_DIR },
    async run(context) {
      const id = oneAccount(context.args);
      const box = await installationBox(dataDirOf(context.options['data-dir']));
      const removed = await inStore(context, (store) =>
        createSecondFactor({ store, clock: systemClock, box: () => box }).remove(id, BY),
      );
      context.print(removed ? `${id} has no second factor any more.` : `${id} has no second factor.`);
      context.json({ account: id, removed });
      return removed ? EXIT.ok : EXIT.no;
    },
  },
];

async function unlock(store: Store, id: string): Promise<void> {
  if (!(await createLoginThrottle(systemClock, store).unlock(id))) {
    throw new AppError('ACCOUNT', `${id} is not locked out.`);
  }
  await appendAudit(store, { actor: BY, action: 'account.unlock', subject: id, details: {} });
}
