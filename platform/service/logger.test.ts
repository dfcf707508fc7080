import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('a log entry is one JSON line with service, level, time and message and nothing about the machine', () => {
  const lines: string[] = [];
  const logger = createLogger('ingest', 'info', { write: (line) => void lines.push(line) });
  logger.debug('too quiet');
  logger.warn({ partition: 2 }, 'line one\nline two');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toContain('\n');
  const { time, ...entry } = JSON.parse(lines[0] ?? '');
  expect(entry).toEqual({ level: 'warn', service: 'ingest', partition: 2, msg: 'line one\nline two' });
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
});
