/** Day, dusk, night, rain and fog laid over a drawn frame: a light map that multiplies, then glow that adds. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { type Place, worldFrom } from './brush.ts';
import type { Camera, Point3 } from './camera.ts';
import type { Random } from './random.ts';
import type { Lamp } from './scenery.ts';

export interface LightState {
  /** 1 = noon, 0 = night. */
  readonly day: number;
  /** 0 = dry, 1 = downpour. */
  readonly rain: number;
  readonly fog?: number;
}

/** A vehicle or motor two-wheeler whose lamps shine. */
export interface Shining {
  readonly place: Place;
  readonly lengthM: number;
  readonly widthM: number;
  readonly braking: boolean;
}

const DARKEST = [44, 50, 66] as const;

function pool(
  context: SKRSContext2D,
  camera: Camera,
  centre: Point3,
  radiusM: number,
  rgb: string,
  strength: number,
  scale: number,
): void {
  const middle = camera.project(centre);
  const side = camera.project([centre[0] + radiusM, centre[1], centre[2]]);
  const ahead = camera.project([centre[0], centre[1] + radiusM, centre[2]]);
  if (middle === null || side === null || ahead === null) return;
  const wide = Math.max(1, Math.abs(side.u - middle.u) * scale);
  const high = Math.max(1, Math.abs(ahead.v - middle.v) * scale);
  context.save();
  context.translate(middle.u * scale, middle.v * scale);
  context.scale(1, high / wide);
  const gradient = context.createRadialGradient(0, 0, 0, 0, 0, wide);
  gradient.addColorStop(0, `rgba(${rgb},${strength})`);
  gradient.addColorStop(1, `rgba(${rgb},0)`);
  context.fillStyle = gradient;
  context.fillRect(-wide, -wide, wide * 2, wide * 2);
  context.restore();
}

function glow(
  context: SKRSContext2D,
  camera: Camera,
  at: Point3,
  radiusM: number,
  rgb: string,
  strength: number,
): void {
  const seen = camera.project(at);
  if (seen === null) return;
  const radius = Math.min(60, Math.max(1.5, (camera.pose.focalPx * radiusM) / seen.depthM));
  const gradient = context.createRadialGradient(seen.u, seen.v, 0, seen.u, seen.v, radius);
  gradient.addColorStop(0, `rgba(${rgb},${strength})`);
  gradient.addColorStop(1, `rgba(${rgb},0)`);
  context.fillStyle = gradient;
  context.fillRect(seen.u - radius, seen.v - radius, radius * 2, radius * 2);
}

function darken(
  context: SKRSContext2D,
  camera: Camera,
  night: number,
  lamps: readonly Lamp[],
  shining: readonly Shining[],
  lampRgb: string,
): void {
  const scale = 0.5;
  const map = createCanvas(Math.ceil(camera.pose.widthPx * scale), Math.ceil(camera.pose.heightPx * scale));
  const paint = map.getContext('2d');
  const [r, g, b] = DARKEST.map((dark) => Math.round(255 + (dark - 255) * night));
  paint.fillStyle = `rgb(${r},${g},${b})`;
  paint.fillRect(0, 0, map.width, map.height);
  paint.globalCompositeOperation = 'lighter';
  for (const lamp of lamps) pool(paint, camera, [lamp.xM, lamp.yM, 0], 11, lampRgb, 0.55 * night, scale);
  for (const { place, lengthM } of shining) {
    pool(paint, camera, worldFrom(place, lengthM / 2 + 4, 0, 0), 4.5, '255,248,225', 0.5 * night, scale);
  }
  context.globalCompositeOperation = 'multiply';
  context.drawImage(map, 0, 0, camera.pose.widthPx, camera.pose.heightPx);
}

function shine(
  context: SKRSContext2D,
  camera: Camera,
  night: number,
  lamps: readonly Lamp[],
  shining: readonly Shining[],
  lampRgb: string,
): void {
  context.globalCompositeOperation = 'lighter';
  for (const lamp of lamps) glow(context, camera, [lamp.xM, lamp.yM, lamp.heightM], 0.9, lampRgb, 0.8 * night);
  for (const { place, lengthM, widthM, braking } of shining) {
    const towards = -(Math.sin(place.headingRad) * place.xM + Math.cos(place.headingRad) * place.yM);
    for (const side of widthM < 1 ? [0] : [-1, 1]) {
      const across = side * widthM * 0.38;
      if (towards > 0)
        glow(context, camera, worldFrom(place, lengthM / 2, across, 0.7), 0.75, '255,250,230', 0.9 * night);
      else
        glow(
          context,
          camera,
          worldFrom(place, -lengthM / 2, across, 0.8),
          0.45,
          '255,40,30',
          (braking ? 0.9 : 0.5) * night,
        );
    }
  }
}

/** Lays the light over the frame. Chance places the rain streaks only. */
export function applyLight(
  context: SKRSContext2D,
  camera: Camera,
  light: LightState,
  lamps: readonly Lamp[],
  shining: readonly Shining[],
  random: Random,
): void {
  const { widthPx, heightPx } = camera.pose;
  const night = Math.max(0, Math.min(1, 1 - light.day));
  const lampRgb = '255,214,150';
  context.save();
  if (night > 0.05) {
    darken(context, camera, night, lamps, shining, lampRgb);
    shine(context, camera, night, lamps, shining, lampRgb);
  }
  context.globalCompositeOperation = 'source-over';
  const haze = Math.max(light.fog ?? 0, light.rain * 0.35);
  if (haze > 0.02) {
    const tone = Math.round(205 - 150 * night);
    const gradient = context.createLinearGradient(0, 0, 0, heightPx);
    gradient.addColorStop(0, `rgba(${tone},${tone},${tone + 6},${haze})`);
    gradient.addColorStop(1, `rgba(${tone},${tone},${tone + 6},${haze * 0.3})`);
    context.fillStyle = gradient;
    context.fillRect(0, 0, widthPx, heightPx);
  }
  if (light.rain > 0.02) {
    context.strokeStyle = `rgba(225,230,238,${0.1 + 0.2 * light.rain})`;
    context.lineWidth = 1;
    context.beginPath();
    const lean = random.range(-3, 3);
    for (let streak = 0; streak < light.rain * 160; streak++) {
      const u = random.range(0, widthPx);
      const v = random.range(0, heightPx);
      const long = random.range(6, 20);
      context.moveTo(u, v);
      context.lineTo(u + lean, v + long);
    }
    context.stroke();
  }
  context.restore();
}
