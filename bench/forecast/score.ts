/** Collects what each forecaster said for each step ahead, and scores all of them on the same moments. */
import { coverageOf, errorsOf, skillOf } from '@chengyun/analytics/forecast/skill.ts';
import type { Samples } from '../report/samples.ts';

export interface ScoreSheet {
  /** One moment: the truth at a step ahead, what each forecaster said, and our band. Left out when any is missing. */
  add(ahead: string, truth: number, said: Readonly<Record<string, number>>, band: readonly [number, number]): void;
  /** Adds `<prefix>_<ahead>_rmse` by forecaster and what ours gains; returns a table for people. */
  report(prefix: string, samples: Samples): string;
  /** RMSE of ours as a share of that of persistence. */
  ratio(ahead: string): number;
}

interface Column {
  readonly truth: number[];
  readonly low: number[];
  readonly high: number[];
  readonly said: Map<string, number[]>;
}

/** Names of the forecasters that every sheet has. */
export const OURS = 'ours';
export const PERSISTENCE = 'persistence';

export function createScoreSheet(): ScoreSheet {
  const columns = new Map<string, Column>();
  return {
    add(ahead, truth, said, [low, high]) {
      if ([truth, low, high, ...Object.values(said)].some(Number.isNaN)) return;
      const column: Column = columns.get(ahead) ?? { truth: [], low: [], high: [], said: new Map() };
      columns.set(ahead, column);
      column.truth.push(truth);
      column.low.push(low);
      column.high.push(high);
      for (const [name, value] of Object.entries(said)) {
        const list = column.said.get(name);
        if (list) list.push(value);
        else column.said.set(name, [value]);
      }
    },
    ratio(ahead) {
      const { said, truth } = columns.get(ahead)!;
      return errorsOf(said.get(OURS)!, truth).rmse / errorsOf(said.get(PERSISTENCE)!, truth).rmse;
    },
    report(prefix, samples) {
      const lines = [...columns].map(([ahead, { truth, low, high, said }]) => {
        const errors = [...said].map(([name, values]) => [name, errorsOf(values, truth)] as const);
        const rmse = Object.fromEntries(errors.map(([name, one]) => [name, one.rmse]));
        const gain = skillOf(rmse[OURS]!, rmse[PERSISTENCE]!);
        const coverage = coverageOf(low, high, truth);
        samples.addEach(`${prefix}_${ahead}_rmse`, rmse);
        samples.addEach(`${prefix}_${ahead}_mae`, Object.fromEntries(errors.map(([name, one]) => [name, one.mae])));
        samples.add(`${prefix}_${ahead}_gain`, gain);
        samples.add(`${prefix}_${ahead}_coverage`, coverage);
        const cells = Object.entries(rmse).map(([name, value]) => `${name} ${value.toFixed(3)}`);
        return `  ${prefix} +${ahead}: RMSE ${cells.join(', ')}; gain ${gain.toFixed(3)}, band holds ${coverage.toFixed(3)} (${truth.length})`;
      });
      return lines.join('\n');
    },
  };
}
