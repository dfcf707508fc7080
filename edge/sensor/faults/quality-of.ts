/**
 * What a fault means for whether a reading may be used. A flag is always carried; the verdict says what rules do with it:
 * `bad` no rule takes unless it asks for it, `uncertain` most do.
 *
 * Bad is what would raise an alarm by itself and is no water: spikes, jumps, noise and wrong times. Uncertain is what
 * may well be the water: a stuck or clipped gauge stands below the truth, behind a gap the reading is sound, and a drift
 * on one gauge alone looks like a surge. And nothing is bad for longer than some hours without a break: a real flood
 * that looks like a jump must not be hidden from the rules, so that from then on it is uncertain, flag and all.
 */
import { type Observation, type QualityFlag, worseQuality } from '@chengyun/contracts';
import type { FaultKind } from '@chengyun/models/sensor-faults/kinds.ts';
import type { FaultVerdict } from '@chengyun/models/sensor-faults/verdict.ts';

type SaidQuality = Observation['quality'];

const VERDICT_OF: Readonly<Record<FaultKind, 'bad' | 'uncertain'>> = {
  spike: 'bad',
  offset: 'bad',
  noise: 'bad',
  clock: 'bad',
  stuck: 'uncertain',
  clipping: 'uncertain',
  drift: 'uncertain',
  gap: 'uncertain',
};

export const BAD_MS_MAX = 6 * 3_600_000;

/** One for each series: it remembers since when its readings are bad. */
export function createQualityOf(): (said: SaidQuality, fault: FaultVerdict | null, atMs: number) => SaidQuality {
  let badSinceMs: number | null = null;
  return (said, fault, atMs) => {
    if (fault === null) {
      badSinceMs = null;
      return said;
    }
    let verdict = VERDICT_OF[fault.kind];
    // Noise in a storm is water: both must see it.
    if (fault.kind === 'noise' && !fault.isAgreed) verdict = 'uncertain';
    if (verdict === 'bad') {
      badSinceMs ??= atMs;
      // A time that no clock can have been right about stays bad.
      if (fault.kind !== 'clock' && atMs - badSinceMs > BAD_MS_MAX) verdict = 'uncertain';
    }
    const flags: QualityFlag[] = [...new Set<QualityFlag>([...(said?.flags ?? []), fault.kind])];
    return { verdict: worseQuality(said?.verdict ?? 'good', verdict), flags };
  };
}
