/** The marks a value is held against: the warning levels and the crest of its asset, and the rule's own threshold. */
import type { AlarmView, Asset, Level } from '@chengyun/contracts';
import { LEVELS } from '@chengyun/contracts/levels.ts';
import { digitsOf } from './reading.ts';

export interface Mark {
  readonly value: number;
  /** Null for a mark that is no warning level: a crest, a closing depth, a rule's threshold. */
  readonly level: Level | null;
  readonly text: { readonly zh: string; readonly en: string };
}

const CREST = /^(crest|bank|wallCrest|overtop)/i;
/** Attributes name their unit; a metric tells which of them it is held against. */
const SUFFIXES: Readonly<Record<string, { readonly suffix: string; readonly unit: string }>> = {
  'water.level': { suffix: 'M', unit: 'm' },
  'water.depth': { suffix: 'Cm', unit: 'cm' },
};

/** Unit of the curve behind an alarm, which is not always the unit of its value: minutes left come from a level. */
export const curveUnitOf = (alarm: Pick<AlarmView, 'metric' | 'unit'>): string =>
  SUFFIXES[alarm.metric]?.unit ?? alarm.unit;

/**
 * From attributes such as `warnBlueM`, `crestM`, `closeCm`. The rule's threshold is added when it has the unit of the
 * curve and no attribute says the same. Highest first. `newest` is the last value of the curve.
 */
export function marksOf(
  alarm: Pick<AlarmView, 'metric' | 'threshold' | 'unit' | 'value'>,
  asset: Asset | undefined,
  newest: number | null,
): Mark[] {
  const suffix = SUFFIXES[alarm.metric]?.suffix;
  const marks: Mark[] = [];
  for (const [name, value] of Object.entries(asset?.attributes ?? {})) {
    if (!suffix || !name.endsWith(suffix)) continue;
    const level = LEVELS.find((candidate) => name.toLowerCase().includes(candidate)) ?? null;
    if (level) marks.push({ value, level, text: { zh: '', en: '' } });
    else if (CREST.test(name)) marks.push({ value, level: null, text: { zh: '堤顶', en: 'Crest' } });
    else if (name.startsWith('close')) marks.push({ value, level: null, text: { zh: '封闭', en: 'Close' } });
  }
  const { threshold, unit } = alarm;
  if (threshold !== null && unit === curveUnitOf(alarm) && isOnCurve(alarm.value, newest)) {
    const digits = digitsOf(threshold, unit);
    const said = marks.some((mark) => mark.value.toFixed(digits) === threshold.toFixed(digits));
    if (!said) marks.push({ value: threshold, level: null, text: { zh: '阈值', en: 'Threshold' } });
  }
  return marks.sort((a, b) => b.value - a.value);
}

/** A rule may derive its value from the curve (a surge from a level); its threshold has no place among the readings. */
function isOnCurve(value: number | null, newest: number | null): boolean {
  if (value === null || newest === null) return true;
  return Math.abs(value - newest) <= Math.max(Math.abs(value), Math.abs(newest)) * 0.4;
}

/** What time runs out against: the crest or closing depth, else the threshold, else the next mark above the value. */
export function limitOf(marks: readonly Mark[], value: number): Mark | null {
  return marks.find((mark) => mark.level === null) ?? marks.findLast((mark) => mark.value > value) ?? null;
}

/** Moves labels apart so that none is nearer than `gapPx` to the next; order is kept, the middle stays put. */
export function spreadLabels(ys: readonly number[], gapPx: number, fromPx: number, toPx: number): number[] {
  const order = ys.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y);
  const placed = order.map(({ y }) => y);
  for (let i = 1; i < placed.length; i++) placed[i] = Math.max(placed[i]!, placed[i - 1]! + gapPx);
  const overshoot = Math.max(0, (placed.at(-1) ?? 0) - toPx);
  for (let i = placed.length - 1; i >= 0; i--) {
    const limit = i === placed.length - 1 ? placed[i]! - overshoot : Math.min(placed[i]!, placed[i + 1]! - gapPx);
    placed[i] = Math.max(fromPx, limit);
  }
  const result = [...ys];
  order.forEach(({ index }, i) => {
    result[index] = placed[i]!;
  });
  return result;
}
