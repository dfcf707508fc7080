import { appendFileSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { type Outbox, type OutboxConfig, openOutbox } from './outbox.ts';

let folder: string;
let drops: [string, number][];
let opened: Outbox[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-'));
  drops = [];
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((outbox) => outbox.close()));
  rmSync(folder, { recursive: true, force: true });
});

const chance = createSeededChance(7);

function open(config: Partial<OutboxConfig> = {}): Outbox {
  const outbox = openOutbox(
    { folder, syncWithinMs: 0, ...config },
    { hex64: chance.hex64, dropped: (reason, items) => drops.push([reason, items]), warn: () => expect.unreachable() },
  );
  opened.push(outbox);
  return outbox;
}

const say = (outbox: Outbox, ...numbers: number[]) =>
  Promise.all(numbers.map((n) => outbox.append('observations', `[${n}]`, 1)));
const segments = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.seg'))
    .sort();
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

async function readAll(outbox: Outbox): Promise<Record<string, number[]>> {
  const out: Record<string, number[]> = {};
  for (const lane of outbox.lanes()) {
    out[lane.epoch.split('-')[0] ?? ''] = (await lane.read(100_000)).map(({ items }) => JSON.parse(items)[0]);
  }
  return out;
}

test('what was appended is read in order with seq from 1', async () => {
  const outbox = open();
  await say(outbox, 10, 20, 30);
  const records = (await outbox.lanes()[0]?.read(2)) ?? [];
  expect(records).toEqual([
    { seq: 1, channel: 'observations', count: 1, items: '[10]' },
    { seq: 2, channel: 'observations', count: 1, items: '[20]' },
  ]);
  expect(await readAll(outbox)).toEqual({ 1: [30] });
});

test('a new boot begins a new epoch and offers the old one as backlog', async () => {
  const first = open();
  await say(first, 1, 2, 3);
  const lane = first.lanes()[0];
  await lane?.read(1);
  lane?.ack(1, 1);
  await first.close();
  const second = open();
  await say(second, 4);
  expect(await readAll(second)).toEqual({ 1: [2, 3], 2: [4] });
  expect(second.unacked()).toBe(3);
});

test('what was acknowledged leaves the disk', async () => {
  const outbox = open({ segmentBytesMax: 100 });
  for (const n of range(1, 30)) await say(outbox, n);
  const before = segments().length;
  const lane = outbox.lanes()[0];
  await lane?.read(100);
  lane?.ack(30, 30);
  expect(before).toBeGreaterThan(3);
  expect(segments()).toHaveLength(1);
  expect(outbox.unacked()).toBe(0);
  await outbox.close();
  const again = open();
  expect(again.lanes()).toHaveLength(1);
  expect(segments()).toEqual([]);
});

test('a full outbox drops the oldest, counted, and keeps the newest', async () => {
  const outbox = open({ bytesMax: 2000, segmentBytesMax: 250 });
  for (const n of range(1, 300)) await say(outbox, n);
  const kept = Object.values(await readAll(outbox)).flat();
  const dropped = drops.reduce((sum, [, items]) => sum + items, 0);
  expect(drops.every(([reason]) => reason === 'outbox-full')).toBe(true);
  expect(kept).toEqual(range(300 - kept.length + 1, 300));
  expect(kept.length + dropped).toBe(300);
  expect(outbox.unacked()).toBe(kept.length);
  expect(outbox.bytes()).toBeLessThanOrEqual(2000);
});

test('a torn tail is cut off and everything before it is kept', async () => {
  const first = open();
  await say(first, 1, 2, 3);
  await first.close();
  const path = join(folder, segments()[0] ?? '');
  truncateSync(path, 2 * (17 + 3) + 9);
  const second = open();
  expect(await readAll(second)).toEqual({ 1: [1, 2], 2: [] });
  expect(drops).toEqual([]);
});

test('garbage after a power cut and a lost counter do not repeat an epoch', async () => {
  const first = open();
  await say(first, 1);
  const epoch = first.lanes()[0]?.epoch;
  await first.close();
  appendFileSync(join(folder, segments()[0] ?? ''), Buffer.alloc(40, 0xee));
  writeFileSync(join(folder, 'epoch-counter'), '');
  const second = open();
  expect(second.lanes().map((lane) => lane.epoch.split('-')[0])).toEqual(['1', '2']);
  expect(second.lanes()[0]?.epoch).toBe(epoch);
  expect(await readAll(second)).toEqual({ 1: [1], 2: [] });
});

test('beginning an epoch leaves the present one as backlog and restarts seq', async () => {
  const outbox = open();
  await say(outbox, 1, 2);
  await outbox.beginEpoch();
  await say(outbox, 3);
  expect(await readAll(outbox)).toEqual({ 1: [1, 2], 2: [3] });
  const old = outbox.lanes()[0];
  old?.ack(2, 2);
  expect(outbox.lanes()).toHaveLength(1);
});

test('an outbox that is in use is refused with one sentence', () => {
  open();
  expect(() => open()).toThrow(/in use/);
});

test('a discarded backlog is counted', async () => {
  const first = open();
  await say(first, 1, 2);
  await first.close();
  const second = open({ discardBacklog: true });
  expect(drops).toEqual([['outbox-discarded', 2]]);
  expect(second.unacked()).toBe(0);
});
