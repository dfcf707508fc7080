import { createManualClock } from '@chengyun/platform/service/clock.ts';
import { withTestDatabase } from '@chengyun/platform/testing/test-database.ts';
import { beforeEach, expect, test } from 'vitest';
import { createLoginThrottle } from './login-throttle.ts';

const database = withTestDatabase();
const clock = createManualClock(1_700_000_000_000);
beforeEach(() => database.store().query('TRUNCATE sign_in_attempts'));

test('three wrong passwords are free, then every wait is twice the last, up to 15 minutes; success forgets', async () => {
  const throttle = createLoginThrottle(clock, database.store());
  const waits: number[] = [];
  for (let i = 0; i < 13; i += 1) {
    // From another address each time, as a guesser with many would; the probe is refused while there is a wait.
    expect(await throttle.attempt('operator', `192.0.2.${i}`)).toBe(0);
    const [waiting] = await throttle.waiting();
    const waitMs = waiting ? waiting.untilMs - clock.nowMs() : 0;
    if (waitMs > 0) expect(await throttle.attempt('operator', `198.51.100.${i}`)).toBe(waitMs);
    waits.push(waitMs / 1000);
    clock.advance(waitMs);
  }
  expect(waits).toEqual([0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
  await throttle.succeeded('operator', '192.0.2.1');
  expect(await throttle.attempt('operator', '192.0.2.1')).toBe(0);
  expect(await throttle.waiting()).toEqual([]);
});

test('a restart forgives nobody; an unlocked account may try at once', async () => {
  for (let i = 0; i < 4; i++) await createLoginThrottle(clock, database.store()).attempt('auditor', '192.0.2.7');
  const throttle = createLoginThrottle(clock, database.store());
  expect(await throttle.attempt('auditor', '192.0.2.8')).toBeGreaterThan(0);
  expect(await throttle.waiting()).toMatchObject([{ account: 'auditor', count: 4 }]);
  expect(await throttle.unlock('auditor')).toBe(true);
  expect(await throttle.unlock('auditor')).toBe(false);
  expect(await throttle.attempt('auditor', '192.0.2.8')).toBe(0);
});

test('fifty attempts at once get no further than fifty one after the other', async () => {
  const throttle = createLoginThrottle(clock, database.store());
  const waits = await Promise.all(Array.from({ length: 50 }, (_, i) => throttle.attempt('engineer', `192.0.2.${i}`)));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(4);
});

test('an address that tries one name after the other has to wait as well, known names or not', async () => {
  const throttle = createLoginThrottle(clock, database.store());
  const waits: number[] = [];
  for (let i = 0; i < 40; i++) waits.push(await throttle.attempt(`nobody-${i}`, '203.0.113.5'));
  expect(waits.slice(0, 31).every((wait) => wait === 0)).toBe(true);
  expect(waits.slice(31).every((wait) => wait > 0)).toBe(true);
  expect(await throttle.attempt('nobody-1', '203.0.113.6')).toBe(0);
  clock.advance(25 * 3_600_000);
  await throttle.sweep();
  expect((await database.store().query('SELECT FROM sign_in_attempts')).rowCount).toBe(0);
});

test('a house behind one address that signs in a hundred times a day never waits', async () => {
  const throttle = createLoginThrottle(clock, database.store());
  for (let i = 0; i < 100; i++) {
    expect(await throttle.attempt(`officer-${i % 7}`, '198.51.100.9')).toBe(0);
    if (i % 2 === 0) await throttle.undecided('198.51.100.9');
    else await throttle.succeeded(`officer-${i % 7}`, '198.51.100.9');
    await throttle.unlock(`officer-${i % 7}`);
  }
});
