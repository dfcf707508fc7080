/**
 * Series as promtool writes them: `0+1x10` is 0 and ten more, each one higher; `1x2` is 1 and two more; `_` and `_x3`
 * are samples that are missing, `stale` is the end of the series.
 */
import { CannotState } from './expression.ts';
import type { Labels } from './population.ts';

export type NotedSample = number | 'stale' | null;

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|0x[0-9a-f]+|inf|nan)`;
const PART = new RegExp(`^(_|stale|${NUMBER})(?:([+-])(${NUMBER}))?(?:x(\\d+))?$`, 'i');
const SAMPLES_MAX = 100_000;

/** Throws CannotState for histograms, which are no numbers. */
export function samplesOf(text: string): readonly NotedSample[] {
  if (text.includes('{{')) throw new CannotState('native histograms');
  const samples: NotedSample[] = [];
  for (const part of text.trim().split(/\s+/)) {
    const [, first = '', sign = '+', step = '0', times] = PART.exec(part) ?? [];
    if (first === '') throw new CannotState(`cannot read the series ${part}`);
    // Of values one more than it says, of gaps as many.
    const count = times === undefined ? 1 : Number(times) + (first === '_' ? 0 : 1);
    if (samples.length + count > SAMPLES_MAX) throw new CannotState(`a series longer than ${SAMPLES_MAX} samples`);
    for (let i = 0; i < count; i++) samples.push(sampleOf(first, Number(`${sign}1`) * promNumber(step) * i));
  }
  return samples;
}

function sampleOf(first: string, added: number): NotedSample {
  if (first === '_') return null;
  return first === 'stale' ? 'stale' : promNumber(first) + added;
}

export function promNumber(text: string): number {
  const [, sign = '', size = ''] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const value = /^inf$/i.test(size) ? Number.POSITIVE_INFINITY : /^nan$/i.test(size) ? Number.NaN : Number(size);
  return sign === '-' ? -value : value;
}

/** Labels of `name{a="b"}`, the name among them as `__name__`; what follows is `rest`. */
export function readLabels(text: string): { readonly labels: Labels; readonly rest: string } {
  const found = /^\s*([a-zA-Z_:][\w:]*)?\s*(?:\{((?:[^{}"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*)\})?\s*/.exec(text);
  const labels: Record<string, string> = found?.[1] ? { __name__: found[1] } : {};
  for (const [, name, value = ''] of (found?.[2] ?? '').matchAll(
    /(\w+)\s*=\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')/g,
  )) {
    labels[name!] = value.slice(1, -1).replace(/\\(.)/g, '$1');
  }
  return { labels, rest: text.slice(found?.[0].length ?? 0) };
}
