/** Puts points that lie next to each other into one request. Never reads what no point names. */
import { countMax, FUNCTION_CODES, type ReadRequest, type Table } from './pdu.ts';

export interface Placed {
  readonly unitId: number;
  readonly table: Table;
  readonly register: number;
  /** How many registers, or bits, it takes. */
  readonly width: number;
}

export interface Block<Point> extends ReadRequest {
  readonly points: readonly Point[];
}

export function blocksFrom<Point extends Placed>(points: readonly Point[]): readonly Block<Point>[] {
  const sorted = points.toSorted(
    (a, b) => a.unitId - b.unitId || FUNCTION_CODES[a.table] - FUNCTION_CODES[b.table] || a.register - b.register,
  );
  const blocks: Block<Point>[] = [];
  for (const point of sorted) {
    const { unitId, table, register, width } = point;
    const last = blocks.at(-1);
    const isSameTable = last !== undefined && last.unitId === unitId && last.table === table;
    const count = last === undefined ? 0 : Math.max(last.count, register + width - last.first);
    if (isSameTable && register <= last.first + last.count && count <= countMax(table)) {
      blocks[blocks.length - 1] = { ...last, count, points: [...last.points, point] };
    } else {
      blocks.push({ unitId, table, first: register, count: width, points: [point] });
    }
  }
  return blocks;
}
