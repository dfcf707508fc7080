/**
 * High-water marks of one partition: per (device, epoch) the highest seq, and per timeline the last tick. They move in
 * the transaction that appends, so that after a restart every duplicate is found and ticks go on where they stopped.
 */

/** One (device, epoch). `accepted` runs ahead of `committed` while a batch is on its way. */
export interface EpochMark {
  readonly key: string;
  accepted: number;
  committed: number;
}

export interface TickMark {
  readonly n: number;
  readonly atMs: number;
  readonly facts: number;
  readonly forecasts: number;
}

export function createEpochMarks(committed: ReadonlyMap<string, number>) {
  const marks = new Map<string, EpochMark>();
  for (const [key, seq] of committed) marks.set(key, { key, accepted: seq, committed: seq });

  return {
    find: (device: string, epoch: string): EpochMark | undefined => marks.get(`${device}/${epoch}`),
    of: (device: string, epoch: string): EpochMark => {
      const key = `${device}/${epoch}`;
      let mark = marks.get(key);
      if (mark === undefined) {
        mark = { key, accepted: 0, committed: 0 };
        marks.set(key, mark);
      }
      return mark;
    },
  };
}
export type EpochMarks = ReturnType<typeof createEpochMarks>;

/** No epoch begins with a letter, so that these never meet the key of a device called `tick`. */
const tickKeys = (timeline: string) =>
  [`tick/${timeline}`, `tick-at/${timeline}`, `tick-facts/${timeline}`, `tick-forecasts/${timeline}`] as const;

export function putTickMark(marks: Map<string, number>, timeline: string, tick: TickMark): void {
  const [n, at, facts, forecasts] = tickKeys(timeline);
  marks.set(n, tick.n).set(at, tick.atMs).set(facts, tick.facts).set(forecasts, tick.forecasts);
}

export function tickMarkOf(marks: ReadonlyMap<string, number>, timeline: string): TickMark | null {
  const [n, at, facts, forecasts] = tickKeys(timeline);
  const last = marks.get(n);
  const markOf = (key: string) => marks.get(key) ?? 0;
  return last === undefined ? null : { n: last, atMs: markOf(at), facts: markOf(facts), forecasts: markOf(forecasts) };
}

/** Timelines that have had a tick in this partition. */
export function tickedTimelines(marks: ReadonlyMap<string, number>): string[] {
  return [...marks.keys()]
    .filter((key) => key.startsWith('tick/') && !/^tick\/\d+-/.test(key))
    .map((key) => key.slice(5));
}

/** Time of the last committed `clock` event of a conducted timeline. */
export function clockMarkKey(timeline: string): string {
  return `clock/${timeline}`;
}
