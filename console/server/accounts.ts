/**
 * Accounts are made at the first start, with generated passwords that are handed out once and changed at the first
 * sign-in; a demonstration may keep them. An officer's account is a
 * job (`防汛二队`), not a person; its position is kept here only, is never logged and never leaves the server.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bilingual, Role } from '@chengyun/contracts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import type { Scope } from './access/scope.ts';
import type { ConsoleConfig } from './config.ts';
import { generatePassword, hashPassword, NO_PASSWORD } from './passwords.ts';

export interface Account {
  readonly id: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly onDuty: boolean;
  readonly lonDeg: number | null;
  readonly latDeg: number | null;
  /** When its phone told that place, wall ms; null: it is where the team is stationed. */
  readonly placeAtMs: number | null;
  /** Domains that a team works in; none: it is sent to anything. */
  readonly skills: readonly string[];
  readonly scope: Scope;
}

export interface FirstAccount {
  readonly account: string;
  readonly role: Role;
  readonly password: string;
}

type Seed = Omit<Account, 'onDuty' | 'scope' | 'placeAtMs'>;

const seat = (id: string, role: Role, zh: string, en: string): Seed => ({
  ...{ id, role, name: { zh, en }, lonDeg: null, latDeg: null, skills: [] },
});
const team = (seed: Seed, skills: readonly string[], lonDeg: number, latDeg: number): Seed => ({
  ...{ ...seed, skills, lonDeg, latDeg },
});

/** Stations of the teams of the demonstration city: Lujiazui, Chuansha, Zhoupu and Huamu. */
const FIRST_ACCOUNTS: readonly Seed[] = [
  seat('operator', 'operator', '值班员', 'Duty operator'),
  team(seat('officer-1', 'officer', '防汛一队', 'Flood crew 1'), ['flood'], 121.5066, 31.2372),
  team(seat('officer-2', 'officer', '防汛二队', 'Flood crew 2'), ['flood'], 121.6982, 31.1866),
  team(seat('officer-3', 'officer', '泵闸所', 'Pump and gate crew'), ['flood'], 121.575, 31.113),
  team(seat('officer-4', 'officer', '交警一中队', 'Traffic police squad 1'), ['traffic'], 121.5463, 31.2108),
  seat('engineer', 'engineer', '工程师', 'Engineer'),
  seat('auditor', 'auditor', '审计员', 'Auditor'),
];
/** The screen itself: a session without a person, opened by the wall key. */
const WALL: Seed = seat('wall', 'wall', '大屏', 'Wall');

/** Creates the accounts when there are none. Returns what was made, passwords in clear, for the one time they exist. */
export async function ensureAccounts(
  store: Store,
  { dataDir, firstPasswords }: Pick<ConsoleConfig, 'dataDir' | 'firstPasswords'>,
): Promise<readonly FirstAccount[]> {
  const { rows } = await store.query<{ count: number }>('SELECT count(*)::int AS count FROM accounts');
  if ((rows[0]?.count ?? 0) > 0) return [];
  const made = FIRST_ACCOUNTS.map(({ id, role }) => ({ account: id, role, password: generatePassword() }));
  const hashes = await Promise.all(made.map(({ password }) => hashPassword(password)));
  // The file first: a crash in between leaves passwords without accounts, which the next start replaces.
  const lines = made.map(({ account, role, password }) => `${account}\t${role}\t${password}\n`);
  await writeFile(join(dataDir, 'first-passwords.txt'), lines.join(''), { mode: 0o600 });
  await store.tx(async (client) => {
    for (const [i, account] of FIRST_ACCOUNTS.entries())
      await insert(client, account, hashes[i] ?? NO_PASSWORD, firstPasswords === 'change');
    await insert(client, WALL, NO_PASSWORD, false);
  });
  return made;
}

async function insert(
  client: Queryable,
  { id, role, name, lonDeg, latDeg, skills }: Seed,
  hash: string,
  mustChange: boolean,
): Promise<void> {
  await client.query(
    `INSERT INTO accounts (id, role, name, password_hash, lon_deg, lat_deg, skills, must_change)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, role, JSON.stringify(name), hash, lonDeg, latDeg, JSON.stringify(skills), mustChange],
  );
}

interface AccountRow {
  id: string;
  role: Role;
  name: Bilingual;
  password_hash: string;
  lon_deg: number | null;
  lat_deg: number | null;
  place_at?: number | null;
  on_duty: boolean;
  skills: readonly string[];
  districts: readonly string[] | null;
  domains: readonly string[] | null;
  disabled_at: Date | null;
}

const accountFromRow = (row: AccountRow): Account => ({
  id: row.id,
  role: row.role,
  name: row.name,
  onDuty: row.on_duty,
  lonDeg: row.lon_deg,
  latDeg: row.lat_deg,
  placeAtMs: row.place_at ?? null,
  skills: row.skills,
  scope: { districts: row.districts, domains: row.domains },
});

export interface Login {
  readonly account: Account;
  readonly hash: string;
  /** Closed by an engineer: opens nothing. */
  readonly disabled: boolean;
}

export async function findLogin(client: Queryable, id: string): Promise<Login | null> {
  const { rows } = await client.query<AccountRow>('SELECT * FROM accounts WHERE id = $1', [id]);
  const [row] = rows;
  return row ? { account: accountFromRow(row), hash: row.password_hash, disabled: row.disabled_at !== null } : null;
}

export async function listOfficers(client: Queryable): Promise<readonly Account[]> {
  const { rows } = await client.query<AccountRow>(
    `SELECT a.*, coalesce(p.lon_deg, a.lon_deg) AS lon_deg, coalesce(p.lat_deg, a.lat_deg) AS lat_deg,
       (extract(epoch FROM p.at) * 1000)::bigint AS place_at
     FROM accounts a LEFT JOIN officer_positions p ON p.account = a.id
     WHERE a.role = 'officer' AND a.disabled_at IS NULL ORDER BY a.id`,
  );
  return rows.map(accountFromRow);
}

/** Accounts of people that are not closed. */
export async function listPeople(client: Queryable): Promise<readonly string[]> {
  const { rows } = await client.query<{ id: string }>(
    "SELECT id FROM accounts WHERE role <> 'wall' AND disabled_at IS NULL",
  );
  return rows.map(({ id }) => id);
}

export async function setDuty(client: Queryable, id: string, onDuty: boolean): Promise<void> {
  await client.query('UPDATE accounts SET on_duty = $2 WHERE id = $1', [id, onDuty]);
}
