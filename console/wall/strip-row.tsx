/** The bottom row: the timeline strip between its two names. */
import type { AlarmView } from '@chengyun/contracts';
import { formatClock, formatValue } from '../state/format.ts';
import { curveUnitOf, limitOf, type Mark, marksOf } from '../ui/marks.ts';
import { digitsOf } from '../ui/reading.ts';
import { both } from '../ui/say.ts';
import { STRIP_AHEAD_MS, STRIP_PAST_MS } from '../ui/strip-geometry.ts';
import type { HistoryPoint, Surface } from '../ui/surface.ts';
import { TimelineStrip } from '../ui/timeline-strip.tsx';
import { crossingOf, type Trend, trendValueAt } from '../ui/trend.ts';

export interface StripRowProps {
  readonly surface: Surface;
  readonly focus: AlarmView | null;
  readonly points: readonly HistoryPoint[];
  readonly trend: Trend | null;
  readonly textPx: number;
  /** Where screens meet, px from the left edge of the wall. */
  readonly seamsPx: readonly number[];
  /** Width of the name before the strip, px. */
  readonly namePx: number;
}

export function StripRow({ surface, focus, points, trend, textPx, seamsPx, namePx }: StripRowProps) {
  const nowMs = surface.nowMs.value;
  const first = surface.live.vitals.value[0];
  const usesFocus = focus !== null && points.length > 1;
  const asset = surface.live.assets.value.get(focus?.asset ?? '');
  const full = usesFocus ? asset?.name.zh : first?.name.zh;
  const name = full?.split(' ')[0] ?? '';
  const curve = usesFocus ? points : sparkPoints(first?.spark ?? [], nowMs);
  const ahead = usesFocus && trend ? aheadOf(trend, nowMs) : [];
  const limit = focus ? limitOf(marksOf(focus, asset, points.at(-1)?.value ?? null), points.at(-1)?.value ?? 0) : null;
  const at = usesFocus && trend && limit ? crossingOf(trend, limit.value, STRIP_AHEAD_MS) : null;
  const text = at === null || !limit || !focus ? '' : crossingText(at, limit, curveUnitOf(focus));
  return (
    <footer class="strip-row">
      <p class="strip-name">
        {both('panel.timeline').zh}
        <span class="low">{name}</span>
      </p>
      {nowMs > 0 && (
        <TimelineStrip
          bins={surface.live.strip.value}
          nowMs={nowMs}
          textPx={textPx}
          nowText={both('wall.now').zh}
          curve={curve}
          ahead={ahead}
          seamsPx={seamsPx.map((seamPx) => seamPx - namePx)}
          crossing={at === null ? null : { at, text }}
        />
      )}
      <p class="strip-name strip-end">
        {both('wall.trend').zh}
        <span class="low clip" lang="en">
          {both('wall.trend').en}
        </span>
      </p>
    </footer>
  );
}

const crossingText = (at: number, limit: Mark, unit: string): string =>
  `${formatClock(at, false)} ${both('wall.reaches').zh}${limit.text.zh} ${formatValue(limit.value, unit, digitsOf(limit.value, unit))}`;

function sparkPoints(spark: readonly (number | null)[], nowMs: number): HistoryPoint[] {
  const stepMs = STRIP_PAST_MS / Math.max(1, spark.length - 1);
  return spark.flatMap((value, i) => (value === null ? [] : [{ at: nowMs - STRIP_PAST_MS + i * stepMs, value }]));
}

function aheadOf(trend: Trend, nowMs: number): HistoryPoint[] {
  return [trend.lastAt, nowMs + STRIP_AHEAD_MS].map((at) => ({ at, value: trendValueAt(trend, at) }));
}
