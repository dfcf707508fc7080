/** Collects what the runs of a benchmark measured and turns it into figures. */
import { median } from './quantiles.ts';

export type Figure = number | Readonly<Record<string, number>>;
export type Figures = Readonly<Record<string, Figure>>;

export interface Samples {
  /** One value of one run: a rate, a time or a ratio, with its unit in the name. */
  add(name: string, value: number): void;
  /** One value of one run for each member, for instance for each process. A member that was away counts as nothing. */
  addEach(name: string, values: Readonly<Record<string, number>>): void;
  figures(): Figures;
}

export function createSamples(): Samples {
  const single = new Map<string, number[]>();
  const grouped = new Map<string, Map<string, number[]>>();

  return {
    add: (name, value) => void single.set(name, [...(single.get(name) ?? []), value]),
    addEach: (name, values) => {
      const group = grouped.get(name) ?? new Map<string, number[]>();
      grouped.set(name, group);
      for (const [member, value] of Object.entries(values)) group.set(member, [...(group.get(member) ?? []), value]);
    },
    figures: () => {
      const figures: Record<string, Figure> = {};
      for (const [name, values] of single) {
        figures[name] = rounded(median(values));
        figures[`${name}_min`] = rounded(Math.min(...values));
        figures[`${name}_max`] = rounded(Math.max(...values));
      }
      for (const [name, group] of grouped) {
        const members = [...group].map(([member, values]) => [member, rounded(median(values))] as const);
        figures[name] = Object.fromEntries(members.sort(([, a], [, b]) => b - a));
      }
      return figures;
    },
  };
}

const DIGITS = 4;

/** Four digits that count; more would be noise. Large numbers keep all their whole digits. */
export function rounded(value: number): number {
  return Math.abs(value) >= 10 ** (DIGITS - 1) ? Math.round(value) : Number(value.toPrecision(DIGITS));
}
