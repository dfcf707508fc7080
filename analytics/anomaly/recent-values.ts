/** The newest values of a series in one run of memory, oldest first; it takes up to twice the room and is moved when full. */
import { packed, unpacked } from './packed.ts';

const FIRST_ROOM = 64;

export class RecentValues {
  /** Values `start` to `end` (exclusive) are there. */
  cells = new Float64Array(FIRST_ROOM);
  start = 0;
  end = 0;
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  push(value: number): void {
    if (this.end === this.cells.length) this.makeRoom();
    this.cells[this.end] = value;
    this.end += 1;
    if (this.end - this.start > this.most) this.start += 1;
  }

  save(): string {
    return packed(this.cells.slice(this.start, this.end));
  }

  load(text: string): void {
    const values = unpacked(text);
    this.cells = new Float64Array(Math.max(FIRST_ROOM, 2 * values.length));
    this.cells.set(values);
    this.start = 0;
    this.end = values.length;
  }

  private makeRoom(): void {
    const { cells, start, end } = this;
    const count = end - start;
    this.cells = count > cells.length / 2 ? new Float64Array(2 * cells.length) : cells;
    this.cells.set(cells.subarray(start, end));
    this.start = 0;
    this.end = count;
  }
}
