/**
 * Accounts are made at the first start, with generated passwords that are handed out once. An officer's account is a
 * job (`防汛二队`), not a person; its position is kept here only, is never logged and never leaves the server.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bilingual, Role } from '@chengyun/contracts';
import type { Queryable, Store } from '@chengyun/platform/store/store.ts';
import { generatePassword, hashPassword, NO_PASSWORD } from './passwords.ts';

export interface Account {
  readonly id: string;
  readonly role: Role;
  readonly name: Bilingual;
  readonly onDuty: boolean;
  readonly lonDeg: number | null;
  readonly latDeg: number | null;
  /** Domains that a team works in; none: it is sent to anything. */
  readonly skills: readonly string[];
}

export interface FirstAccount {
  readonly account: string;
  readonly role: Role;
  readonly password: string;
}

type Seed = Omit<Account, 'onDuty'>;

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
export async function ensureAccounts(store: Store, dataDir: string): Promise<readonly FirstAccount[]> {
  const { rows } = await store.query<{ count: number }>('SELECT count(*)::int AS count FROM accounts');
  if ((rows[0]?.count ?? 0) > 0) return [];
  const made = FIRST_ACCOUNTS.map(({ id, role }) => ({ account: id, role, password: generatePassword() }));
  const hashes = await Promise.all(made.map(({ password }) => hashPassword(password)));
  // The file first: a crash in between leaves passwords without accounts, which the next start replaces.
  const lines = made.map(({ account, role, password }) => `${account}\t${role}\t${password}\n`);
  await writeFile(join(dataDir, 'first-passwords.txt'), lines.join(''), { mode: 0o600 });
  await store.tx(async (client) => {
    for (const [i, account] of FIRST_ACCOUNTS.entries()) await insert(client, account, hashes[i] ?? NO_PASSWORD);
    await insert(client, WALL, NO_PASSWORD);
  });
  return made;
}

async function insert(
  client: Queryable,
  { id, role, name, lonDeg, latDeg, skills }: Seed,
  hash: string,
): Promise<void> {
  await client.query(
    `INSERT INTO accounts (id, role, name, password_hash, lon_deg, lat_deg, skills)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, role, JSON.stringify(name), hash, lonDeg, latDeg, JSON.stringify(skills)],
  );
}

interface AccountRow {
  id: string;
  role: Role;
  name: Bilingual;
  password_hash: string;
  lon_deg: number | null;
  lat_deg: number | null;
  on_duty: boolean;
  skills: readonly string[];
}

const accountFromRow = (row: AccountRow): Account => ({
  id: row.id,
  role: row.role,
  name: row.name,
  onDuty: row.on_duty,
  lonDeg: row.lon_deg,
  latDeg: row.lat_deg,
  skills: row.skills,
});

export async function findLogin(client: Queryable, id: string): Promise<{ account: Account; hash: string } | null> {
  const { rows } = await client.query<AccountRow>('SELECT * FROM accounts WHERE id = $1', [id]);
  const [row] = rows;
  return row ? { account: accountFromRow(row), hash: row.password_hash } : null;
}

export async function listOfficers(client: Queryable): Promise<readonly Account[]> {
  const { rows } = await client.query<AccountRow>("SELECT * FROM accounts WHERE role = 'officer' ORDER BY id");
  return rows.map(accountFromRow);
}

export async function setDuty(client: Queryable, id: string, onDuty: boolean): Promise<void> {
  await client.query('UPDATE accounts SET on_duty = $2 WHERE id = $1', [id, onDuty]);
}
