/**
 * A level against its marks: three hours back, one hour ahead along the trend. Drawn by us, because a staff, marks and
 * the moment of crossing must read from across a room.
 */
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { formatClock, formatNumber } from '../state/format.ts';
import { type Mark, spreadLabels } from './marks.ts';
import type { HistoryPoint } from './surface.ts';
import { type Trend, trendValueAt } from './trend.ts';

export const CHART_PAST_MS = 3 * 3_600_000;
export const CHART_AHEAD_MS = 3_600_000;

export interface LevelChartProps {
  readonly points: readonly HistoryPoint[];
  readonly marks: readonly Mark[];
  readonly trend: Trend | null;
  /** When the trend reaches the rule's threshold, epoch milliseconds. */
  readonly crossingAt: number | null;
  readonly nowMs: number;
  readonly digits: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Size of the axis text, px. */
  readonly textPx: number;
}

export function LevelChart(props: LevelChartProps) {
  const { points, marks, trend, crossingAt, nowMs, digits, widthPx, heightPx, textPx } = props;
  const shown = points.filter((point) => point.at >= nowMs - CHART_PAST_MS);
  const ahead = trend ? trendValueAt(trend, nowMs + CHART_AHEAD_MS) : null;
  const values = [...shown.map((p) => p.value), ...marks.map((m) => m.value), ...(ahead === null ? [] : [ahead])];
  if (values.length === 0 || widthPx < 10) return <svg class="level-chart" aria-hidden="true" />;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const left = textPx * (formatNumber(Math.max(...values), digits).length * 0.66 + 1.6);
  const right = widthPx - textPx * 5.2;
  const bottom = heightPx - textPx * 1.7;
  const top = textPx * 0.7;
  const x = (atMs: number) =>
    left + ((atMs - (nowMs - CHART_PAST_MS)) / (CHART_PAST_MS + CHART_AHEAD_MS)) * (right - left);
  const y = (value: number) => bottom - ((value - low + span * 0.06) / (span * 1.14)) * (bottom - top);
  const path = shown.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.value).toFixed(1)}`).join('');
  const labelYs = spreadLabels(
    marks.map((mark) => y(mark.value)),
    textPx * 1.2,
    top,
    bottom,
  );
  const last = shown.at(-1);
  return (
    <svg
      class="level-chart"
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      aria-hidden="true"
      style={{ fontSize: `${textPx}px` }}
    >
      <Staff x={left - textPx * 0.9} top={top} bottom={bottom} width={textPx * 0.5} />
      {marks.map((mark, index) => (
        <g key={`${mark.value}`} data-pigment={mark.level ?? undefined}>
          <line
            class={mark.level ? 'chart-level' : 'chart-crest'}
            x1={left}
            x2={right}
            y1={y(mark.value)}
            y2={y(mark.value)}
          />
          <text
            class={mark.level ? 'chart-label' : 'chart-label chart-strong'}
            x={right + textPx * 0.4}
            y={labelYs[index]! + textPx * 0.35}
          >
            {mark.level ? LEVEL_FACTS[mark.level].numeral : mark.text.zh} {formatNumber(mark.value, digits)}
          </text>
        </g>
      ))}
      <line class="chart-now" x1={x(nowMs)} x2={x(nowMs)} y1={top} y2={bottom} />
      <path class="chart-line" d={path} />
      {trend && last && (
        <line class="chart-ahead" x1={x(last.at)} y1={y(last.value)} x2={right} y2={y(ahead ?? last.value)} />
      )}
      {last && <circle class="chart-dot" cx={x(last.at)} cy={y(last.value)} r={textPx * 0.24} />}
      <text
        class="chart-label chart-strong"
        x={x(nowMs)}
        y={heightPx - textPx * 0.35}
        text-anchor={crossingAt ? 'end' : 'middle'}
      >
        {formatClock(nowMs, false)}
      </text>
      {crossingAt !== null && crossingAt <= nowMs + CHART_AHEAD_MS && (
        <g data-pigment="red" class="chart-crossing">
          <line
            x1={x(crossingAt)}
            x2={x(crossingAt)}
            y1={y(trend ? trendValueAt(trend, crossingAt) : low)}
            y2={bottom}
          />
          <circle cx={x(crossingAt)} cy={y(trend ? trendValueAt(trend, crossingAt) : low)} r={textPx * 0.36} />
          <text x={Math.min(x(crossingAt) + textPx * 0.2, right - textPx)} y={heightPx - textPx * 0.35}>
            {formatClock(crossingAt, false)}
          </text>
        </g>
      )}
    </svg>
  );
}

/** The gauge staff: black and white decimetres, as on the bank. */
function Staff({ x, top, bottom, width }: { x: number; top: number; bottom: number; width: number }) {
  const steps = 10;
  const step = (bottom - top) / steps;
  return (
    <g class="chart-staff">
      <rect x={x} y={top} width={width} height={bottom - top} />
      {Array.from({ length: steps / 2 }, (_, i) => (
        <path
          key={`${i}`}
          d={`M${x} ${top + i * 2 * step}h${width / 2}v${step}h${width / 2}v${step}h${-width / 2}v${-step}h${-width / 2}z`}
        />
      ))}
    </g>
  );
}
