/** Which water a place of the city belongs to, asked of the base map: the river, the open coast or the inland rivers. */
import { basemapData, createPathIndex, enuFromLonLat, enuPath, type PathIndex } from '@chengyun/basemap';

export type Water = 'river' | 'coast' | 'inland';

/** A gauge stands at a water when its bank is this near: banks are drawn smoothly, some are schematic. */
const BANK_M = 1000;
/** So near to the river the coast still lies within its mouth. */
const MOUTH_M = 5000;

interface Banks {
  readonly river: PathIndex;
  readonly coast: PathIndex;
}

let banks: Banks | null = null;

/** Reads the map when it is asked first. */
function banksOf(): Banks {
  if (banks === null) {
    const { river, seaWall } = basemapData();
    const index = (lines: readonly { readonly path: readonly number[] }[]) =>
      createPathIndex(lines.map(({ path }) => enuPath(path)));
    banks = { river: index(river), coast: index([seaWall]) };
  }
  return banks;
}

export function waterAt({ lonDeg, latDeg }: { readonly lonDeg: number; readonly latDeg: number }): Water {
  const { river, coast } = banksOf();
  const { xM, yM } = enuFromLonLat(lonDeg, latDeg);
  if (coast.isNear(xM, yM, BANK_M) && !river.isNear(xM, yM, MOUTH_M)) return 'coast';
  // Behind the sluices no tide comes.
  return river.isNear(xM, yM, BANK_M) || coast.isNear(xM, yM, BANK_M) ? 'river' : 'inland';
}
