/** Drawings of a drill's page. A class says what a thing is; its colour comes from the page, light or dark. */
import { escapeText, PLOT } from '../backtest/svg.ts';

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly unit: string;
}

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly value: number;
  /** Drawn in the colour that asks for attention. */
  readonly isWarm?: boolean;
}

export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const HEIGHT = 180;
const BOTTOM = 24;
const MARKS = 8;
const STEPS = [1, 2, 5];

/** A round step that puts at most `MARKS` marks on the axis. */
export function stepOf({ from, to }: Pick<Axis, 'from' | 'to'>): number {
  const least = Math.max(to - from, Number.MIN_VALUE) / MARKS;
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least) ?? 10) * power;
}

const scaleX = (axis: Axis) => (x: number) =>
  PLOT.left + ((PLOT.width - PLOT.left - PLOT.right) * (x - axis.from)) / (axis.to - axis.from);
const scaleY = (most: number) => (y: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - PLOT.top) * y) / most;

function frame(axis: Axis, name: string, note: string, inside: string): string {
  const x = scaleX(axis);
  const step = stepOf(axis);
  const marks: string[] = [];
  for (let i = Math.ceil(axis.from / step); i * step <= axis.to; i++) {
    const at = x(i * step).toFixed(1);
    const label = `${Number((i * step).toPrecision(6))} ${axis.unit}`;
    marks.push(
      `<line x1="${at}" x2="${at}" y1="${PLOT.top}" y2="${HEIGHT - BOTTOM}" class="grid"/><text x="${at}" y="${HEIGHT - 8}" class="axis" text-anchor="middle">${label}</text>`,
    );
  }
  return `<svg viewBox="0 0 ${PLOT.width} ${HEIGHT}" role="img" aria-label="${escapeText(name)}">${marks.join('')}
<text x="0" y="${PLOT.top + 14}" class="lane">${escapeText(name)}</text><text x="0" y="${PLOT.top + 32}" class="lane-low">${escapeText(note)}</text>
${inside}<line x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}" class="rule-line"/></svg>`;
}

/** Bars over an axis; `limit` is a line across, with its name. */
export function barsSvg(parts: {
  axis: Axis;
  name: string;
  note: string;
  bars: readonly Bar[];
  limit?: { value: number; name: string };
}): string {
  const { axis, bars, limit } = parts;
  const most = bars.reduce((all, { value }) => Math.max(all, value), limit?.value ?? 0) || 1;
  const [x, y] = [scaleX(axis), scaleY(most)];
  const drawn = bars
    .filter(({ value }) => value > 0)
    .map(({ from, to, value, isWarm }) => {
      const width = Math.max(1, x(to) - x(from) - 0.5).toFixed(1);
      return `<rect x="${x(from).toFixed(1)}" y="${y(value).toFixed(1)}" width="${width}" height="${(y(0) - y(value)).toFixed(1)}" class="${isWarm ? 'warm' : 'calls'}"><title>${Number(value.toPrecision(4))}</title></rect>`;
    });
  const top = `<text x="${PLOT.left}" y="${PLOT.top - 8}" class="axis">${Number(most.toPrecision(3))}</text>`;
  const across = limit
    ? `<line x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${y(limit.value).toFixed(1)}" y2="${y(limit.value).toFixed(1)}" class="limit"/><text x="${PLOT.width - PLOT.right}" y="${(y(limit.value) - 5).toFixed(1)}" class="axis" text-anchor="end">${escapeText(limit.name)}</text>`
    : '';
  return frame(axis, parts.name, parts.note, `${top}${drawn.join('')}${across}`);
}

/** Shares from 0 to 1 along an axis: the first line is drawn full, the second dashed. */
export function sharesSvg(parts: { axis: Axis; name: string; note: string; lines: readonly Line[] }): string {
  const [x, y] = [scaleX(parts.axis), scaleY(1)];
  const drawn = parts.lines.map(({ name, points }, index) => {
    const path = points.map(([at, share], i) => `${i === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(share).toFixed(1)}`);
    const [lastX, lastY] = points.at(-1) ?? [parts.axis.from, 0];
    const above = lastY < 0.15 ? -6 : 14;
    return `<path d="${path.join('')}" class="line${index > 0 ? ' second' : ''}"/><text x="${x(lastX).toFixed(1)}" y="${(y(lastY) + above).toFixed(1)}" class="axis" text-anchor="end">${escapeText(name)} ${lastY.toFixed(3)}</text>`;
  });
  return frame(parts.axis, parts.name, parts.note, drawn.join(''));
}
