import { captionOf } from './caption.ts';
import { type Ink, numerals } from './ink.ts';
import { textWidthEm } from './place-names.ts';
import type { Box } from './placement.ts';
import type { SceneGauge } from './types.ts';

/** The standing staff of a gauge, in pixels: a schematic height, a true scale of levels beside it. */
export interface StaffDrawing {
  readonly svg: string;
  /** What it covers, text included. */
  readonly box: Box;
  /** Where a plate's leader may end. */
  readonly topY: number;
}

export interface StaffOptions {
  readonly x: number;
  /** Foot of the staff. */
  readonly y: number;
  readonly em: number;
  readonly ink: Ink;
  /** Full: checkered, with named marks. Small: a hairline with ticks. */
  readonly full: boolean;
  /** Word for the crest of the wall. */
  readonly crestWord: string;
  /** Pigment of the alarm that stands on this staff. */
  readonly pigment?: string;
}

interface Tick {
  readonly valueM: number;
  readonly text: string;
  readonly color: string;
  readonly rank: number;
}

/** Levels that the staff spans, metres: from half a metre under the first mark to a quarter over the crest. */
export function staffRange(gauge: SceneGauge): readonly [number, number] {
  const values = [
    ...gauge.marks.map((m) => m.valueM),
    gauge.levelM,
    ...(gauge.crestM === undefined ? [] : [gauge.crestM]),
  ];
  const low = Math.min(...values) - 0.5;
  const high = Math.max(...values) + 0.25;
  return [low, Math.max(high, low + 1.2)];
}

/** The pigment of the highest warning level reached, or null while the water is below all marks. */
function reached(gauge: SceneGauge, ink: Ink): string | null {
  let best: { valueM: number; color: string } | null = null;
  for (const mark of gauge.marks) {
    if (mark.level === null || gauge.levelM < mark.valueM) continue;
    if (!best || mark.valueM > best.valueM) best = { valueM: mark.valueM, color: ink.level[mark.level] };
  }
  return best?.color ?? null;
}

export function drawStaff(gauge: SceneGauge, options: StaffOptions): StaffDrawing {
  const { y, em, ink, full } = options;
  const height = em * (full ? 6.6 : 1.9);
  const [low, high] = staffRange(gauge);
  const yOf = (valueM: number): number => y - ((valueM - low) / (high - low)) * height;
  const pigment = options.pigment ?? reached(gauge, ink);
  const level = pigment ?? ink.textHigh;
  const levelY = yOf(gauge.levelM);
  return full
    ? fullStaff(gauge, options, height, yOf, level, levelY)
    : smallStaff(gauge, options, height, yOf, level, levelY);
}

function smallStaff(
  gauge: SceneGauge,
  { x, y, em, ink }: StaffOptions,
  height: number,
  yOf: (valueM: number) => number,
  level: string,
  levelY: number,
): StaffDrawing {
  const dash = gauge.stale ? ` stroke-dasharray="${em * 0.12} ${em * 0.12}"` : '';
  const ticks = gauge.marks.map((m) => `M${f(x - em * 0.16)} ${f(yOf(m.valueM))}h${f(em * 0.32)}`).join('');
  const svg =
    `<path d="M${f(x)} ${f(y)}v${f(-height)}${ticks}" stroke="${ink.textMid}" stroke-width="${f(em * 0.045)}"${dash} fill="none"/>` +
    `<path d="M${f(x)} ${f(y)}V${f(levelY)}" stroke="${gauge.stale ? ink.textLow : level}" stroke-width="${f(em * 0.13)}"/>`;
  const text = `<text x="${f(x + em * 0.28)}" y="${f(levelY + em * 0.28)}" font-size="${captionOf(em)}" fill="${gauge.stale ? ink.textLow : level === ink.textHigh ? ink.textMid : ink.textHigh}" paint-order="stroke" stroke="${ink.ground}" stroke-width="${f(em * 0.2)}" stroke-linejoin="round">${gauge.levelM.toFixed(2)}</text>`;
  return {
    svg: svg + text,
    box: { x: x - em * 0.25, y: y - height, w: em * 0.5 + captionOf(em) * 2.3, h: height },
    topY: y - height,
  };
}

function fullStaff(
  gauge: SceneGauge,
  { x, y, em, ink, crestWord }: StaffOptions,
  height: number,
  yOf: (valueM: number) => number,
  level: string,
  levelY: number,
): StaffDrawing {
  const width = em * 0.42;
  const cells = 14;
  const parts: string[] = [
    `<rect x="${f(x - width / 2 - 1)}" y="${f(y - height - 1)}" width="${f(width + 2)}" height="${f(height + 2)}" fill="${ink.ground}"/>`,
  ];
  let light = '';
  for (let i = 0; i < cells; i++) {
    const cx = x - width / 2 + (i % 2 === 0 ? 0 : width / 2);
    light += `M${f(cx)} ${f(y - (height * (i + 1)) / cells)}h${f(width / 2)}v${f(height / cells)}h${f(-width / 2)}z`;
  }
  const shown = gauge.stale ? ink.textLow : level;
  parts.push(
    `<path d="${light}" fill="${ink.textHigh}"/>`,
    `<path d="M${f(x - width / 2)} ${f(y)}v${f(-height)}h${f(width)}v${f(height)}z" fill="none" stroke="${ink.textHigh}" stroke-width="${f(em * 0.045)}"/>`,
    // The water stands beside the staff, to its present height.
    `<path d="M${f(x + width * 0.82)} ${f(y)}V${f(levelY)}" stroke="${shown}" stroke-width="${f(em * 0.2)}"${gauge.stale ? ` stroke-dasharray="${f(em * 0.14)} ${f(em * 0.14)}"` : ''}/>`,
  );
  const ticks: Tick[] = [
    { valueM: gauge.levelM, text: gauge.levelM.toFixed(2), color: shown, rank: 0 },
    ...(gauge.crestM === undefined
      ? []
      : [{ valueM: gauge.crestM, text: `${crestWord} ${gauge.crestM.toFixed(2)}`, color: ink.textHigh, rank: 1 }]),
    ...gauge.marks.map((m) => ({
      valueM: m.valueM,
      text: `${m.level ? `${numerals[m.level]} ` : ''}${m.valueM.toFixed(2)}`,
      color: ink.textMid,
      rank: m.level === 'blue' ? 2 : 3,
    })),
  ].sort((a, b) => a.rank - b.rank);
  const used: number[] = [];
  let widest = 0;
  for (const tick of ticks) {
    const ty = yOf(tick.valueM);
    parts.push(
      `<path d="M${f(x - width * 0.95)} ${f(ty)}H${f(x + width * 1.25)}" stroke="${tick.color}" stroke-width="${f(em * (tick.rank === 0 ? 0.1 : 0.06))}"/>`,
    );
    // A mark whose name would touch another keeps its tick and loses its name.
    if (used.some((other) => Math.abs(other - ty) < captionOf(em))) continue;
    used.push(ty);
    widest = Math.max(widest, textWidthEm(tick.text) * captionOf(em));
    parts.push(
      `<text x="${f(x + width * 1.25 + em * 0.2)}" y="${f(ty + em * 0.25)}" font-size="${captionOf(em)}" fill="${tick.rank === 0 && !gauge.stale ? ink.textHigh : tick.color}"${tick.rank === 0 ? ' font-weight="700"' : ''} paint-order="stroke" stroke="${ink.ground}" stroke-width="${f(em * 0.24)}" stroke-linejoin="round">${tick.text}</text>`,
    );
  }
  return {
    svg: parts.join(''),
    box: { x: x - width, y: y - height, w: width * 2.5 + em * 0.2 + widest, h: height },
    topY: y - height,
  };
}

const f = (n: number): string => n.toFixed(1);
