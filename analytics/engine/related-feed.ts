/** Whether a series still goes with its companions on the same asset: the feed behind `anomaly` with `with`. */
import { createRelationDetector, type RelationState } from '../anomaly/relation.ts';
import type { Feed, FeedState } from './feed.ts';

interface Saved {
  readonly beside: readonly (number | null)[];
  readonly relation: RelationState;
}

export class Related implements Feed {
  lastAtMs = Number.NaN;
  private score = Number.NaN;
  private readonly beside: number[];
  private readonly detector: ReturnType<typeof createRelationDetector>;
  constructor(companions: number) {
    this.beside = new Array<number>(companions).fill(Number.NaN);
    this.detector = createRelationDetector(companions);
  }
  push(atMs: number, value: number): void {
    this.lastAtMs = atMs;
    this.score = this.detector.push(value, this.beside);
  }
  /** A companion has spoken; nothing is judged until the series itself does. */
  hear(place: number, value: number): void {
    this.beside[place] = value;
  }
  read(): number {
    return this.score;
  }
  save(): FeedState {
    const beside = this.beside.map((value) => (Number.isNaN(value) ? null : value));
    const last = Number.isNaN(this.lastAtMs) ? null : ([this.lastAtMs, this.score] as const);
    return { last, samples: [], sums: [], detector: { beside, relation: this.detector.save() } satisfies Saved };
  }
  load({ last, detector }: FeedState): void {
    [this.lastAtMs, this.score] = last ?? [Number.NaN, Number.NaN];
    const saved = detector as Saved | undefined;
    if (saved === undefined) return;
    for (const [i, value] of saved.beside.entries()) this.beside[i] = value ?? Number.NaN;
    this.detector.load(saved.relation);
  }
}

/** On a companion's series: hands its values to the feed that judges. It has no value and no state of its own. */
export class Companion implements Feed {
  lastAtMs = Number.NaN;
  private readonly related: Related;
  private readonly place: number;
  constructor(related: Related, place: number) {
    this.related = related;
    this.place = place;
  }
  push(atMs: number, value: number): void {
    this.lastAtMs = atMs;
    this.related.hear(this.place, value);
  }
  read(): number {
    return Number.NaN;
  }
  save(): FeedState {
    return { last: null, samples: [], sums: [] };
  }
  load(): void {}
}
