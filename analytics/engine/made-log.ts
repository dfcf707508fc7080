/** Made-up logs for tests: a few hours of gauges, an underpass, rain and a pump, with spikes, bad readings and gaps. */
import type { FactRecord, ObservationsRecord, Quality, TelemetryRecord, TickRecord } from '@chengyun/contracts';

export const MADE_TIMELINE = 'exercise:made';
const START_MS = Date.UTC(2026, 8, 15, 16);
const STEP_MS = 60_000;

/** Deterministic numbers in [0, 1) from a seed (mulberry32 by T. Ettinger, public domain). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface MadeTick {
  readonly records: readonly ObservationsRecord[];
  readonly tick: TickRecord;
}

/** One tick a minute of the timeline. Readings arrive up to three minutes late and out of order. */
export function makeLog(seed: number, minutes: number): readonly MadeTick[] {
  const random = randomFrom(seed);
  const seqs = new Map<string, number>();
  const arriving = new Map<number, ObservationsRecord[]>();
  const send = (minute: number, device: string, items: ObservationsRecord['items']) => {
    const seq = (seqs.get(device) ?? 0) + 1;
    seqs.set(device, seq);
    const sentAt = START_MS + minute * STEP_MS;
    const epoch = `1-${device.length.toString(16).padStart(16, '0')}`;
    const record = { k: 'obs' as const, tl: MADE_TIMELINE, device, epoch, seq, sentAt, rxAt: sentAt, items };
    const delay = random() < 0.1 ? Math.floor(random() * 3) : 0;
    arriving.set(minute + delay, [...(arriving.get(minute + delay) ?? []), record]);
  };
  const item = (asset: string, metric: string, minute: number, value: number) => {
    const quality: Quality = random() < 0.03 ? 'bad' : random() < 0.05 ? 'uncertain' : 'good';
    const at = START_MS + minute * STEP_MS + Math.floor(random() * 900);
    return { asset, metric, at, value: Math.round(value * 1000) / 1000, ...(quality === 'good' ? {} : { quality }) };
  };
  for (let minute = 0; minute < minutes; minute++) {
    const wave = Math.sin((minute / 372) * Math.PI);
    const rain = Math.max(0, 60 * Math.sin((minute / 90) * Math.PI) + 6 * random());
    const isGap = random() < 0.02;
    if (minute % 5 === 0 && !isGap) {
      const spike = random() < 0.02 ? 1.5 : 0;
      send(minute, 'wall', [item('flood-wall-bailianjing', 'water.level', minute, 4.2 + 1.4 * wave + spike)]);
      send(minute, 'park', [item('gauge-huangpu-park', 'water.level', minute, 3.9 + 1.4 * wave + 0.03 * random())]);
      send(minute, 'yangsi', [item('gauge-yangsi', 'water.level', minute, 3 + wave + 0.02 * random())]);
    }
    const depth = Math.max(0, rain - 20 + 3 * random());
    send(minute, 'road', [item('underpass-yanggao-century', 'water.depth', minute, depth)]);
    send(minute, 'rain', [
      item('rain-expo', 'rain.intensity', minute, rain),
      item('rain-expo', 'rain.hour', minute, rain),
      item('rain-weifang', 'rain.hour', minute, rain * random()),
    ]);
    send(minute, 'pump', [item('pump-yangsi', 'pump.tripped', minute, minute % 97 > 80 ? 1 : 0)]);
  }
  return Array.from({ length: minutes + 4 }, (_, minute) => {
    const at = START_MS + (minute + 1) * STEP_MS;
    return {
      records: arriving.get(minute) ?? [],
      tick: { k: 'tick' as const, tl: MADE_TIMELINE, n: minute + 1, at, facts: 0 },
    };
  });
}

/** The ticks as the lines of partitions: records by device, every tick in every partition. */
export function partitionLog(made: readonly MadeTick[], partitions: number): TelemetryRecord[][] {
  const devices = new Map<string, number>();
  const lanes: TelemetryRecord[][] = Array.from({ length: partitions }, () => []);
  for (const { records, tick } of made) {
    for (const record of records) {
      if (!devices.has(record.device)) devices.set(record.device, devices.size % partitions);
      lanes[devices.get(record.device)!]!.push(record);
    }
    for (const lane of lanes) lane.push(tick);
  }
  return lanes;
}

export function makeFact(body: FactRecord['body'], seq: number, at: number): FactRecord {
  const epoch = '0000000000000001';
  const id = `operator/${epoch}/${seq}`;
  return { k: 'fact', tl: MADE_TIMELINE, id, actor: 'operator', role: 'operator', epoch, seq, at, rxAt: at, body };
}
