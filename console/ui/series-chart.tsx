/** The series behind an alarm against its thresholds, by uPlot: the desk's one chart that a person reads values from. */

import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { CITY_UTC_OFFSET_MS, formatClock, formatNumber } from '../state/format.ts';
import { type ThemeName, TOKENS } from '../state/tokens.ts';
import { pick } from '../state/words/words.ts';
import type { Mark } from './marks.ts';
import { language } from './say.ts';
import type { HistoryPoint } from './surface.ts';
import { useSize } from './use-size.ts';

export interface SeriesChartProps {
  readonly points: readonly HistoryPoint[];
  readonly marks: readonly Mark[];
  readonly digits: number;
  readonly theme: ThemeName;
  readonly label: string;
}

const TEXT = '13px B612, "Noto Sans SC Variable", sans-serif';

export function SeriesChart({ points, marks, digits, theme, label }: SeriesChartProps) {
  const [ref, { widthPx, heightPx }] = useSize<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const markKey = marks.map((mark) => mark.value).join();
  useEffect(() => {
    if (!ref.current || widthPx < 40) return;
    const made = new uPlot(optionsOf(marks, digits, theme, widthPx, heightPx), dataOf(points), ref.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [widthPx, heightPx, theme, markKey, digits, language.value]);
  useEffect(() => plot.current?.setData(dataOf(points)), [points]);
  return <div class="series-chart" ref={ref} role="img" aria-label={label} />;
}

/** Between grid lines of a value that is counted. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

const dataOf = (points: readonly HistoryPoint[]): uPlot.AlignedData => [
  points.map((point) => point.at / 1000),
  points.map((point) => point.value),
];

function optionsOf(
  marks: readonly Mark[],
  digits: number,
  theme: ThemeName,
  width: number,
  height: number,
): uPlot.Options {
  const ink = TOKENS[theme];
  const axis = { stroke: ink.textMid, font: TEXT, grid: { stroke: ink.line, width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    padding: [8, 74, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    tzDate: (seconds) =>
      new Date(seconds * 1000 + CITY_UTC_OFFSET_MS + new Date(seconds * 1000).getTimezoneOffset() * 60_000),
    scales: { y: { range: (_plot, low, high) => spanOf(marks, low, high) } },
    axes: [
      {
        ...axis,
        size: 26,
        gap: 6,
        space: 80,
        values: (_plot, splits) => splits.map((s) => formatClock(s * 1000, false)),
      },
      {
        ...axis,
        size: 48,
        gap: 6,
        ...(digits === 0 ? { incrs: WHOLE_STEPS } : {}),
        values: (_plot, splits) => splits.map((value) => formatNumber(value, Math.min(2, digits))),
      },
    ],
    series: [{}, { stroke: ink.textHigh, width: 2, points: { show: false }, spanGaps: false }],
    hooks: { draw: [(made) => drawMarks(made, marks, digits, theme)] },
  };
}

/** Holds the data and every mark that is not out of all proportion to it. */
function spanOf(marks: readonly Mark[], low: number, high: number): [number, number] {
  const values = [low, high, ...marks.map((mark) => mark.value)].filter(Number.isFinite);
  const from = Math.min(...values);
  const to = Math.max(...values);
  const air = (to - from || 1) * 0.08;
  return [from - air, to + air];
}

function drawMarks(plot: uPlot, marks: readonly Mark[], digits: number, theme: ThemeName): void {
  const { ctx, bbox } = plot;
  const ink = TOKENS[theme];
  const scale = devicePixelRatio;
  ctx.save();
  ctx.font = TEXT.replace('13px', `${13 * scale}px`);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  let lowestTextY = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    const y = plot.valToPos(mark.value, 'y', true);
    ctx.strokeStyle = mark.level ? ink.levels[mark.level].outline : ink.textHigh;
    ctx.lineWidth = scale * (mark.level ? 1.5 : 2);
    ctx.setLineDash(mark.level ? [2 * scale, 4 * scale] : []);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    const textY = Math.max(y, lowestTextY + 16 * scale);
    lowestTextY = textY;
    ctx.fillStyle = mark.level ? ink.textMid : ink.textHigh;
    const name = mark.level ? LEVEL_FACTS[mark.level].numeral : pick(language.peek(), mark.text);
    ctx.fillText(`${name} ${formatNumber(mark.value, digits)}`, bbox.left + bbox.width + 8 * scale, textY);
  }
  ctx.restore();
}
