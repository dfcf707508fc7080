/** The scripts with which Prometheus tests its own expressions: `load`, `clear`, `eval instant at`. */
import { CannotState } from './expression.ts';
import { promDurationMs } from './parse.ts';
import type { PromResult } from './promtool-case.ts';
import type { PromSeries } from './run-draft.ts';
import { promNumber, readLabels, samplesOf } from './series-notation.ts';

export interface InstantCase {
  readonly expr: string;
  readonly atMs: number;
  readonly series: readonly PromSeries[];
  readonly expected: readonly PromResult[];
  /** Why it is no case for numbers of label sets; null when it is one. */
  readonly outOfScope: string | null;
}

const EVAL = /^eval(?:_(\w+))?\s+(instant|range)\s+(?:at\s+(\S+)\s+)?(.*)$/;

export function readScript(text: string): readonly InstantCase[] {
  const cases: InstantCase[] = [];
  let series: PromSeries[] = [];
  let histograms: string[] = [];
  const blocks = text
    .split('\n')
    .map((line) => line.replace(/^\s*#.*$/, ''))
    .join('\n')
    .split(/\n(?=\S)/);
  for (const block of blocks) {
    const [head = '', ...lines] = block.split('\n').map((line) => line.trim());
    const body = lines.filter((line) => line !== '');
    if (head === 'clear') [series, histograms] = [[], []];
    const load = /^load(?:_with_nhcb)?\s+(\S+)/.exec(head);
    for (const line of load ? body : []) {
      const { labels, rest } = readLabels(line);
      try {
        series.push({ labels, intervalMs: promDurationMs(load![1]!), samples: samplesOf(rest) });
      } catch (error) {
        if (!(error instanceof CannotState)) throw error;
        histograms.push(labels.__name__ ?? '');
      }
    }
    const [, mode, kind, at = '0', expr = ''] = EVAL.exec(head) ?? [];
    if (kind === undefined) continue;
    const expected = body.filter((line) => !line.startsWith('expect ')).map(resultOf);
    const isHistogram = histograms.some((name) => expr.includes(name)) || body.some((line) => line.includes('{{'));
    const outOfScope =
      kind === 'range'
        ? 'ranges of results'
        : mode === 'fail' || body.some((line) => /^expect fail/.test(line))
          ? 'errors of evaluation'
          : isHistogram
            ? 'native histograms'
            : null;
    cases.push({ expr, atMs: promDurationMs(at), series: [...series], expected, outOfScope });
  }
  return cases;
}

function resultOf(line: string): PromResult {
  const isScalar = /^[+-]?(\d|\.|inf|nan)/i.test(line) && !line.includes('{') && !/\s/.test(line);
  if (isScalar) return { labels: {}, value: promNumber(line) };
  const { labels, rest } = readLabels(line);
  return { labels, value: promNumber(rest.trim()) };
}
