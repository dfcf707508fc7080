/**
 * A series as a person checks it: the average as a line, lowest to highest as a band, doubtful spans hatched, gaps left
 * empty, the marks it is held against, and the forecast as a dashed band. Drawn by us, because quality must be seen.
 */
import type { StationBin } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { useState } from 'preact/hooks';
import { formatClock, formatDate } from '../../state/format.ts';
import { type Mark, spreadLabels } from '../../ui/marks.ts';
import { say, sayText } from '../../ui/say.ts';
import { useSize } from '../../ui/use-size.ts';
import { type ForecastBand, linesOf, timeTicks, valueSpan, valueTicks } from './station-series.ts';
import { isPageWordKey, sayPage } from './words/say-page.ts';

export interface StationChartProps {
  readonly bins: readonly StationBin[];
  /** Width of a bin, ms. */
  readonly spanMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly marks: readonly Mark[];
  readonly forecast: ForecastBand | null;
  /** A value without its unit. */
  readonly write: (value: number) => string;
  readonly unit: string;
  readonly label: string;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [62, 96, 14, 30];
const LABEL_PX = 17;
const VALUE_TICKS = 6;

export function StationChart(props: StationChartProps) {
  const { bins, spanMs, fromMs, toMs, marks, forecast, write, unit, label } = props;
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const endMs = Math.max(toMs, forecast?.points.at(-1)?.at ?? 0);
  const right = widthPx - RIGHT;
  const bottom = heightPx - BOTTOM;
  const [low, high] = valueSpan(bins, marks, forecast);
  const x = (ms: number) => LEFT + ((ms - fromMs) / (endMs - fromMs)) * (right - LEFT);
  const y = (value: number) => bottom - ((value - low) / (high - low)) * (bottom - TOP);
  const path = (points: readonly { readonly at: number; readonly value: number }[]) =>
    points.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p.at).toFixed(1)} ${y(p.value).toFixed(1)}`).join('');
  const shown = at === null ? null : nearest(bins, at, spanMs);
  const labelYs = spreadLabels(
    marks.map((mark) => y(mark.value)),
    LABEL_PX,
    TOP + 6,
    bottom,
  );
  const steps = valueTicks(low, high, VALUE_TICKS);
  const follow = (event: PointerEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    setAt(fromMs + ((event.clientX - box.x - LEFT) / (right - LEFT)) * (endMs - fromMs));
  };
  return (
    <div class="station-chart" ref={ref}>
      {widthPx > 120 && (
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${widthPx} ${heightPx}`}
          onPointerMove={follow}
          onPointerLeave={() => setAt(null)}
        >
          <defs>
            <pattern id="doubt" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line x1="0" y1="0" x2="0" y2="6" class="chart-hatch" />
            </pattern>
          </defs>
          {steps.map((value) => (
            <g key={value}>
              <line class="chart-grid" x1={LEFT} x2={right} y1={y(value)} y2={y(value)} />
              <text class="chart-text" x={LEFT - 8} y={y(value) + 4} text-anchor="end">
                {write(value)}
              </text>
            </g>
          ))}
          {timeTicks(fromMs, endMs).map((ms) => (
            <g key={ms}>
              <line class="chart-grid" x1={x(ms)} x2={x(ms)} y1={TOP} y2={bottom} />
              <text class="chart-text" x={x(ms)} y={heightPx - 10} text-anchor="middle">
                {endMs - fromMs > 2 * 86_400_000 ? formatDate(ms).slice(5) : formatClock(ms, false)}
              </text>
            </g>
          ))}
          {bins
            .filter((bin) => bin.doubtful > 0)
            .map((bin) => (
              <rect
                key={bin.at}
                fill="url(#doubt)"
                x={x(bin.at)}
                y={TOP}
                width={Math.max(3, x(bin.at + spanMs) - x(bin.at))}
                height={bottom - TOP}
              />
            ))}
          {linesOf(bins, spanMs).map((line) => (
            <g key={line[0]?.at}>
              <path
                class="chart-spread"
                d={`${path(line.map((bin) => ({ at: bin.at + spanMs / 2, value: bin.max ?? 0 })))}${path(line.toReversed().map((bin) => ({ at: bin.at + spanMs / 2, value: bin.min ?? 0 }))).replace('M', 'L')}Z`}
              />
              <path
                class="chart-series"
                d={path(line.map((bin) => ({ at: bin.at + spanMs / 2, value: bin.value ?? 0 })))}
              />
              {line.length === 1 && (
                <circle class="chart-lone" cx={x(line[0]!.at + spanMs / 2)} cy={y(line[0]!.value ?? 0)} r="2" />
              )}
            </g>
          ))}
          {forecast && (
            <g>
              <path
                class="chart-forecast-band"
                d={`${path(forecast.points.map((p) => ({ at: p.at, value: p.high })))}${path(forecast.points.toReversed().map((p) => ({ at: p.at, value: p.low }))).replace('M', 'L')}Z`}
              />
              <path class="chart-forecast" d={path(forecast.points.map((p) => ({ at: p.at, value: p.middle })))} />
              <line class="chart-now" x1={x(toMs)} x2={x(toMs)} y1={TOP} y2={bottom} />
            </g>
          )}
          {marks.map((mark, i) => (
            <g key={`${mark.level}-${mark.value}`} data-pigment={mark.level ?? undefined}>
              <line
                class={mark.level ? 'chart-mark' : 'chart-mark chart-mark-strong'}
                x1={LEFT}
                x2={right}
                y1={y(mark.value)}
                y2={y(mark.value)}
              />
              <text class="chart-text" x={right + 8} y={labelYs[i]! + 4}>
                {mark.level ? LEVEL_FACTS[mark.level].numeral : sayText(mark.text)} {write(mark.value)}
              </text>
            </g>
          ))}
          {shown && (
            <line
              class="chart-cursor"
              x1={x(shown.at + spanMs / 2)}
              x2={x(shown.at + spanMs / 2)}
              y1={TOP}
              y2={bottom}
            />
          )}
        </svg>
      )}
      <p class="chart-reading number" role="status">
        {shown ? readingText(shown, write, unit) : sayPage('station.legend')}
      </p>
    </div>
  );
}

function nearest(bins: readonly StationBin[], atMs: number, spanMs: number): StationBin | null {
  let best: StationBin | null = null;
  for (const bin of bins) {
    if (best === null || Math.abs(bin.at + spanMs / 2 - atMs) < Math.abs(best.at + spanMs / 2 - atMs)) best = bin;
  }
  return best;
}

function readingText(bin: StationBin, write: (value: number) => string, unit: string): string {
  const value = bin.value === null ? say('quality.bad') : `${write(bin.value)} ${unit}`;
  const spread = bin.min !== null && bin.max !== null && bin.min !== bin.max;
  const flags = bin.flags.map((flag) => (isPageWordKey(`flag.${flag}`) ? sayPage(`flag.${flag}`) : flag));
  return [
    `${formatDate(bin.at)} ${formatClock(bin.at)}`,
    value,
    ...(spread ? [`${write(bin.min)} – ${write(bin.max)}`] : []),
    `${sayPage('station.readings')} ${bin.readings}`,
    ...(bin.doubtful > 0 ? [`${sayPage('station.doubtful')} ${bin.doubtful}`, ...flags] : []),
  ].join(' · ');
}
