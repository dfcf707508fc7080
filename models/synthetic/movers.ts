/** The kinds of things that move in the street, with their sizes in metres and how often they occur. */
import type { Colour } from './brush.ts';
import type { Random } from './random.ts';

export type TruthClass = 'vehicle' | 'two-wheeler' | 'person';
export type Body = 'car' | 'van' | 'bus' | 'truck' | 'pedal' | 'motor' | 'walker';

export interface Mover {
  readonly cls: TruthClass;
  readonly body: Body;
  readonly lengthM: number;
  readonly widthM: number;
  readonly heightM: number;
  readonly paint: Colour;
  readonly second: Colour;
  readonly skin: Colour;
  /** Carries an umbrella when it rains, or a bag. */
  readonly extra: number;
  /** Multiplies the lane's desired speed. */
  readonly haste: number;
  /** Sideways place within the lane, -0.5..0.5 of its width. */
  readonly aside: number;
}

const CAR_PAINTS: readonly Colour[] = [
  [236, 238, 240],
  [205, 208, 212],
  [140, 144, 150],
  [62, 65, 70],
  [28, 29, 33],
  [120, 24, 28],
  [176, 38, 34],
  [30, 52, 104],
  [58, 96, 150],
  [196, 178, 140],
  [70, 84, 66],
  [214, 160, 44],
  [62, 150, 140],
];
const CLOTHES: readonly Colour[] = [
  [30, 32, 40],
  [70, 74, 84],
  [150, 40, 44],
  [44, 74, 130],
  [210, 206, 196],
  [232, 190, 60],
  [90, 120, 84],
  [150, 110, 150],
  [240, 240, 238],
  [60, 50, 46],
];
const SKINS: readonly Colour[] = [
  [226, 184, 150],
  [196, 148, 112],
  [150, 104, 76],
];

export function drawMover(use: 'vehicles' | 'two-wheelers' | 'walkers', random: Random): Mover {
  const common = {
    skin: random.pick(SKINS),
    extra: random.next(),
    haste: random.range(0.8, 1.2),
  };
  if (use === 'walkers') {
    const heightM = random.chance(0.12) ? random.range(1.05, 1.4) : random.range(1.52, 1.84);
    return {
      ...common,
      cls: 'person',
      body: 'walker',
      lengthM: 0.35,
      widthM: heightM * random.range(0.26, 0.32),
      heightM,
      paint: random.pick(CLOTHES),
      second: random.pick(CLOTHES),
      aside: random.range(-0.5, 0.5),
    };
  }
  if (use === 'two-wheelers') {
    return {
      ...common,
      cls: 'two-wheeler',
      body: random.chance(0.45) ? 'pedal' : 'motor',
      lengthM: random.range(1.65, 1.9),
      widthM: 0.6,
      heightM: random.range(1.55, 1.78),
      paint: random.pick(CAR_PAINTS),
      second: random.pick(CLOTHES),
      aside: random.range(-0.35, 0.35),
    };
  }
  const kind = random.next();
  const paint = random.pick(CAR_PAINTS);
  const vehicle = { ...common, cls: 'vehicle' as const, paint, second: random.pick(CAR_PAINTS) };
  const aside = random.range(-0.08, 0.08);
  const sized = (body: Body, length: [number, number], widthM: number, height: [number, number]): Mover => ({
    ...vehicle,
    body,
    lengthM: random.range(...length),
    widthM,
    heightM: random.range(...height),
    aside,
  });
  if (kind < 0.62) return sized('car', [4, 4.9], 1.8, [1.4, 1.6]);
  if (kind < 0.8) return sized('van', [4.4, 5.4], 1.92, [1.75, 2.2]);
  if (kind < 0.9) return sized('bus', [9, 12], 2.5, [2.9, 3.3]);
  return sized('truck', [5.6, 9], 2.3, [2.5, 3.4]);
}
