/** A ring of vectors of one length, each with the number of the reading it belongs to; when full the oldest goes first. */
import { packed, unpacked } from './packed.ts';

export interface PastVectorsState {
  readonly next: number;
  readonly numbers: string;
  readonly cells: string;
}

const FIRST_ROOM = 16;

export class PastVectors {
  /** Vectors added so far. */
  private next = 0;
  private numbers = new Float64Array(FIRST_ROOM);
  private cells: Float64Array;
  private readonly length: number;
  private readonly most: number;

  constructor(length: number, most: number) {
    this.length = length;
    this.most = most;
    this.cells = new Float64Array(FIRST_ROOM * length);
  }

  add(number: number, vector: Float64Array): void {
    const { length, most } = this;
    const place = this.next % most;
    if (place >= this.numbers.length) {
      const room = Math.min(most, 2 * this.numbers.length);
      this.numbers = withRoom(this.numbers, room);
      this.cells = withRoom(this.cells, room * length);
    }
    this.numbers[place] = number;
    this.cells.set(vector, place * length);
    this.next += 1;
  }

  /** Smallest squared distance to a vector of a reading before `before`, or `most` where none is nearer. */
  nearest(vector: Float64Array, before: number, most: number): number {
    const { cells, numbers, length } = this;
    const count = Math.min(this.next, this.most);
    let best = most;
    for (let place = 0; place < count; place++) {
      if (numbers[place]! >= before) continue;
      let sum = 0;
      for (let i = 0, cell = place * length; i < length && sum < best; i++, cell++) {
        const apart = vector[i]! - cells[cell]!;
        sum += apart * apart;
      }
      if (sum < best) best = sum;
    }
    return best;
  }

  save(): PastVectorsState {
    const count = Math.min(this.next, this.most);
    const { numbers, cells, length } = this;
    return {
      next: this.next,
      numbers: packed(numbers.slice(0, count)),
      cells: packed(cells.slice(0, count * length)),
    };
  }

  load({ next, numbers, cells }: PastVectorsState): void {
    const room = Math.max(FIRST_ROOM, Math.min(next, this.most));
    this.next = next;
    this.numbers = withRoom(unpacked(numbers), room);
    this.cells = withRoom(unpacked(cells), room * this.length);
  }
}

function withRoom(numbers: Float64Array, room: number): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(room);
  wider.set(numbers);
  return wider;
}
