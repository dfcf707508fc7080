/** Puts points that lie next to each other into one request. Never reads a register that no point names. */
import { REGISTERS_MAX, type RegisterRequest } from './pdu.ts';

export interface Placed {
  readonly unitId: number;
  readonly functionCode: 3 | 4;
  readonly register: number;
  readonly registers: number;
}

export interface Block<Point> extends RegisterRequest {
  readonly points: readonly Point[];
}

export function blocksFrom<Point extends Placed>(points: readonly Point[]): readonly Block<Point>[] {
  const sorted = points.toSorted(
    (a, b) => a.unitId - b.unitId || a.functionCode - b.functionCode || a.register - b.register,
  );
  const blocks: Block<Point>[] = [];
  for (const point of sorted) {
    const { unitId, functionCode, register, registers } = point;
    const last = blocks.at(-1);
    const isSameTable = last !== undefined && last.unitId === unitId && last.functionCode === functionCode;
    const count = last === undefined ? 0 : Math.max(last.count, register + registers - last.first);
    if (isSameTable && register <= last.first + last.count && count <= REGISTERS_MAX) {
      blocks[blocks.length - 1] = { ...last, count, points: [...last.points, point] };
    } else {
      blocks.push({ unitId, functionCode, first: register, count: registers, points: [point] });
    }
  }
  return blocks;
}
