/**
 * A synthetic street camera. `createScene(seed, options)` fixes the pose, the road and the scenery; the caller sets
 * traffic, water and light before each frame; `renderFrame(tS)` advances everything that moves to that time and draws
 * it. Time is the caller's: frames may come at any pace, but never go back. The same seed and calls give the same
 * pixels and truth. Used to train and score the detector, and by the simulated city's cameras.
 */
import { createCanvas } from '@napi-rs/canvas';
import { createBrush, type Place, worldFrom } from './brush.ts';
import { type Camera, createCamera, type Pixel, type Point3 } from './camera.ts';
import { type CameraModel, drawPose } from './camera-models.ts';
import { drawTwoWheeler, drawWalker } from './draw-people.ts';
import { drawVehicle } from './draw-vehicle.ts';
import { boardOutline, drawBoard, drawWater, waterSurface } from './draw-water.ts';
import { applyLight, type LightState, type Shining } from './light.ts';
import type { TruthClass } from './movers.ts';
import { createRandom } from './random.ts';
import { FAR_END_M, layRoad, type Road, waterDepthM } from './road.ts';
import { paintScenery } from './scenery.ts';
import { drawSensor, expose, type Sensor } from './sensor.ts';
import { type Actor, createTraffic, type TrafficState } from './traffic.ts';
import { isInside, type Seen, type TruthBox, truthBoxes } from './truth.ts';

export interface SceneOptions {
  readonly kind?: 'street' | 'underpass';
  readonly cameraModel?: CameraModel;
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly sensor?: Partial<Sensor>;
  /** Of the ramps towards the lowest point of an underpass, rise over run; 0.04 when left out. */
  readonly slope?: number;
}

export interface Frame {
  readonly rgba: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly truth: readonly TruthBox[];
}

export interface Scene {
  readonly camera: Camera;
  readonly road: Road;
  setTraffic(state: TrafficState): void;
  setWater(state: { readonly depthCm: number }): void;
  setLight(state: LightState): void;
  renderFrame(tS: number): Frame;
  /** Things at least half visible whose foot point lies in the polygon (pixels), in the frame drawn last. */
  truthCounts(zone: readonly Pixel[]): Readonly<Record<TruthClass, number>>;
  /** Standing queue behind the stop line now, metres; longest lane. */
  truthQueueM(): number;
  /** The lanes that come towards the camera, from the stop line back, as a polygon in pixels. */
  laneZone(lengthM?: number): Pixel[];
  /** Surface that would be flooded at the given depth at the lowest point, in pixels (underpass). */
  waterZone(depthCm?: number): Pixel[];
  /** Outline of the painted gauge board (underpass): bottom near, bottom far, top far, top near. */
  gaugeBoard(): { readonly outline: Pixel[]; readonly heightCm: number };
  /** Four points that tie pixels to metres on the ground, for distances and speeds. */
  groundPoints(): { readonly u: number; readonly v: number; readonly xM: number; readonly yM: number }[];
}

const placeOf = ({ lane, mover, aheadM }: Actor): Place => {
  const start = { xM: lane.startXM, yM: lane.startYM, headingRad: lane.headingRad };
  const [xM, yM] = worldFrom(start, aheadM - mover.lengthM / 2, mover.aside * lane.widthM, 0);
  return { xM, yM, headingRad: lane.headingRad };
};

export function createScene(seed: number, options: SceneOptions = {}): Scene {
  const random = createRandom(seed);
  const kind = options.kind ?? 'street';
  const widthPx = options.widthPx ?? 640;
  const heightPx = options.heightPx ?? 360;
  const { pose, aimXM } = drawPose(options.cameraModel ?? 'training', random, widthPx, heightPx);
  const laid = layRoad(kind, aimXM * (kind === 'underpass' ? 0.4 : 1) + random.range(-3, 3), random);
  const road: Road = { ...laid, slope: options.slope ?? laid.slope };
  const camera = createCamera(pose);
  const sensor: Sensor = { ...drawSensor(random), ...options.sensor };
  const sunRad = random.range(0, Math.PI * 2);
  const background = createCanvas(widthPx, heightPx);
  const { lamps } = paintScenery(createBrush(background.getContext('2d'), camera, sunRad), road, random);
  const canvas = createCanvas(widthPx, heightPx);
  const brush = createBrush(canvas.getContext('2d'), camera, sunRad);
  const traffic = createTraffic(road, createRandom(seed ^ 0x5bd1e995));
  let light: LightState = { day: 1, rain: 0 };
  let depthM = 0;
  let truth: TruthBox[] = [];

  const drawShadow = (place: Place, actor: Actor): void => {
    const { lengthM, widthM, heightM } = actor.mover;
    const contact = [
      [1, 1],
      [1, -1],
      [-1, -1],
      [-1, 1],
    ].map(([a, b]) => worldFrom(place, (a! * lengthM * 1.04) / 2, (b! * widthM * 1.1) / 2, 0));
    brush.polygon(contact, `rgba(10,10,14,${0.3 + 0.2 * light.day})`);
    const sunny = light.day * (1 - light.rain) * (seed % 3 === 0 ? 0 : 0.38);
    if (sunny < 0.05) return;
    const reach = heightM * 0.7;
    const cast = contact.map(([x, y]): Point3 => [x - Math.sin(sunRad) * reach, y - Math.cos(sunRad) * reach, 0]);
    brush.polygon(cast, `rgba(12,12,20,${sunny})`);
  };

  const drawActor = (actor: Actor, place: Place, tS: number): void => {
    const { mover } = actor;
    const waterM = waterDepthM(road, place.yM, depthM);
    const lampsOn = light.day < 0.55 || light.rain > 0.5;
    if (waterM < 0.02) drawShadow(place, actor);
    brush.startBounds();
    if (mover.cls === 'vehicle') drawVehicle(brush, place, mover, { lampsOn, braking: actor.braking, waterM });
    else {
      const phaseRad = mover.extra * 40 + tS * (mover.cls === 'person' ? 9 * mover.haste : actor.speedMPerS * 1.6);
      const gait = { phaseRad, raining: light.rain > 0.15, waterM };
      if (mover.cls === 'person') drawWalker(brush, place, mover, gait);
      else drawTwoWheeler(brush, place, mover, gait);
    }
  };

  const outlineOf = (points: readonly Point3[]): Pixel[] =>
    camera.projectPolygon(points).map(({ u, v }) => ({
      u: Math.max(0, Math.min(widthPx, u)),
      v: Math.max(0, Math.min(heightPx, v)),
    }));

  return {
    camera,
    road,
    setTraffic: (state) => traffic.set(state),
    setWater: ({ depthCm }) => {
      depthM = Math.max(0, depthCm / 100);
    },
    setLight: (state) => {
      light = state;
    },
    renderFrame(tS) {
      traffic.advance(tS);
      const chance = createRandom((seed ^ Math.round(tS * 1000)) >>> 0);
      const { context } = brush;
      context.drawImage(background, 0, 0);
      if (kind === 'underpass') {
        drawBoard(brush, road, depthM);
        drawWater(brush, road, depthM, tS, createRandom(seed + 7));
      }
      const placed = traffic.actors
        .map((actor) => {
          const place = placeOf(actor);
          return { actor, place, distanceM: Math.hypot(place.xM, place.yM) };
        })
        .sort((a, b) => b.distanceM - a.distanceM);
      const seen: Seen[] = [];
      const shining: Shining[] = [];
      for (const { actor, place, distanceM } of placed) {
        drawActor(actor, place, tS);
        const bounds = brush.takeBounds();
        if (bounds !== null) seen.push({ cls: actor.mover.cls, bounds, distanceM });
        const { body, lengthM, widthM } = actor.mover;
        if (body !== 'walker' && body !== 'pedal') shining.push({ place, lengthM, widthM, braking: actor.braking });
      }
      applyLight(context, camera, light, lamps, shining, chance);
      truth = truthBoxes(seen, widthPx, heightPx);
      return { rgba: expose(canvas, sensor, light.day, chance), width: widthPx, height: heightPx, truth };
    },
    truthCounts(zone) {
      const counts = { vehicle: 0, 'two-wheeler': 0, person: 0 };
      for (const box of truth) {
        if (box.visible >= 0.5 && isInside({ u: box.x + box.w / 2, v: box.y + box.h }, zone)) counts[box.cls]++;
      }
      return counts;
    },
    truthQueueM: () => traffic.queueM(),
    laneZone(lengthM = 60) {
      const inner = road.centreXM - road.medianM / 2;
      const outer = inner - road.lanesEachWay * road.laneWidthM;
      const far = Math.min(FAR_END_M, road.stopYM + lengthM);
      return outlineOf([
        [outer, road.stopYM - 1, 0],
        [inner, road.stopYM - 1, 0],
        [inner, far, 0],
        [outer, far, 0],
      ]);
    },
    waterZone: (depthCm = 50) => outlineOf(waterSurface(road, depthCm / 100).map(([x, y]): Point3 => [x, y, 0])),
    gaugeBoard: () => ({ outline: outlineOf(boardOutline(road)), heightCm: 150 }),
    groundPoints() {
      const half = road.halfWidthM;
      const points: Point3[] = [
        [road.centreXM - half, road.stopYM, 0],
        [road.centreXM + half, road.stopYM, 0],
        [road.centreXM + half, road.stopYM + 40, 0],
        [road.centreXM - half, road.stopYM + 40, 0],
      ];
      return points.flatMap((point) => {
        const pixel = camera.project(point);
        return pixel === null ? [] : [{ u: pixel.u, v: pixel.v, xM: point[0], yM: point[1] }];
      });
    },
  };
}
