import { AppError } from '@chengyun/platform/service/service.ts';

/** Twenty-four bytes a node: 720 MB at the limit, which is a country. */
const NODES_MAX = 30_000_000;
const CHUNK = 1 << 16;

/** Positions of nodes by id, in flat arrays: an object a node would cost ten times as much. */
export interface OsmNodes {
  readonly add: (id: number, lonDeg: number, latDeg: number) => void;
  readonly at: (id: number) => readonly [number, number] | null;
}

export function createOsmNodes(): OsmNodes {
  let ids = new Float64Array(CHUNK);
  let places = new Float64Array(CHUNK * 2);
  let count = 0;
  let isSorted = true;
  const grown = (old: Float64Array): Float64Array<ArrayBuffer> => {
    const next = new Float64Array(old.length * 2);
    next.set(old);
    return next;
  };
  const sort = (): void => {
    const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => ids[a]! - ids[b]!);
    ids = Float64Array.from(order, (i) => ids[i]!);
    places = Float64Array.from(order.flatMap((i) => [places[i * 2]!, places[i * 2 + 1]!]));
    isSorted = true;
  };
  return {
    add(id, lonDeg, latDeg) {
      if (count >= NODES_MAX) {
        throw new AppError(
          'MAP_FILE_SIZE',
          `The extract has more than ${NODES_MAX.toLocaleString('en')} nodes: cut it to the city first, for instance osmium extract --bbox.`,
        );
      }
      if (count === ids.length) [ids, places] = [grown(ids), grown(places)];
      if (count > 0 && id < ids[count - 1]!) isSorted = false;
      ids[count] = id;
      places[count * 2] = lonDeg;
      places[count * 2 + 1] = latDeg;
      count++;
    },
    at(id) {
      if (!isSorted) sort();
      let [low, high] = [0, count - 1];
      while (low <= high) {
        const middle = (low + high) >> 1;
        const found = ids[middle]!;
        if (found === id) return [places[middle * 2]!, places[middle * 2 + 1]!];
        if (found < id) low = middle + 1;
        else high = middle - 1;
      }
      return null;
    },
  };
}
