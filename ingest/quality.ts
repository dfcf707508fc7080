/**
 * Data quality that ingest can judge by one reading and the one before it: range, rate and clock, and the confidence that
 * came with it. What the device says about itself is kept; the worse verdict wins.
 */
import { type MetricStandard, type Quality, type QualityFlag, worseQuality } from '@chengyun/contracts';

/** What is remembered of one series of one device. `head` is the part of its record text that never changes. */
export interface SeriesMemory {
  readonly standard: MetricStandard;
  readonly head: string;
  lastAtMs: number;
  lastValue: number;
}

const MS_PER_MIN = 60_000;

/** `,"quality":...,"flags":[...]` in canonical flag order, or nothing for a plain good reading. */
export function qualityText(verdict: Quality, flags: readonly QualityFlag[]): string {
  if (verdict === 'good' && flags.length === 0) return '';
  const list = flags.length === 0 ? '' : `,"flags":["${flags.join('","')}"]`;
  return `,"quality":"${verdict}"${list}`;
}

/** The common case first: a reading in range, not too fast, from a device that says nothing about quality. */
export function assessQuality(
  memory: SeriesMemory,
  atMs: number,
  value: number,
  isClockOff: boolean,
  said: { readonly verdict: Quality; readonly flags?: readonly QualityFlag[] } | undefined,
  isUnsure = false,
): string {
  const { standard } = memory;
  const outOfRange = isOutOfRange(standard, value);
  const tooFast = isTooFast(memory, atMs, value);
  remember(memory, atMs, value);
  if (!outOfRange && !tooFast && !isClockOff && !isUnsure && said === undefined) return '';

  let verdict: Quality = said?.verdict ?? 'good';
  const flags = new Set<QualityFlag>(said?.flags);
  if (outOfRange) {
    verdict = 'bad';
    flags.add('range');
  }
  if (tooFast) {
    verdict = worseQuality(verdict, 'uncertain');
    flags.add('rate');
  }
  if (isClockOff) {
    verdict = worseQuality(verdict, 'uncertain');
    flags.add('clock');
  }
  if (isUnsure) {
    verdict = worseQuality(verdict, 'uncertain');
    flags.add('unsure');
  }
  return qualityText(verdict, [...flags]);
}

/** The newest reading in range is the base to judge the next one's rate by. */
export function remember(memory: SeriesMemory, atMs: number, value: number): void {
  if (atMs <= memory.lastAtMs || isOutOfRange(memory.standard, value)) return;
  memory.lastAtMs = atMs;
  memory.lastValue = value;
}

function isOutOfRange({ range }: MetricStandard, value: number): boolean {
  return value < range[0] || value > range[1];
}

/** Rates are per minute of the timeline; a reading that is not newer than the last one is not judged. */
function isTooFast(memory: SeriesMemory, atMs: number, value: number): boolean {
  const ratePerMinMax = memory.standard.ratePerMinMax;
  if (ratePerMinMax === undefined || atMs <= memory.lastAtMs || memory.lastAtMs < 0) return false;
  const minutes = (atMs - memory.lastAtMs) / MS_PER_MIN;
  return Math.abs(value - memory.lastValue) > ratePerMinMax * minutes;
}
