/** One vital sign: name, value with unit, six hours of it, the normal band with the value as a tick, age when old. */
import type { VitalView } from '@chengyun/contracts';
import { formatAge, formatNumber, formatUnit } from '../state/format.ts';
import { STALE_AFTER_MS } from './alarm-look.ts';
import { BandBar } from './band-bar.tsx';
import { Sparkline } from './sparkline.tsx';

const NOTE_CHARACTERS_MAX = 8;

export function VitalRow({ vital, nowMs }: { readonly vital: VitalView; readonly nowMs: number }) {
  const ageMs = vital.at === null ? null : nowMs - vital.at;
  const stale = ageMs === null || ageMs > STALE_AFTER_MS;
  const unit = formatUnit(vital.unit);
  // A long note would be cut in the middle; the unit alone says more than half a sentence.
  const note = vital.note && vital.note.zh.length <= NOTE_CHARACTERS_MAX ? vital.note.zh : undefined;
  const second = [unit, ageMs !== null && stale ? `${formatAge(ageMs, 'zh')}前` : note].filter(Boolean);
  const outside =
    vital.band !== null && vital.value !== null && (vital.value < vital.band[0] || vital.value > vital.band[1]);
  return (
    <li class="vital" data-stale={stale} data-outside={outside}>
      <span class="vital-name clip">{vital.name.zh}</span>
      <span class="vital-value number">{formatNumber(vital.value, vital.digits)}</span>
      <span class="vital-english clip low" lang="en">
        {vital.name.en}
      </span>
      <span class="vital-unit clip low">{second.join(' · ')}</span>
      <span class="vital-trend">
        <Sparkline points={vital.spark} stale={stale} />
        <BandBar value={vital.value} band={vital.band} seen={vital.spark} />
      </span>
    </li>
  );
}
