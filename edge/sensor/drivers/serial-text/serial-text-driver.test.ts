import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import { hasPty, openPty } from '../../../testing/pty.ts';
import { createTextLines, LINE_BYTES_MAX } from './text-lines.ts';

let server: Server;
let sockets: Socket[];
let bench: DriverBench | null;
beforeEach(async () => {
  sockets = [];
  bench = null;
  server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await bench?.driver.stop();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const LEVEL = {
  match: '^LVL (?<level>\\S+) cm(, (?<temperature>\\S+) C)?$',
  readings: [
    { group: 'level', metric: 'water.level', asset: 'gauge-1', unit: 'm', scale: 0.01 },
    { group: 'temperature', metric: 'water.temperature', asset: 'gauge-1', unit: 'Cel' },
  ],
};
const WIND = {
  match: '^\\$WIND,(?<time>[^,]+),(?<speed>[-\\d.]+)',
  timeGroup: 'time',
  readings: [{ group: 'speed', metric: 'wind.speed', unit: 'm/s' }],
};

function begin(config: object = {}): DriverBench {
  const line = { via: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  bench = createDriverBench({ kind: 'serial-text', line, patterns: [LEVEL, WIND], ...config });
  void bench.driver.start();
  return bench;
}

test('lines become readings, in any pieces, and a line that ended comes back', async () => {
  const { observations, driver, rejected, until } = begin();
  await until(() => sockets.length === 1);
  sockets[0]?.write('hello\r\nLVL 250');
  await until(() => rejected.get('line') === 1);
  sockets[0]?.write('.5 cm, 12.5 C\r\n$WIND,2024-06-01T00:00:00Z,3.5*4F\r\n');
  await until(() => observations.length === 3);
  const quality = { verdict: 'good' };
  expect(observations[0]).toMatchObject({ metric: 'water.level', asset: 'gauge-1', value: 2.505, unit: 'm', quality });
  expect(observations[1]).toMatchObject({ metric: 'water.temperature', value: 12.5, unit: 'Cel', quality });
  expect(observations[2]).toEqual({ metric: 'wind.speed', at: Date.UTC(2024, 5, 1), value: 3.5, unit: 'm/s', quality });
  expect(driver.connected()).toBe(true);
  sockets[0]?.end();
  await until(() => /^The text line 127\.0\.0\.1:\d+ ended\.$/.test(driver.fault?.() ?? ''));
  await until(() => sockets.length === 2);
  sockets[1]?.write('LVL 1 cm\n');
  await until(() => observations.length === 4 && driver.fault?.() === null);
  expect(rejected.get('value')).toBe(1);
});

test.skipIf(!hasPty)('a serial line is read and asked', async () => {
  const pty = await openPty();
  try {
    let asked = 0;
    pty.heard.on('data', (data: Buffer) => {
      if (!data.toString().startsWith('0M!')) return;
      asked += 1;
      pty.say.write(`LVL ${asked} cm, ${asked} C\r\n`);
    });
    const line = { via: 'serial', path: pty.path, baud: 9600 };
    const { observations, driver, until } = begin({ line, ask: { text: '0M!', intervalMs: 100 } });
    await until(() => observations.length >= 4);
    expect(driver.fault?.()).toBeNull();
    await pty.close();
    await until(() => !driver.connected());
    expect(driver.fault?.()).toMatch(/^The serial line .+\.$/);
  } finally {
    await bench?.driver.stop();
    await pty.close();
  }
});

test('a silent line and one with nothing to understand are a state of health', async () => {
  const { driver, observations, until } = begin({ silentMsMax: 100 });
  await until(() => sockets.length === 1);
  sockets[0]?.write('boot v1.0\n');
  await until(() => /is open and says nothing that is understood\.$/.test(driver.fault?.() ?? ''));
  sockets[0]?.write('LVL 1 cm, 2 C\n');
  await until(() => observations.length === 2);
  expect(driver.connected()).toBe(true);
});

test('what is no number, no time and no end is counted', async () => {
  const { rejected, until } = begin();
  await until(() => sockets.length === 1);
  sockets[0]?.write(`LVL x cm, 1e999 C\n$WIND,noon,3\n${'x'.repeat(3 * LINE_BYTES_MAX)}\nagain\n`);
  await until(() => rejected.get('line') === 1);
  expect(Object.fromEntries(rejected)).toEqual({ value: 2, time: 1, 'line-too-long': 1, line: 1 });
});

test('GB 18030 text is read', async () => {
  const pattern = { match: '水位(?<level>[\\d.]+)米', readings: [LEVEL.readings[0]] };
  const { observations, until } = begin({ encoding: 'gb18030', patterns: [pattern] });
  await until(() => sockets.length === 1);
  sockets[0]?.write(Buffer.from('cbaecebb332e35c3d70a', 'hex'));
  await until(() => observations[0]?.value === 0.035);
});

test('lines are the same however the bytes are cut, and no bytes crash them', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (pieces) => {
      const whole = createTextLines('utf-8', () => undefined);
      const cut = createTextLines('utf-8', () => undefined);
      const bytes = Buffer.concat(pieces);
      expect(pieces.flatMap((piece) => cut.add(Buffer.from(piece)))).toEqual(whole.add(bytes));
    }),
  );
});

test.each([
  [{ patterns: [{ ...LEVEL, match: '(' }] }, /^driver.patterns\[0\].match "\(" is no regular expression: .+\.$/],
  [
    { patterns: [{ ...LEVEL, match: '^(?<level>.)' }] },
    'driver.patterns[0].match has no group (?<temperature>...), which a reading names.',
  ],
  [{ line: { via: 'radio' } }, 'driver.line.via must be one of serial, tcp, but is "radio".'],
])('a mistake in the configuration is named (%#)', (config, sentence) => {
  expect(() => begin(config)).toThrow(sentence);
});
