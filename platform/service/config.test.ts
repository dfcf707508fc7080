import { expect, test } from 'vitest';
import { flag, int, num, oneOf, printableConfig, readConfig, secret, text } from './config.ts';
import { AppError } from './service.ts';

const SPEC = {
  CHENGYUN_BATCH_MAX: int({ default: 2000, min: 1, max: 100_000 }),
  CHENGYUN_PACE: num({ default: 1, min: 0 }),
  CHENGYUN_MODE: oneOf(['fast', 'slow'], { default: 'slow' }),
  CHENGYUN_DEMO: flag({ default: false }),
  CHENGYUN_URL: secret({ default: '' }),
};

test('absent and empty keys take their defaults, given ones are parsed and the result is frozen', () => {
  const config = readConfig({ CHENGYUN_BATCH_MAX: '5', CHENGYUN_PACE: '', CHENGYUN_DEMO: 'yes' }, SPEC);
  expect(config).toEqual({
    CHENGYUN_BATCH_MAX: 5,
    CHENGYUN_PACE: 1,
    CHENGYUN_MODE: 'slow',
    CHENGYUN_DEMO: true,
    CHENGYUN_URL: '',
  });
  expect(Object.isFrozen(config)).toBe(true);
});

test.each([
  [{ CHENGYUN_BATCH_MAX: '0' }, 'CHENGYUN_BATCH_MAX must be at least 1, not 0.'],
  [{ CHENGYUN_BATCH_MAX: '1.5' }, 'CHENGYUN_BATCH_MAX must be a whole number, not "1.5".'],
  [{ CHENGYUN_BATCH_MAX: '1e9' }, 'CHENGYUN_BATCH_MAX must be at most 100000, not 1000000000.'],
  [{ CHENGYUN_PACE: 'quick' }, 'CHENGYUN_PACE must be a number, not "quick".'],
  [{ CHENGYUN_MODE: 'medium' }, 'CHENGYUN_MODE must be one of fast, slow, not "medium".'],
  [{ CHENGYUN_DEMO: 'maybe' }, 'CHENGYUN_DEMO must be on or off, not "maybe".'],
])('a bad value is an error that names the key: %o', (env, message) => {
  expect(() => readConfig(env, SPEC)).toThrow(new AppError('CONFIG', message));
});

test('a key without default is required', () => {
  expect(() => readConfig({}, { CHENGYUN_PLACE: text() })).toThrow('CHENGYUN_PLACE is required but not set.');
});

test('secrets are hidden when the configuration prints itself', () => {
  const config = readConfig({ CHENGYUN_URL: 'postgres://a:secret@host/db' }, SPEC);
  expect(printableConfig(config, SPEC)).toMatchObject({ CHENGYUN_URL: '(set)', CHENGYUN_BATCH_MAX: 2000 });
});
