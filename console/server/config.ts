import { type ConfigOf, int, text } from '@chengyun/platform/service/config.ts';

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
};

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
}

/** What of a config the process knows and the environment does not. */
type Place = Pick<ConsoleConfig, 'basePort' | 'dataDir' | 'distDir' | 'port'>;

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
  };
}
