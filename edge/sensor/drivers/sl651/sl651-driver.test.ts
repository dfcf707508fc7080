import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import {
  asciiFrame,
  dialCentre,
  freePort,
  keepAliveFrame,
  packetFrames,
  reportFrame,
  type Sl651Station,
  STATION,
  stationFrame,
} from '../../../testing/sl651-station.ts';
import { CONTROL, FUNCTION } from './frame.ts';
import { encodeNumber } from './numbers.ts';

let bench: DriverBench;
let station: Sl651Station | null;
let port: number;
beforeEach(async () => {
  port = await freePort();
  station = null;
});
afterEach(async () => {
  station?.close();
  await bench.driver.stop();
});

const AT = Date.UTC(2024, 5, 18, 7);
const LEVEL = { element: 'Z', metric: 'water.level', asset: 'gauge-1', unit: 'm' };
const RAIN = { element: 'DRP', metric: 'rain.intensity', asset: 'rain-1', unit: 'mm/h', scale: 12 };
const VOLTAGE = { element: 'VT', metric: 'station.voltage', asset: 'gauge-1', unit: 'V' };

async function begin(config: object = {}, observe?: () => Promise<void>): Promise<DriverBench> {
  const stations = [{ address: STATION, password: '1234', elements: [LEVEL, RAIN, VOLTAGE] }];
  bench = createDriverBench(
    { kind: 'sl651', host: '127.0.0.1', port, stations, ...config },
    observe === undefined ? {} : { observe },
  );
  await bench.driver.start();
  await bench.until(() => bench.driver.connected());
  return bench;
}
const levels = (serial: number) => [encodeNumber('Z', -0.5 + serial), encodeNumber('VT', 12.5)];
const timed = (serial: number, at = AT) =>
  reportFrame({ functionCode: FUNCTION.timed, serial, at, elements: levels(serial) });

test('timed and hourly reports become readings and are confirmed with their number', async () => {
  const { observations, until } = await begin();
  station = await dialCentre(port);
  const answers = station.answers;
  const rain = Buffer.from('f460000000000000000000000005', 'hex');
  // Everything in one piece, with rubbish before and a keep-alive between.
  const hourly = reportFrame({ functionCode: FUNCTION.hourly, serial: 2, at: AT + 3_600_000, elements: [rain] });
  station.send(Buffer.concat([Buffer.from('\r\n7E'), timed(1), keepAliveFrame(9, AT), hourly]));
  await until(() => answers.length === 2);
  const quality = { verdict: 'good' };
  expect(observations).toHaveLength(14);
  expect(observations.slice(0, 2)).toEqual([
    { metric: 'water.level', asset: 'gauge-1', at: AT, value: 0.5, unit: 'm', quality },
    { metric: 'station.voltage', asset: 'gauge-1', at: AT, value: 12.5, unit: 'V', quality },
  ]);
  expect(observations.at(-1)).toEqual({
    metric: 'rain.intensity',
    asset: 'rain-1',
    at: AT + 3_600_000,
    value: 6,
    unit: 'mm/h',
    quality,
  });
  expect(answers.map(({ direction, functionCode, end, text }) => [direction, functionCode, end, text[1]])).toEqual([
    ['down', FUNCTION.timed, CONTROL.esc, 1],
    ['down', FUNCTION.hourly, CONTROL.esc, 2],
  ]);
});

test('a report in ASCII becomes readings and is confirmed in ASCII; more to come is acknowledged', async () => {
  const { observations, until } = await begin();
  station = await dialCentre(port);
  const { answers } = station;
  const text = (serial: string) => `${serial}240618150005ST ${STATION} H TT 2406181500 Z -0.25 VT 12.5 `;
  station.send(Buffer.concat([asciiFrame(FUNCTION.timed, text('0007')), timed(1)]));
  await until(() => answers.length === 2);
  expect(observations.slice(0, 2).map(({ metric, at, value }) => [metric, at, value])).toEqual([
    ['water.level', AT, -0.25],
    ['station.voltage', AT, 12.5],
  ]);
  expect(answers.map(({ coding, direction, end }) => [coding, direction, end])).toEqual([
    ['ascii', 'down', CONTROL.esc],
    ['hex', 'down', CONTROL.esc],
  ]);
  expect(answers[0]?.text.toString()).toMatch(/^0007\d{12}$/);
});

test.each([
  ['in order', [0, 1, 2, 3], []],
  ['out of order and twice', [2, 0, 0, 1, 3], []],
  ['with one that was lost', [0, 2, 3, 1], [2]],
] as const)('a text in many packets %s is put together and confirmed once', async (_, order, asked) => {
  const { observations, rejected, until } = await begin();
  station = await dialCentre(port);
  const { answers } = station;
  const whole = reportFrame({ functionCode: FUNCTION.hourly, serial: 5, at: AT, elements: levels(5) });
  const frames = packetFrames(FUNCTION.hourly, whole.subarray(14, -3), 4);
  for (const place of order) station.send(frames[place]!);
  await until(() => answers.length === asked.length + 1);
  expect(observations.map(({ at, value }) => [at, value])).toEqual([
    [AT, 4.5],
    [AT, 12.5],
  ]);
  const packet = (number: number) => ({ total: 4, number });
  expect(answers.map(({ end, packet, text }) => [end, packet, text[1]])).toEqual([
    ...asked.map((number) => [CONTROL.nak, packet(number), 5]),
    [CONTROL.esc, packet(4), 5],
  ]);
  expect(rejected.get('packet-missing') ?? 0).toBe(asked.length);
  // The confirmation was lost: confirmed again, handed over once.
  for (const frame of frames) station.send(frame);
  await until(() => answers.length === asked.length + 2);
  expect(observations).toHaveLength(2);
});

test('a picture in many packets is refused at its first one', async () => {
  const { rejected, driver, until } = await begin();
  station = await dialCentre(port);
  for (const frame of packetFrames(0x36, Buffer.alloc(3000), 3)) station.send(frame);
  await until(() => rejected.get('function') === 3);
  expect(driver.fault?.()).toBe(`The SL 651 station ${STATION} sent the function 36H, which is not read.`);
  expect(station.answers).toEqual([]);
});

test('a report is confirmed when it is safe on disk and not before', async () => {
  const kept = Promise.withResolvers<void>();
  let observed = 0;
  const { until } = await begin({ keepOnline: false }, () => {
    observed += 1;
    return kept.promise;
  });
  station = await dialCentre(port);
  const { answers } = station;
  station.send(timed(1));
  await until(() => observed === 2);
  expect(answers).toHaveLength(0);
  kept.resolve();
  await until(() => answers.length === 1);
  expect(answers[0]?.end).toBe(CONTROL.eot);
});

test('a repeated report is confirmed again and handed over once', async () => {
  const { observations, until } = await begin();
  station = await dialCentre(port);
  const { answers } = station;
  station.send(Buffer.concat([timed(1), timed(1), timed(2, AT + 300_000)]));
  await until(() => answers.length === 3);
  expect(observations.map(({ at }) => at)).toEqual([AT, AT, AT + 300_000, AT + 300_000]);
});

test.each([
  [
    'station',
    reportFrame({ functionCode: 0x32, serial: 1, at: AT, elements: [], station: '3100119999' }),
    'The SL 651 station 3100119999 is not configured.',
  ],
  [
    'password',
    reportFrame({ functionCode: 0x32, serial: 1, at: AT, elements: [], password: 1 }),
    `The SL 651 station ${STATION} came with a wrong password.`,
  ],
  [
    'function',
    stationFrame(0x36, Buffer.alloc(20)),
    `The SL 651 station ${STATION} sent the function 36H, which is not read.`,
  ],
  ['text', stationFrame(0x32, Buffer.alloc(3)), `The SL 651 station ${STATION} sent a report without a number.`],
  [
    'frame',
    Buffer.concat([timed(1).subarray(0, -1), Buffer.from([0])]),
    /sent a frame with a wrong checksum\.|outside of a frame\.$/,
  ],
])('what is refused is counted as %s, named and not confirmed', async (reason, bytes, sentence) => {
  const { driver, rejected, observations, until } = await begin();
  station = await dialCentre(port);
  station.send(bytes);
  await until(() => (rejected.get(reason) ?? 0) > 0);
  expect(driver.fault?.()).toMatch(sentence);
  expect(driver.connected()).toBe(true);
  expect(observations).toEqual([]);
  station.send(timed(2));
  await until(() => observations.length === 2);
  expect(driver.fault?.()).toBeNull();
  expect(station.answers).toHaveLength(1);
});

test('a gap that the station filled in is counted as missing', async () => {
  const { rejected, observations, until } = await begin();
  station = await dialCentre(port);
  const gap = Buffer.from('3923ffffffff', 'hex');
  station.send(reportFrame({ functionCode: FUNCTION.additional, serial: 1, at: AT, elements: [gap] }));
  await until(() => rejected.get('missing') === 1);
  expect(observations).toEqual([]);
});

test('a station that falls silent is named', async () => {
  const { driver, until } = await begin({ silentMsMax: 1000 });
  expect(driver.fault?.()).toBeNull();
  await until(() => driver.fault?.() === `The SL 651 station ${STATION} said nothing for 0 min.`);
});

test('a port that is taken is a state of health, and is taken when it is free', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  bench = createDriverBench({
    kind: 'sl651',
    host: '127.0.0.1',
    port,
    stations: [{ address: STATION, elements: [LEVEL] }],
  });
  const { driver, until } = bench;
  await driver.start();
  await until(() => /^The port 127.0.0.1:\d+ cannot be listened on: .*EADDRINUSE.*\.$/.test(driver.fault?.() ?? ''));
  expect(driver.connected()).toBe(false);
  await new Promise((resolve) => other.close(resolve));
  await until(() => driver.connected());
});

test('no bytes crash the listener', async () => {
  const { observations, until } = await begin();
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.constant(timed(1).subarray(0, 30)),
          fc.constant(asciiFrame(0x32, '0007', { total: 9, number: 2 })),
        ),
      ),
      async (parts) => {
        const rude = await dialCentre(port);
        for (const part of parts) rude.send(Buffer.from(part));
        rude.close();
      },
    ),
    { numRuns: 50 },
  );
  station = await dialCentre(port);
  station.send(timed(3));
  await until(() => observations.length === 2);
});

test.each([
  [{ stations: [{ address: '12', elements: [LEVEL] }] }, 'driver.stations[0].address "12" must be ten digits.'],
  [
    { stations: [{ address: STATION, elements: [{ ...LEVEL, element: 'ZZ' }] }] },
    /^driver.stations\[0\].elements\[0\].element must be one of AI, .* but is "ZZ"\.$/,
  ],
])('a mistake in the configuration is named (%#)', async (config, sentence) => {
  await begin();
  expect(() => createDriverBench({ kind: 'sl651', port, ...config })).toThrow(sentence);
});
