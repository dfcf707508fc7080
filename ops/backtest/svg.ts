/** What the drawings of a back-test share: their frame, the axis of time in Shanghai hours, safe text. */
export const PLOT = { width: 1180, left: 236, right: 12, top: 28, bottom: 8 } as const;

const HOUR_MS = 3_600_000;
const STEPS_MS = [
  300_000,
  900_000,
  HOUR_MS / 2,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
  2 * 24 * HOUR_MS,
  7 * 24 * HOUR_MS,
  14 * 24 * HOUR_MS,
  30 * 24 * HOUR_MS,
] as const;
const MARKS_MAX = 12;
const CITY_OFFSET_MS = 8 * HOUR_MS;

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Horizontal place of a moment, kept inside of the frame. */
export function plotX(fromMs: number, toMs: number): (ms: number) => number {
  const width = PLOT.width - PLOT.left - PLOT.right;
  return (ms) => PLOT.left + width * Math.max(0, Math.min(1, (ms - fromMs) / (toMs - fromMs)));
}

export function timeAxis(fromMs: number, toMs: number, top: number, bottom: number): string {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= MARKS_MAX) ?? STEPS_MS[STEPS_MS.length - 1]!;
  const x = plotX(fromMs, toMs);
  const marks: string[] = [];
  const first = Math.ceil((fromMs + CITY_OFFSET_MS) / stepMs) * stepMs - CITY_OFFSET_MS;
  for (let ms = first; ms < toMs; ms += stepMs) {
    const at = x(ms).toFixed(1);
    const city = new Date(ms + CITY_OFFSET_MS).toISOString();
    const isDay = city.slice(11, 16) === '00:00';
    const label = isDay || stepMs >= 24 * HOUR_MS ? city.slice(5, 10) : city.slice(11, 16);
    marks.push(
      `<line x1="${at}" x2="${at}" y1="${top}" y2="${bottom}" class="${isDay ? 'day' : 'grid'}"/>` +
        `<text x="${at}" y="${top - 8}" class="axis" text-anchor="middle">${label}</text>`,
    );
  }
  return marks.join('');
}
