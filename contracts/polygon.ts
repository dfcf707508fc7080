/** Polygons in parts of a picture, 0 to 1 from the top left, as people draw them. Pure. */
export type Corner = readonly [x: number, y: number];

/** Area under which nothing can be counted, in parts of the picture: a thousandth of it. */
export const POLYGON_AREA_MIN = 0.001;

/** Under this a line has no direction that anybody could have meant, in parts of the picture. */
export const LINE_LENGTH_MIN = 0.02;

export type PolygonFault = 'crosses-itself' | 'covers-nothing';

/** Why a drawn polygon cannot be used, or null. */
export function faultOfPolygon(polygon: readonly Corner[]): PolygonFault | null {
  if (crossesItself(polygon)) return 'crosses-itself';
  return areaOf(polygon) < POLYGON_AREA_MIN ? 'covers-nothing' : null;
}

export function isLongEnough([[ax, ay], [bx, by]]: readonly [Corner, Corner]): boolean {
  return Math.hypot(bx - ax, by - ay) >= LINE_LENGTH_MIN;
}

/** Share of the picture that a polygon without crossings covers (shoelace formula). */
export function areaOf(polygon: readonly Corner[]): number {
  const twice = edgesOf(polygon).reduce((sum, [[ax, ay], [bx, by]]) => sum + ax * by - bx * ay, 0);
  return Math.abs(twice) / 2;
}

function crossesItself(polygon: readonly Corner[]): boolean {
  const edges = edgesOf(polygon);
  return edges.some((edge, index) =>
    edges.slice(index + 1).some((other, gap) => {
      // Neighbours share a corner.
      const isNeighbour = gap === 0 || (index === 0 && index + 1 + gap === edges.length - 1);
      return !isNeighbour && meet(edge, other);
    }),
  );
}

type Edge = readonly [Corner, Corner];

function edgesOf(polygon: readonly Corner[]): readonly Edge[] {
  return polygon.map((corner, index): Edge => [corner, polygon[(index + 1) % polygon.length] ?? corner]);
}

/** On which side of the line from `a` to `b` the point lies: the sign of the result. */
function side([ax, ay]: Corner, [bx, by]: Corner, [x, y]: Corner): number {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
}

function meet([a, b]: Edge, [c, d]: Edge): boolean {
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
}
