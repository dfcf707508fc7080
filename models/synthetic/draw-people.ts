/** Walkers with a gait, bags and umbrellas; riders on pedal and motor two-wheelers. Nobody has a face. */
import { type Brush, css, type Place, worldFrom } from './brush.ts';
import type { Point3 } from './camera.ts';
import type { Mover } from './movers.ts';

export interface Gait {
  /** Position in the step or pedal cycle, radians. */
  readonly phaseRad: number;
  readonly raining: boolean;
  readonly waterM: number;
}

const HAIR = 'rgb(38,32,30)';

export function drawWalker(brush: Brush, place: Place, mover: Mover, { phaseRad, raining, waterM }: Gait): void {
  const height = mover.heightM;
  const half = mover.widthM / 2;
  const hip = height * 0.48;
  const stride = Math.sin(phaseRad) * height * 0.16;
  for (const side of [-1, 1]) {
    const foot = worldFrom(place, stride * side, half * 0.4 * side, Math.max(0.02, waterM));
    brush.line(worldFrom(place, 0, half * 0.35 * side, hip), foot, height * 0.085, css(mover.second));
  }
  brush.frustum(
    place,
    { bottom: [-0.11, 0.11, half * 0.72], top: [-0.13, 0.13, half], fromM: hip, toM: height * 0.83 },
    mover.paint,
    mover.paint,
  );
  for (const side of [-1, 1]) {
    const hand = worldFrom(place, -stride * side * 0.8, half * 1.05 * side, height * 0.45);
    brush.line(worldFrom(place, 0, half * side, height * 0.8), hand, height * 0.06, css(mover.paint, 0.85));
  }
  if (mover.extra > 0.7 && mover.extra < 0.85) {
    brush.frustum(
      worldPlace(place, -0.2),
      { bottom: [-0.12, 0.08, half * 0.7], top: [-0.12, 0.08, half * 0.7], fromM: height * 0.52, toM: height * 0.8 },
      mover.second,
      mover.second,
    );
  }
  const headUp = height * 0.91;
  brush.ball(worldFrom(place, 0, 0, headUp), height * 0.075, css(mover.skin));
  brush.ball(worldFrom(place, -0.02, 0, headUp + height * 0.02), height * 0.07, HAIR);
  if (raining && mover.extra > 0.35) {
    const radius = 0.55;
    const rim: Point3[] = [];
    for (let step = 0; step < 10; step++) {
      const turn = (step / 10) * Math.PI * 2;
      rim.push(worldFrom(place, Math.cos(turn) * radius, Math.sin(turn) * radius, height * 1.02));
    }
    brush.polygon(rim, css(mover.paint, 0.7));
    brush.frustum(
      place,
      { bottom: [-radius, radius, radius * 0.9], top: [-0.08, 0.08, 0.08], fromM: height * 1.02, toM: height * 1.18 },
      mover.paint,
      mover.paint,
    );
  }
}

const worldPlace = (place: Place, alongM: number): Place => {
  const [xM, yM] = worldFrom(place, alongM, 0, 0);
  return { xM, yM, headingRad: place.headingRad };
};

function wheel(brush: Brush, place: Place, alongM: number, radiusM: number, waterM: number): void {
  const rim: Point3[] = [];
  for (let step = 0; step < 10; step++) {
    const turn = (step / 10) * Math.PI * 2;
    const upM = Math.max(waterM, radiusM + Math.sin(turn) * radiusM);
    rim.push(worldFrom(place, alongM + Math.cos(turn) * radiusM, 0, upM));
  }
  for (let step = 0; step < 10; step++) brush.line(rim[step]!, rim[(step + 1) % 10]!, 0.07, 'rgb(24,24,26)');
}

export function drawTwoWheeler(brush: Brush, place: Place, mover: Mover, gait: Gait): void {
  const pedal = mover.body === 'pedal';
  const half = mover.lengthM / 2;
  const radius = pedal ? 0.33 : 0.25;
  const seat = pedal ? 0.85 : 0.72;
  wheel(brush, place, -half + radius, radius, gait.waterM);
  wheel(brush, place, half - radius, radius, gait.waterM);
  const at = (alongM: number, acrossM: number, upM: number): Point3 => worldFrom(place, alongM, acrossM, upM);
  if (pedal) {
    brush.line(at(-half + radius, 0, radius), at(0.1, 0, 0.4), 0.06, css(mover.paint));
    brush.line(at(0.1, 0, 0.4), at(half - radius - 0.08, 0, 0.8), 0.06, css(mover.paint));
    brush.line(at(half - radius, 0, radius), at(half - radius - 0.12, 0, 1.0), 0.06, css(mover.paint));
  } else {
    brush.frustum(
      place,
      { bottom: [-half * 0.8, 0.1, 0.16], top: [-half * 0.85, 0.02, 0.14], fromM: 0.3, toM: seat },
      mover.paint,
      [30, 30, 32],
    );
    brush.frustum(
      place,
      { bottom: [half * 0.35, half * 0.6, 0.2], top: [half * 0.28, half * 0.45, 0.22], fromM: 0.3, toM: 1.02 },
      mover.paint,
      mover.paint,
    );
  }
  for (const side of [-1, 1]) {
    const push = pedal ? Math.sin(gait.phaseRad) * 0.16 * side : 0;
    brush.line(at(-0.22, 0.14 * side, seat), at(0.2, 0.16 * side, 0.62 + push * 0.5), 0.14, css(mover.second, 0.8));
    brush.line(
      at(0.2, 0.16 * side, 0.62 + push * 0.5),
      at(0.06, 0.16 * side, 0.3 + push),
      0.11,
      css(mover.second, 0.8),
    );
    brush.line(at(-0.14, 0.2 * side, mover.heightM * 0.82), at(half * 0.42, 0.26 * side, 1.02), 0.1, css(mover.second));
  }
  brush.frustum(
    place,
    { bottom: [-0.36, -0.1, 0.17], top: [-0.28, -0.02, 0.23], fromM: seat, toM: mover.heightM * 0.86 },
    mover.second,
    mover.second,
  );
  if (mover.extra > 0.75 && !pedal) {
    brush.frustum(
      place,
      { bottom: [-half * 1.1, -half * 0.5, 0.25], top: [-half * 1.1, -half * 0.5, 0.25], fromM: 0.75, toM: 1.2 },
      mover.paint,
      mover.paint,
    );
  }
  const head = at(-0.12, 0, mover.heightM * 0.93);
  brush.ball(head, 0.13, mover.extra > 0.3 ? css(mover.paint) : css(mover.skin));
}
