/** The lines of a layer as strokes: dashes, and chevrons that say which way it flows. Pure. */

/** A straight piece, metres. */
export type Piece = readonly [ax: number, ay: number, bx: number, by: number];

/** From one chevron to the next, and the length of its arms. */
export const chevronEveryM = 420;
export const chevronArmM = 42;
const chevronTurn = (145 * Math.PI) / 180;

export function* piecesOf(path: ArrayLike<number>): Generator<Piece> {
  for (let i = 0; i + 3 < path.length; i += 2) yield [path[i]!, path[i + 1]!, path[i + 2]!, path[i + 3]!];
}

/** Two arms a chevron, its tip on the path and ahead; a short path has one in its middle. */
export function* chevronsOf(path: ArrayLike<number>): Generator<Piece> {
  let wholeM = 0;
  for (const [ax, ay, bx, by] of piecesOf(path)) wholeM += Math.hypot(bx - ax, by - ay);
  const count = Math.max(1, Math.round(wholeM / chevronEveryM));
  let passedM = 0;
  let next = 0;
  for (const [ax, ay, bx, by] of piecesOf(path)) {
    const lengthM = Math.hypot(bx - ax, by - ay);
    for (; next < count; next++) {
      const alongM = (wholeM * (next + 0.5)) / count - passedM;
      if (alongM >= lengthM) break;
      const [ux, uy] = [(bx - ax) / lengthM, (by - ay) / lengthM];
      const [x, y] = [ax + ux * alongM, ay + uy * alongM];
      for (const turn of [chevronTurn, -chevronTurn]) {
        const [cos, sin] = [Math.cos(turn) * chevronArmM, Math.sin(turn) * chevronArmM];
        yield [x, y, x + ux * cos - uy * sin, y + ux * sin + uy * cos];
      }
    }
    passedM += lengthM;
  }
}
