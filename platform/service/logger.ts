import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** One JSON line per event on stderr, with the service's name; written at once, so that a crash loses none. */
export function createLogger(
  name: string,
  level: LogLevel = 'info',
  write: { write(line: string): void } = pino.destination({ dest: 2, sync: true }),
): Logger {
  return pino(
    {
      level,
      base: { service: name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    write,
  );
}

/** For tests and for callers that do not want a word. */
export const silentLogger: Logger = pino({ level: 'silent' });
