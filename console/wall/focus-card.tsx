/** The evidence of the alarm that matters most: how far from its mark, how fast, how long it has. */
import type { AlarmView } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatNumber, formatUnit } from '../state/format.ts';
import { alarmAttributes, glyphLookOf } from '../ui/alarm-look.ts';
import { CHART_AHEAD_MS, CHART_PAST_MS, LevelChart } from '../ui/level-chart.tsx';
import { LevelGlyph } from '../ui/level-glyph.tsx';
import { curveUnitOf, limitOf, marksOf } from '../ui/marks.ts';
import { digitsOf, readingOf } from '../ui/reading.ts';
import { both, sayDatum } from '../ui/say.ts';
import type { HistoryPoint, Surface } from '../ui/surface.ts';
import { crossingOf, type Trend } from '../ui/trend.ts';
import { useSize } from '../ui/use-size.ts';

export interface FocusCardProps {
  readonly surface: Surface;
  readonly alarm: AlarmView;
  readonly points: readonly HistoryPoint[];
  readonly trend: Trend | null;
  /** Rate of the last hour as measured, units per hour. */
  readonly perHour: number | null;
  readonly textPx: number;
}

export function FocusCard({ surface, alarm, points, trend, perHour, textPx }: FocusCardProps) {
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const nowMs = surface.nowMs.value;
  const asset = surface.live.assets.value.get(alarm.asset);
  const reading = readingOf(alarm);
  const unit = curveUnitOf(alarm);
  const last = points.at(-1)?.value ?? alarm.value ?? 0;
  const digits = digitsOf(last, unit);
  const marks = marksOf(alarm, asset, points.at(-1)?.value ?? null);
  const limit = limitOf(marks, last);
  const crossingAt = trend && limit ? crossingOf(trend, limit.value, CHART_PAST_MS) : null;
  const notes = [formatUnit(unit), sayDatum(asset?.datum).zh, asset?.fictional && both('wall.fictional').zh].filter(
    Boolean,
  );
  return (
    <aside class="focus-card" data-keep-out {...alarmAttributes(alarm)} aria-label={both('wall.focus').zh}>
      <h2 class="clip">
        <LevelGlyph level={alarm.level} look={glyphLookOf(alarm.state, false)} />
        <span class="numeral mid">{LEVEL_FACTS[alarm.level].numeral}</span> {asset?.name.zh ?? alarm.title.zh}
      </h2>
      <p class="focus-left number">
        {crossingAt === null ? <Against {...reading} /> : <Left ms={crossingAt - nowMs} />}
      </p>
      <p class="mid focus-note clip">{notes.join(' · ')}</p>
      <p class="mid number focus-trend">
        {perHour === null ? '' : `${perHour >= 0 ? '+' : ''}${formatNumber(perHour, digits)} ${formatUnit(unit)}/h`}
      </p>
      <div class="focus-chart" ref={ref}>
        <LevelChart
          points={points}
          marks={marks}
          trend={trend}
          crossingAt={crossingAt !== null && crossingAt <= nowMs + CHART_AHEAD_MS ? crossingAt : null}
          nowMs={nowMs}
          digits={digits}
          widthPx={widthPx}
          heightPx={heightPx}
          textPx={textPx}
        />
      </div>
    </aside>
  );
}

function Left({ ms }: { readonly ms: number }) {
  return (
    <>
      <span class="mid">{both('wall.toMark').zh}</span> {Math.max(0, Math.round(ms / 60_000))}{' '}
      <span class="mid">min</span>
    </>
  );
}

function Against({ value, threshold, unit }: { value: string; threshold: string; unit: string }) {
  return (
    <>
      {value}
      <span class="mid">
        {threshold === '' ? '' : ` / ${threshold}`} {unit}
      </span>
    </>
  );
}
