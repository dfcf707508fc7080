/**
 * Runs in the browser: the wall's scene with 10,000 objects that change, as bundled as the wall itself. What is timed is
 * JavaScript for a frame: the drawing and the handing over of the changes that it shows. Where frames come more slowly
 * than changes, those of the last round count, as they would where frames keep up; what the graphics card, or the
 * software in its place, does is not in it.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { createScene, wallHome } from '../../console/scene/index.ts';
import type { Scene, SceneAlarm, SceneGauge, SceneSensor } from '../../console/scene/types.ts';

export interface SceneFigures {
  readonly drawCalls: number;
  readonly objects: number;
  readonly frames: number;
  readonly frameJsMs: readonly number[];
}

export interface BenchPage {
  /** Milliseconds from the base map in memory to the first frame, with this many buildings between the landmarks. */
  readonly load: (basemap: BasemapData, buildings: number) => Promise<number>;
  /** Changes one object in ten, ten times a second. */
  readonly storm: (durationMs: number) => Promise<SceneFigures>;
  /** Frames a second while nothing changes. */
  readonly idle: (durationMs: number) => Promise<number>;
}

const OBJECTS = 10_000;
const GAUGES = 150;
const ALARMS = 40;
const CHANGES_EVERY_MS = 100;
const SIZE = { widthPx: 1920, heightPx: 1080 };
/** Software draws few frames; with fewer pixels it draws enough for the script to warm up, which costs as much at any size. */
const STORM_DENSITY = 0.25;
const WEST_DEG = 121.3;
const SOUTH_DEG = 31.0;
const LEVELS = ['blue', 'yellow', 'orange', 'red'] as const;

let scene: Scene | null = null;
/** Of the newest changes that no frame has shown yet. */
let changesMs = 0;
const frames: number[] = [];

const placeOf = (n: number) => ({
  lonDeg: WEST_DEG + (n % 100) * 0.006,
  latDeg: SOUTH_DEG + Math.floor(n / 100) * 0.005,
});
const sensorAt = (n: number, round: number): SceneSensor => ({
  ...{ id: `s${n}`, ...placeOf(n), stale: (n + round) % 10 === 0 },
});
const gaugeAt = (n: number, round: number): SceneGauge => ({
  ...{ id: `g${n}`, ...placeOf(n * 61), levelM: 3 + ((n + round) % 30) / 10, unit: 'm', stale: false },
  marks: [{ level: 'blue', valueM: 4.55 }],
});
const alarmAt = (n: number, round: number): SceneAlarm => ({
  ...{ id: `a${n}`, ...placeOf(n * 211), level: LEVELS[n % 4] ?? 'blue', state: 'acked', radiusM: 300 },
  ...{ title: `Alarm ${n}`, value: `${((n + round) % 50) / 10} m` },
});

function msOf(work: () => void): number {
  const fromMs = performance.now();
  work();
  return performance.now() - fromMs;
}

const painted = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()));
const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const page: BenchPage = {
  async load(basemap, buildings) {
    scene?.dispose();
    const canvas = document.getElementById('city') as HTMLCanvasElement;
    const fresh = canvas.cloneNode() as HTMLCanvasElement;
    canvas.replaceWith(fresh);
    const labels = document.getElementById('labels') as HTMLElement;
    const fromMs = performance.now();
    const made = createScene({
      ...{ canvas: fresh, labels, theme: 'ink', home: wallHome, basemap, buildings, reducedMotion: true },
      requestFrame: (draw) =>
        requestAnimationFrame((nowMs) => {
          const before = made.stats.renderCount;
          const drawMs = msOf(() => draw(nowMs));
          if (made.stats.renderCount === before) return;
          frames.push(changesMs + drawMs);
          changesMs = 0;
        }),
    });
    scene = made;
    made.resize(SIZE.widthPx, SIZE.heightPx, 1);
    while (made.stats.renderCount === 0) await painted();
    // Reading a pixel waits until the picture is really there.
    fresh.getContext('webgl2')?.readPixels(0, 0, 1, 1, 6408, 5121, new Uint8Array(4));
    return performance.now() - fromMs;
  },
  async storm(durationMs) {
    const made = scene;
    if (!made) throw new Error('no scene');
    made.resize(SIZE.widthPx, SIZE.heightPx, STORM_DENSITY);
    frames.length = 0;
    const endMs = performance.now() + durationMs;
    for (let round = 0; performance.now() < endMs; round++) {
      const sensors = Array.from({ length: OBJECTS - GAUGES - ALARMS }, (_, n) => sensorAt(n, round));
      const gauges = Array.from({ length: GAUGES }, (_, n) => gaugeAt(n, round));
      const alarms = Array.from({ length: ALARMS }, (_, n) => alarmAt(n, round));
      changesMs = msOf(() => {
        made.setSensors(sensors);
        made.setGauges(gauges);
        made.setAlarms(alarms);
      });
      await after(CHANGES_EVERY_MS);
    }
    const { drawCalls, sensorCount } = made.stats;
    made.resize(SIZE.widthPx, SIZE.heightPx, 1);
    return { drawCalls, objects: sensorCount + GAUGES + ALARMS, frames: frames.length, frameJsMs: [...frames] };
  },
  async idle(durationMs) {
    const before = scene?.stats.renderCount ?? 0;
    await after(durationMs);
    return ((scene?.stats.renderCount ?? 0) - before) / (durationMs / 1000);
  },
};

Object.assign(globalThis, { benchPage: page });
