import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { createSeededChance } from '../agent/chance.ts';
import { crashKills } from '../testing/crash-kills.ts';
import { openOutbox } from './outbox.ts';

const KILLS = crashKills(process.env);
const folder = mkdtempSync(join(tmpdir(), 'outbox-crash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Delivery {
  readonly epoch: string;
  readonly seq: number;
  readonly item: number;
}

const durable = new Set<number>();
const deliveries: Delivery[] = [];
let complaints = 0;

/** Lets a child work and kills it after it said `lines` lines. */
async function runAndKill(firstItem: number, hex64: string, lines: number): Promise<void> {
  const script = new URL('../testing/outbox-crash-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, folder, String(firstItem), hex64], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let seen = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [kind, ...words] = line.split(' ');
    if (kind === '+') durable.add(Number(words[0]));
    if (kind === '-') deliveries.push({ epoch: words[0] ?? '', seq: Number(words[1]), item: Number(words[2]) });
    if (kind === '!') complaints += 1;
    seen += 1;
    if (seen === lines) child.kill('SIGKILL');
  }
  await exited;
}

test(
  `nothing durable is lost and the order of an epoch is kept over ${KILLS} kills`,
  async () => {
    const chance = createSeededChance(20_260_801);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await runAndKill(1 + kill * 1_000_000, chance.hex64(), 2 + Math.floor(chance.fraction() * 300));
    }
    const complain = () => {
      complaints += 1;
    };
    const outbox = openOutbox({ folder }, { hex64: chance.hex64, dropped: complain, warn: complain });
    for (const lane of outbox.lanes()) {
      for (const { seq, items } of await lane.read(1_000_000)) {
        deliveries.push({ epoch: lane.epoch, seq, item: JSON.parse(items)[0].n });
        lane.ack(seq, 1);
      }
      expect(lane.unacked()).toBe(0);
    }
    await outbox.close();

    const delivered = new Set(deliveries.map(({ item }) => item));
    expect(durable.size).toBeGreaterThan(KILLS * 20);
    expect([...durable].filter((item) => !delivered.has(item))).toEqual([]);
    expect(complaints).toBe(0);

    // Sent again after a kill is allowed; the receiver's high-water mark drops it. New must come in order.
    const markOf = new Map<string, number>();
    for (const { epoch, seq, item } of deliveries) {
      const mark = markOf.get(epoch) ?? 0;
      if (seq <= mark) continue;
      expect(seq).toBe(mark + 1);
      expect(item % 1_000_000).toBe(seq);
      markOf.set(epoch, seq);
    }
    expect(markOf.size).toBe(KILLS);
  },
  20_000 + KILLS * 15_000,
);
