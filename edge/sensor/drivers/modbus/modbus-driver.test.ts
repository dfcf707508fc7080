import { afterEach, expect, test } from 'vitest';
import { createSeededChance } from '../../../agent/chance.ts';
import { createDriverBench, type DriverBench } from '../../../testing/driver-bench.ts';
import { type ModbusDevice, modbusAnswer, rtuFrame, startModbusDevice } from '../../../testing/modbus-device.ts';
import { hasPty, openPty } from '../../../testing/pty.ts';

let bench: DriverBench | null = null;
let device: ModbusDevice | null = null;
afterEach(async () => {
  await bench?.driver.stop();
  await device?.close();
  bench = null;
  device = null;
});

const LEVEL = {
  register: 0,
  table: 'input',
  type: 'int16',
  metric: 'water.level',
  asset: 'gauge-1',
  unit: 'm',
  scale: 0.001,
};
const FLOW = { register: 10, type: 'float32', order: 'CDAB', metric: 'water.flow', asset: 'gauge-1', unit: 'm3/s' };

function begin(line: object, config: object = {}): DriverBench {
  bench = createDriverBench(
    { kind: 'modbus', line, intervalMs: 20, timeoutMs: 300, points: [LEVEL, FLOW], ...config },
    { chance: createSeededChance(2) },
  );
  void bench.driver.start();
  return bench;
}

function fill(registers: Map<string, number>): void {
  registers.set('4:0', 0xf830);
  registers.set('3:10', 0);
  registers.set('3:11', 0x4148);
}

const EXPECTED = [
  { metric: 'water.flow', asset: 'gauge-1', value: 12.5, unit: 'm3/s', quality: { verdict: 'good' } },
  { metric: 'water.level', asset: 'gauge-1', value: -2, unit: 'm', quality: { verdict: 'good' } },
];

test.each(['tcp', 'rtu-tcp'] as const)(
  'registers over %s become readings; a lost connection comes back',
  async (via) => {
    device = await startModbusDevice(via);
    fill(device.registers);
    const { observations, driver, until } = begin({ via, host: '127.0.0.1', port: device.port });
    await until(() => observations.length >= 4);
    expect(observations.slice(0, 2)).toMatchObject(EXPECTED);
    expect(driver.connected()).toBe(true);
    device.cutAll();
    const before = observations.length;
    await until(() => observations.length >= before + 4);
    expect(driver.fault?.()).toBeNull();
  },
);

test.skipIf(!hasPty)('registers over a serial line become readings', async () => {
  const registers = new Map<string, number>();
  fill(registers);
  const pty = await openPty();
  try {
    pty.heard.on('data', (request: Buffer) => {
      pty.say.write(rtuFrame(request[0] ?? 0, modbusAnswer(request.subarray(1, 6), registers)));
    });
    const { observations, driver, until } = begin({ via: 'rtu', path: pty.path, baud: 19_200 });
    await until(() => observations.length >= 4);
    expect(observations.slice(0, 2)).toMatchObject(EXPECTED);
    expect(driver.fault?.()).toBeNull();
  } finally {
    await bench?.driver.stop();
    await pty.close();
  }
});

test.each(['tcp', 'rtu-tcp'] as const)('coils and discrete inputs over %s become 0 and 1', async (via) => {
  device = await startModbusDevice(via);
  for (let address = 0; address < 20; address++) {
    device.registers.set(`1:${address}`, Number(address === 9));
    device.registers.set(`2:${address}`, Number(address !== 9));
  }
  const bit = (table: string, register: number) => {
    return { table, register, type: 'bit', metric: 'pump.tripped', asset: `${table}-${register}`, unit: '1' };
  };
  const coils = Array.from({ length: 12 }, (_, index) => bit('coil', index));
  const points = [...coils, bit('discrete', 9), bit('discrete', 10), bit('discrete', 40)];
  const { observations, driver, until } = begin({ via, host: '127.0.0.1', port: device.port }, { points });
  await until(() => observations.length >= 14 && driver.connected());
  const ones = observations.slice(0, 14).filter(({ value }) => value === 1);
  expect(ones.map(({ asset }) => asset).sort()).toEqual(['coil-9', 'discrete-10']);
  expect(driver.fault?.()).toBe(
    `127.0.0.1:${device.port} unit 1 refused 1 discrete inputs from 40: illegal data address.`,
  );
});

test('registers that the device refuses are named, the others still come', async () => {
  device = await startModbusDevice();
  fill(device.registers);
  device.registers.delete('4:0');
  const { observations, driver, rejected, until } = begin({ via: 'tcp', host: '127.0.0.1', port: device.port });
  await until(() => observations.length >= 2);
  expect(observations.every(({ metric }) => metric === 'water.flow')).toBe(true);
  expect(driver.connected()).toBe(true);
  expect(driver.fault?.()).toBe(
    `127.0.0.1:${device.port} unit 1 refused 1 input registers from 0: illegal data address.`,
  );
  expect(rejected.get('refused')).toBeGreaterThan(0);
});

test('a raw value that means nothing is counted, and units of a shared line are asked apart', async () => {
  device = await startModbusDevice();
  fill(device.registers);
  device.registers.set('4:0', 0x8000);
  const points = [
    { ...LEVEL, missing: -32_768 },
    { ...FLOW, unitId: 7 },
  ];
  const { observations, rejected, until } = begin({ via: 'tcp', host: '127.0.0.1', port: device.port }, { points });
  await until(() => observations.length >= 1 && (rejected.get('missing') ?? 0) >= 1);
  expect(new Set(device.asked.map((request) => request.slice(12, 14)))).toEqual(new Set(['01', '07']));
});

test.each([
  ['silent', () => null, /did not answer within 300 ms\.$/],
  [
    'talking rubbish',
    () => Buffer.from('HTTP/1.1 400 Bad Request\r\n'),
    /answered with what is no Modbus TCP frame\.$/,
  ],
])('a device that is %s is a state of health and heals', async (_, spoil, sentence) => {
  device = await startModbusDevice();
  fill(device.registers);
  device.spoil = spoil;
  const { observations, driver, until } = begin({ via: 'tcp', host: '127.0.0.1', port: device.port });
  await until(() => sentence.test(driver.fault?.() ?? ''));
  expect(driver.connected()).toBe(false);
  device.spoil = (answer) => answer;
  await until(() => observations.length >= 2);
  expect(driver.fault?.()).toBeNull();
});

test('a device that is not there is said with its address', async () => {
  const { driver, until } = begin({ via: 'tcp', host: '127.0.0.1', port: 1 });
  await until(() => driver.fault?.() === '127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.');
  await driver.stop();
  const serial = begin({ via: 'rtu', path: '/dev/no-such-line' });
  await until(() =>
    /^The serial line \/dev\/no-such-line cannot be set to 9600 .*\.$/.test(serial.driver.fault?.() ?? ''),
  );
});

test.each([
  [{ line: { via: 'usb' } }, 'driver.line.via must be one of tcp, rtu, rtu-tcp, but is "usb".'],
  [{ line: { via: 'rtu' } }, 'driver.line.path must be a text, but is missing.'],
  [{ points: [{ ...LEVEL, register: 40_001.5 }] }, 'driver.points[0].register must be a whole number, but is 40001.5.'],
  [{ points: [{ ...LEVEL, type: 'word' }] }, /^driver.points\[0\].type must be one of int16, .* but is "word".$/],
  [
    { points: [{ ...LEVEL, table: 'coil' }] },
    'driver.points[0].type must be bit, as the table coil holds nothing else.',
  ],
  [
    { points: [{ ...LEVEL, table: 'discrete', type: 'bit', bit: 3 }] },
    'driver.points[0].bit is for a bit in a register.',
  ],
])('a mistake in the configuration is named (%#)', (config, sentence) => {
  expect(() => begin({ via: 'tcp', host: 'x' }, config)).toThrow(sentence);
});
