/** Calls per ten minutes as a drawing, with the line above which it is a flood. */
import type { BackTest } from '@chengyun/analytics/backtest/back-test.ts';
import { FLOOD_CALLS, LOAD_WINDOW_MS } from '@chengyun/analytics/backtest/load.ts';
import { PLOT, plotX, timeAxis } from './svg.ts';

const HEIGHT = 150;
/** More bars than this are drawn as the fullest of their neighbours. */
const BARS_MAX = 900;

export function loadSvg(test: BackTest): string {
  const { load } = test.tested;
  const flood = FLOOD_CALLS * load.operators;
  const most = Math.max(flood * 1.15, ...load.perWindow, ...(test.against?.load.perWindow ?? []));
  const [top, bottom] = [PLOT.top, HEIGHT - PLOT.bottom];
  const y = (calls: number) => bottom - ((bottom - top) * calls) / most;
  const x = plotX(test.fromMs, test.toMs);
  const group = Math.ceil(load.perWindow.length / BARS_MAX);
  const binned = (values: readonly number[]) =>
    Array.from({ length: Math.ceil(values.length / group) }, (_, i) =>
      values.slice(i * group, (i + 1) * group).reduce((a, b) => Math.max(a, b), 0),
    );
  const at = (bin: number) => x(test.fromMs + bin * group * LOAD_WINDOW_MS);
  const bars = binned(load.perWindow).map((calls, bin) =>
    calls === 0
      ? ''
      : `<rect x="${at(bin).toFixed(1)}" y="${y(calls).toFixed(1)}" width="${Math.max(1, at(bin + 1) - at(bin) - 0.5).toFixed(1)}" height="${(bottom - y(calls)).toFixed(1)}" class="${calls > flood ? 'flood' : 'calls'}"/>`,
  );
  const other = test.against
    ? `<path d="${binned(test.against.load.perWindow)
        .map(
          (calls, bin) =>
            `${bin === 0 ? 'M' : 'L'}${at(bin).toFixed(1)} ${y(calls).toFixed(1)}H${at(bin + 1).toFixed(1)}`,
        )
        .join('')}" class="other"/>`
    : '';
  return `<svg viewBox="0 0 ${PLOT.width} ${HEIGHT}" role="img" aria-label="calls per ten minutes">
${timeAxis(test.fromMs, test.toMs, top, bottom)}
<text x="0" y="${top + 14}" class="lane">每 10 分钟呼叫 calls in 10 min</text>
<text x="0" y="${top + 30}" class="lane-low">avg ${load.avg.toFixed(2)} · peak ${load.peak} · operators ${load.operators}</text>
${bars.join('')}${other}
<line x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${y(flood).toFixed(1)}" y2="${y(flood).toFixed(1)}" class="limit"/>
<text x="${PLOT.width - PLOT.right}" y="${(y(flood) - 5).toFixed(1)}" class="axis" text-anchor="end">${flood} · EEMUA 191</text>
<line x1="${PLOT.left}" x2="${PLOT.width - PLOT.right}" y1="${bottom}" y2="${bottom}" class="rule-line"/>
</svg>`;
}
