/**
 * The samples of one window, oldest first: a ring of (time, value) pairs in one flat array. Samples have running numbers
 * that never move, so that a queue of extremes can name them. Nothing is rescanned: an aggregate hears of every sample
 * once when it comes and once when it goes.
 */
const CAPACITY_MIN = 8;

/** Beyond this the oldest sample goes early; 3 tidal days at one reading a minute are 4,470. */
export const SAMPLES_MAX = 65_536;

export class Samples {
  /** Running number of the oldest sample inside, and of the next to come. */
  first = 0;
  next = 0;
  /** Of numbers, not a typed array: its memory is then the heap's own, beside the object that owns it. */
  private ring = emptyRing(CAPACITY_MIN);
  private mask = CAPACITY_MIN - 1;

  count(): number {
    return this.next - this.first;
  }

  atMs(number: number): number {
    return this.ring[(number & this.mask) * 2]!;
  }

  value(number: number): number {
    return this.ring[(number & this.mask) * 2 + 1]!;
  }

  /** Of the newest sample, inside or gone; NaN before the first. */
  lastAtMs(): number {
    return this.next === 0 ? Number.NaN : this.atMs(this.next - 1);
  }

  lastValue(): number {
    return this.next === 0 ? Number.NaN : this.value(this.next - 1);
  }

  push(atMs: number, value: number): void {
    if (this.count() > this.mask) this.grow();
    const place = (this.next & this.mask) * 2;
    this.ring[place] = atMs;
    this.ring[place + 1] = value;
    this.next += 1;
  }

  /** at, value, at, value... oldest first. */
  flat(): number[] {
    const flat: number[] = [];
    for (let i = this.first; i < this.next; i++) flat.push(this.atMs(i), this.value(i));
    return flat;
  }

  private grow(): void {
    const { ring, mask } = this;
    this.mask = mask * 2 + 1;
    this.ring = emptyRing(this.mask + 1);
    for (let number = this.first; number < this.next; number++) {
      const [from, to] = [(number & mask) * 2, (number & this.mask) * 2];
      this.ring[to] = ring[from]!;
      this.ring[to + 1] = ring[from + 1]!;
    }
  }
}

function emptyRing(capacity: number): number[] {
  const ring: number[] = [];
  for (let i = 0; i < 2 * capacity; i++) ring.push(0.5);
  return ring;
}

/** `last` is the newest one ever, which may have left the window already. */
export function samplesFromFlat(flat: readonly number[], last: readonly [atMs: number, value: number] | null): Samples {
  const samples = new Samples();
  for (let i = 0; i < flat.length; i += 2) samples.push(flat[i]!, flat[i + 1]!);
  if (flat.length > 0 || last === null) return samples;
  samples.push(...last);
  samples.first = samples.next;
  return samples;
}
