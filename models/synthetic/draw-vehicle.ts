/** Cars, vans, buses and trucks as frusta with glass, wheels and lamps. No number plates are ever drawn. */
import { type Brush, type Colour, css, type Place, worldFrom } from './brush.ts';
import type { Point3 } from './camera.ts';
import type { Mover } from './movers.ts';

const GLASS: Colour = [52, 62, 72];
const TYRE = 'rgb(20,20,22)';

export interface Lit {
  /** Lamps shine (dusk, night, rain). */
  readonly lampsOn: boolean;
  readonly braking: boolean;
  /** Depth of water that the wheels stand in. */
  readonly waterM: number;
}

/** An upright quad lying on the side of the body (across = const) or on its end (along = const). */
function sidePanel(
  brush: Brush,
  place: Place,
  along: readonly [number, number],
  acrossM: number,
  up: readonly [number, number],
  style: string,
): void {
  const corner = (alongM: number, upM: number): Point3 => worldFrom(place, alongM, acrossM, upM);
  const [a, b] = acrossM > 0 ? along : [along[1], along[0]];
  brush.face([corner(a, up[0]), corner(b, up[0]), corner(b, up[1]), corner(a, up[1])], style);
}

function endPanel(
  brush: Brush,
  place: Place,
  alongM: number,
  across: readonly [number, number],
  up: readonly [number, number],
  style: string,
): void {
  const corner = (acrossM: number, upM: number): Point3 => worldFrom(place, alongM, acrossM, upM);
  const [a, b] = alongM < 0 ? across : [across[1], across[0]];
  brush.face([corner(a, up[0]), corner(b, up[0]), corner(b, up[1]), corner(a, up[1])], style);
}

function wheels(brush: Brush, place: Place, mover: Mover, radiusM: number, waterM: number): void {
  const half = mover.widthM / 2 + 0.01;
  for (const acrossM of [half, -half]) {
    for (const alongM of [-0.31 * mover.lengthM, 0.32 * mover.lengthM]) {
      const rim: Point3[] = [];
      for (let step = 0; step < 10; step++) {
        const turn = (step / 10) * Math.PI * 2 * (acrossM > 0 ? 1 : -1);
        const upM = Math.max(waterM, radiusM + Math.sin(turn) * radiusM);
        rim.push(worldFrom(place, alongM + Math.cos(turn) * radiusM, acrossM, upM));
      }
      brush.face(rim, TYRE);
    }
  }
}

function lamps(brush: Brush, place: Place, mover: Mover, upM: number, lit: Lit): void {
  const half = mover.widthM / 2;
  const end = mover.lengthM / 2 + 0.02;
  const front = lit.lampsOn ? 'rgb(255,252,232)' : 'rgb(206,212,216)';
  const rear = lit.braking ? 'rgb(255,40,30)' : lit.lampsOn ? 'rgb(190,24,22)' : 'rgb(120,22,22)';
  for (const side of [-1, 1]) {
    const across: [number, number] = side < 0 ? [-half, -half + 0.38] : [half - 0.38, half];
    endPanel(brush, place, end, across, [upM, upM + 0.17], front);
    endPanel(brush, place, -end, across, [upM + 0.08, upM + 0.28], rear);
  }
}

function drawCar(brush: Brush, place: Place, mover: Mover, lit: Lit): void {
  const half = mover.lengthM / 2;
  const wide = mover.widthM / 2;
  const van = mover.body === 'van';
  const waist = mover.heightM * (van ? 0.52 : 0.58);
  const floor = Math.max(0.24, lit.waterM);
  if (floor < waist) {
    brush.frustum(
      place,
      { bottom: [-half, half, wide], top: [-half * 0.98, half * 0.95, wide * 0.97], fromM: floor, toM: waist },
      mover.paint,
      mover.paint,
    );
  }
  wheels(brush, place, mover, 0.33, lit.waterM);
  if (lit.waterM < 0.55) lamps(brush, place, mover, waist * 0.66, lit);
  const cabin = van
    ? { bottom: [-half * 0.97, half * 0.6, wide * 0.96] as const, top: [-half * 0.9, half * 0.3, wide * 0.86] as const }
    : {
        bottom: [-half * 0.82, half * 0.5, wide * 0.94] as const,
        top: [-half * 0.56, half * 0.14, wide * 0.76] as const,
      };
  brush.frustum(place, { ...cabin, fromM: Math.max(waist, lit.waterM), toM: mover.heightM }, GLASS, mover.paint);
}

function drawBus(brush: Brush, place: Place, mover: Mover, lit: Lit): void {
  const half = mover.lengthM / 2;
  const wide = mover.widthM / 2;
  const top = mover.heightM;
  const floor = Math.max(0.3, lit.waterM);
  brush.frustum(
    place,
    { bottom: [-half, half, wide], top: [-half, half * 0.99, wide * 0.97], fromM: floor, toM: top },
    mover.paint,
    mover.paint,
  );
  const glass = css(GLASS, lit.lampsOn ? 2.4 : 1);
  for (const across of [wide + 0.01, -wide - 0.01]) {
    sidePanel(brush, place, [-half * 0.93, half * 0.93], across, [top * 0.45, top * 0.8], glass);
    sidePanel(brush, place, [-half * 0.95, half * 0.95], across, [floor + 0.15, top * 0.3], css(mover.second));
  }
  endPanel(brush, place, half + 0.01, [-wide * 0.9, wide * 0.9], [top * 0.38, top * 0.84], css(GLASS));
  endPanel(brush, place, -half - 0.01, [-wide * 0.8, wide * 0.8], [top * 0.55, top * 0.84], css(GLASS));
  wheels(brush, place, mover, 0.48, lit.waterM);
  lamps(brush, place, mover, 0.7, lit);
}

function drawTruck(brush: Brush, place: Place, mover: Mover, lit: Lit): void {
  const half = mover.lengthM / 2;
  const wide = mover.widthM / 2;
  const cab = 1.7;
  const floor = Math.max(0.45, lit.waterM);
  const cargo = (): void =>
    brush.frustum(
      place,
      {
        bottom: [-half, half - cab - 0.15, wide],
        top: [-half, half - cab - 0.15, wide],
        fromM: floor + 0.25,
        toM: mover.heightM,
      },
      mover.second,
      mover.second,
    );
  const driver = (): void => {
    brush.frustum(
      place,
      {
        bottom: [half - cab, half, wide * 0.95],
        top: [half - cab, half - 0.25, wide * 0.9],
        fromM: floor,
        toM: mover.heightM * 0.82,
      },
      mover.paint,
      mover.paint,
    );
    endPanel(
      brush,
      place,
      half - 0.06,
      [-wide * 0.85, wide * 0.85],
      [mover.heightM * 0.44, mover.heightM * 0.74],
      css(GLASS),
    );
    for (const across of [wide * 0.96, -wide * 0.96]) {
      sidePanel(
        brush,
        place,
        [half - cab * 0.75, half - 0.3],
        across,
        [mover.heightM * 0.46, mover.heightM * 0.74],
        css(GLASS),
      );
    }
  };
  // The part farther from the camera first.
  const seesFront = Math.sin(place.headingRad) * place.xM + Math.cos(place.headingRad) * place.yM < 0;
  for (const part of seesFront ? [cargo, driver] : [driver, cargo]) part();
  wheels(brush, place, mover, 0.45, lit.waterM);
  lamps(brush, place, mover, 0.65, lit);
}

export function drawVehicle(brush: Brush, place: Place, mover: Mover, lit: Lit): void {
  if (mover.body === 'bus') drawBus(brush, place, mover, lit);
  else if (mover.body === 'truck') drawTruck(brush, place, mover, lit);
  else drawCar(brush, place, mover, lit);
}
