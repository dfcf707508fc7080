/** What a frame costs a detector as it ships, at its own threshold: far more boxes are sorted out at a lower one. */
import { availableParallelism, loadavg } from 'node:os';
import { createDetector, type DetectorOptions } from '../runtime/detector.ts';
import { INPUT_HEIGHT, INPUT_WIDTH } from '../training/network.ts';
import { readFrames, type Shard } from '../training/shards.ts';

export interface FrameCost {
  /** Processor time of the whole process from pixels to boxes. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** How much else the machine had to do meanwhile, because that makes every frame dearer. */
  readonly load: number;
  readonly cores: number;
}

/** Rounds over the frames; the first one warms up and is not counted. */
const ROUNDS = 6;

export async function frameCostOf(model: string, shard: Shard, options: DetectorOptions = {}): Promise<FrameCost> {
  const frames = readFrames(
    shard,
    shard.frames.map((_, index) => index),
  );
  const detector = await createDetector(model, options);
  const costsMs: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      for (const rgb of frames) {
        const before = process.cpuUsage();
        await detector.detect({ rgb, width: INPUT_WIDTH, height: INPUT_HEIGHT });
        const { user, system } = process.cpuUsage(before);
        if (round > 0) costsMs.push((user + system) / 1000);
      }
    }
  } finally {
    await detector.close();
  }
  costsMs.sort((a, b) => a - b);
  const at = (share: number): number => costsMs[Math.floor(costsMs.length * share)]!;
  return { p50Ms: at(0.5), p95Ms: at(0.95), load: loadavg()[0]!, cores: availableParallelism() };
}
