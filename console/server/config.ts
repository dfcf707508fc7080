import { ROLES, type Role } from '@chengyun/contracts';
import type { PrivacyBudget } from '@chengyun/platform/privacy/privacy-file.ts';
import { type ConfigOf, int, oneOf, text } from '@chengyun/platform/service/config.ts';
import { AppError } from '@chengyun/platform/service/service.ts';

const FIRST_PASSWORDS = ['change', 'keep'] as const;

/** Keys of the console's environment; the common ones are read by runService. */
export const CONSOLE_SPEC = {
  CHENGYUN_CONSOLE_HOST: text({ default: '127.0.0.1' }),
  /** Timeline shown to clients that ask for none; empty: the newest exercise that runs, else live. */
  CHENGYUN_DEFAULT_TIMELINE: text({ default: '' }),
  /** Telemetry records read back per start, over all partitions, so that the newest values are there at once. */
  CHENGYUN_CONSOLE_BACKFILL_RECORDS: int({ default: 200_000, min: 0, max: 5_000_000 }),
  CHENGYUN_SESSION_IDLE_MIN: int({ default: 12 * 60, min: 5, max: 7 * 24 * 60 }),
  CHENGYUN_SESSION_MAX_H: int({ default: 7 * 24, min: 1, max: 90 * 24 }),
  CHENGYUN_CONSOLE_CLIENTS_MAX: int({ default: 200, min: 1, max: 10_000 }),
  /** Of them, those that look at the past at the same time: each is a copy of the state of its timeline. */
  CHENGYUN_CONSOLE_TRAVELLERS_MAX: int({ default: 20, min: 0, max: 1000 }),
  /** The public address when a TLS proxy stands in front, for instance https://ops.example; makes cookies Secure. */
  CHENGYUN_CONSOLE_ORIGIN: text({ default: '' }),
  /** Addresses of TLS proxies on other machines, by commas: whose word about the sender of a request is believed. */
  CHENGYUN_CONSOLE_PROXIES: text({ default: '' }),
  /** Push services of one's own, by host and commas: all others have to lie outside of the installation's network. */
  CHENGYUN_CONSOLE_PUSH_HOSTS: text({ default: '' }),
  /** Roles that sign in with a second factor only, by commas, for instance engineer,auditor. */
  CHENGYUN_SECOND_FACTOR_ROLES: text({ default: '' }),
  /** Whether the passwords of the first start have to be changed at the first sign-in, or may stay: a demonstration. */
  CHENGYUN_FIRST_PASSWORDS: oneOf(FIRST_PASSWORDS, { default: 'change' }),
};

export type FirstPasswords = (typeof FIRST_PASSWORDS)[number];

export interface ConsoleConfig {
  readonly host: string;
  /** Port of the console; 0 lets the system choose (tests). */
  readonly port: number;
  readonly basePort: number;
  readonly dataDir: string;
  /** Folder of the built web app. */
  readonly distDir: string;
  readonly defaultTimeline: string | null;
  readonly backfillRecords: number;
  readonly sessionIdleMs: number;
  readonly sessionMaxMs: number;
  readonly clientsMax: number;
  readonly travellersMax: number;
  readonly origin: string | null;
  /** Whose X-Forwarded-For is believed; nobody's without a public address. */
  readonly proxies: readonly string[];
  readonly pushHosts: readonly string[];
  readonly secondFactorRoles: readonly Role[];
  readonly firstPasswords: FirstPasswords;
  readonly privacy: PrivacyBudget;
}

/** What of a config the process knows and the environment does not. */
type Place = Pick<ConsoleConfig, 'basePort' | 'dataDir' | 'distDir' | 'port' | 'privacy'>;

export function consoleConfig(values: ConfigOf<typeof CONSOLE_SPEC>, place: Place): ConsoleConfig {
  return {
    ...place,
    host: values.CHENGYUN_CONSOLE_HOST,
    defaultTimeline: values.CHENGYUN_DEFAULT_TIMELINE || null,
    backfillRecords: values.CHENGYUN_CONSOLE_BACKFILL_RECORDS,
    sessionIdleMs: values.CHENGYUN_SESSION_IDLE_MIN * 60_000,
    sessionMaxMs: values.CHENGYUN_SESSION_MAX_H * 3_600_000,
    clientsMax: values.CHENGYUN_CONSOLE_CLIENTS_MAX,
    travellersMax: values.CHENGYUN_CONSOLE_TRAVELLERS_MAX,
    origin: values.CHENGYUN_CONSOLE_ORIGIN || null,
    proxies: values.CHENGYUN_CONSOLE_ORIGIN ? ['loopback', ...wordsOf(values.CHENGYUN_CONSOLE_PROXIES)] : [],
    pushHosts: wordsOf(values.CHENGYUN_CONSOLE_PUSH_HOSTS),
    secondFactorRoles: wordsOf(values.CHENGYUN_SECOND_FACTOR_ROLES).map(roleFrom),
    firstPasswords: values.CHENGYUN_FIRST_PASSWORDS,
  };
}

const wordsOf = (list: string): string[] =>
  list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

function roleFrom(word: string): Role {
  const role = ROLES.find((one) => one === word);
  if (!role || role === 'wall') {
    throw new AppError('CONFIG', `CHENGYUN_SECOND_FACTOR_ROLES names ${word}, which is no role of a person.`);
  }
  return role;
}
