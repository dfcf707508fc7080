/** Six hours back and two ahead: how dense the alarms were, what the watched value did, and where now is. */
import type { StripBin } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { CITY_UTC_OFFSET_MS, formatClock } from '../state/format.ts';
import { stripCurve, stripHours, stripShapes, stripX } from './strip-geometry.ts';
import type { HistoryPoint } from './surface.ts';
import { useSize } from './use-size.ts';

export interface TimelineStripProps {
  readonly bins: readonly StripBin[];
  readonly nowMs: number;
  /** Size of the axis text, px. */
  readonly textPx: number;
  readonly nowText: string;
  /** The watched value and its straight continuation. */
  readonly curve: readonly HistoryPoint[];
  readonly ahead: readonly HistoryPoint[];
  /** Places, px from the left edge of the strip, that no word may touch: where screens meet. */
  readonly seamsPx?: readonly number[];
  /** When the watched value reaches its threshold, and what to call it. */
  readonly crossing: { readonly at: number; readonly text: string } | null;
}

const SEAM_GUARD_PX = 24;

export function TimelineStrip(props: TimelineStripProps) {
  const { bins, nowMs, textPx, nowText, curve, ahead, crossing, seamsPx = [] } = props;
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const box = { widthPx, heightPx, axisPx: textPx * 1.7 };
  const { bars, marks, brickPx, baseY } = stripShapes(bins, nowMs, box);
  const values = [...curve, ...ahead].map((point) => point.value);
  const range = [Math.min(...values), Math.max(...values)] as const;
  const nowX = stripX(nowMs, nowMs, widthPx);
  const nowLabelHalf = textPx * 3.6;
  const textY = heightPx - textPx * 0.35;
  const isOnSeam = (x: number) => seamsPx.some((seamPx) => Math.abs(seamPx - x) < SEAM_GUARD_PX + textPx * 1.7);
  return (
    <div class="strip" ref={ref}>
      {widthPx > 0 && (
        <svg viewBox={`0 0 ${widthPx} ${heightPx}`} aria-hidden="true" style={{ fontSize: `${textPx}px` }}>
          <rect class="strip-ahead" x={nowX} y={0} width={Math.max(0, widthPx - nowX)} height={baseY} />
          <line class="strip-axis" x1={0} x2={nowX} y1={baseY} y2={baseY} />
          <line class="strip-axis strip-future" x1={nowX} x2={widthPx} y1={baseY} y2={baseY} />
          {stripHours(nowMs, CITY_UTC_OFFSET_MS).map((at) => {
            const x = stripX(at, nowMs, widthPx);
            const hidden =
              Math.abs(x - nowX) < nowLabelHalf + textPx * 1.6 ||
              x < textPx * 1.5 ||
              x > widthPx - textPx * 1.4 ||
              isOnSeam(x);
            return (
              <g key={at}>
                <line class="strip-axis" x1={x} x2={x} y1={baseY} y2={baseY + textPx * 0.25} />
                {!hidden && (
                  <text class="strip-hour" x={x} y={textY} text-anchor="middle">
                    {formatClock(at, false)}
                  </text>
                )}
              </g>
            );
          })}
          {values.length > 1 && <path class="strip-curve" d={stripCurve(curve, range, nowMs, box)} />}
          {ahead.length > 1 && <path class="strip-curve strip-future" d={stripCurve(ahead, range, nowMs, box)} />}
          <g data-pigment="blue">
            {bars.map((bar) => (
              <rect key={`${bar.x}-${bar.y}`} class="strip-brick" {...bar} />
            ))}
          </g>
          {marks.map(({ level, x, y }) => (
            <g key={`${level}-${x}`} data-pigment={level} transform={`translate(${x} ${y})`}>
              <path class="strip-mark" d={SHAPES[LEVEL_FACTS[level].shape](brickPx * 1.05)} />
            </g>
          ))}
          {crossing && crossing.at <= nowMs + 2 * 3_600_000 && (
            <Crossing
              x={stripX(crossing.at, nowMs, widthPx)}
              fromX={nowX}
              baseY={baseY}
              text={crossing.text}
              textPx={textPx}
            />
          )}
          <line class="strip-now" x1={nowX} x2={nowX} y1={0} y2={baseY + textPx * 0.2} />
          <text class="strip-now-text" x={nowX} y={textY} text-anchor="middle">
            {nowText} {formatClock(nowMs, false)}
          </text>
        </svg>
      )}
    </div>
  );
}

/** The same shapes as the glyphs, around the origin, with half height `r`. */
const SHAPES: Readonly<Record<'ring' | 'triangle' | 'diamond' | 'square', (r: number) => string>> = {
  ring: (r) => `M0 ${-r}a${r} ${r} 0 1 0 .01 0z`,
  triangle: (r) => `M0 ${-r}L${r * 1.1} ${r * 0.9}H${-r * 1.1}z`,
  diamond: (r) => `M0 ${-r * 1.15}L${r * 1.15} 0L0 ${r * 1.15}L${-r * 1.15} 0z`,
  square: (r) => `M${-r} ${-r}H${r}V${r}H${-r}z`,
};

interface CrossingProps {
  readonly x: number;
  /** Where now is: words do not cross it. */
  readonly fromX: number;
  readonly baseY: number;
  readonly text: string;
  readonly textPx: number;
}

function Crossing({ x, fromX, baseY, text, textPx }: CrossingProps) {
  const half = textPx * 0.32;
  const y = textPx * 0.9;
  const widthPx = [...text].reduce((sum, character) => sum + (character > '\u2e80' ? 1 : 0.64), 0) * textPx;
  const left = x - half * 2 - widthPx > fromX;
  return (
    <g data-pigment="red" class="strip-crossing">
      <line x1={x} x2={x} y1={y + half} y2={baseY} />
      <rect x={x - half} y={y - half} width={2 * half} height={2 * half} />
      <text x={left ? x - half * 2 : x + half * 2} y={y + textPx * 0.35} text-anchor={left ? 'end' : 'start'}>
        {text}
      </text>
    </g>
  );
}
