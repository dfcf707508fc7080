/**
 * Alarms over time as a drawing: one lane per rule and asset, the tested set above, the other set thin below it, what
 * really happened as a band behind both. Colour is never alone: each beginning carries the shape of its level.
 */
import type { BackTest } from '@chengyun/analytics/backtest/back-test.ts';
import type { Episode } from '@chengyun/analytics/backtest/episodes.ts';
import { answers, type TruthEvent } from '@chengyun/analytics/backtest/truth.ts';
import { LEVEL_FACTS, type Level } from '@chengyun/contracts';
import { escapeText, PLOT, plotX, timeAxis } from './svg.ts';

export const LANES_MAX = 40;
const LANE = 34;
const GLYPH_ROOM = 13;
const BAR_MIN = 1.5;

interface Lane {
  readonly rule: string;
  readonly asset: string;
  readonly tested: readonly Episode[];
  readonly against: readonly Episode[];
  readonly truth: readonly TruthEvent[];
}

export function lanesOf(test: BackTest): readonly Lane[] {
  const keys = new Map<string, { rule: string; asset: string }>();
  const all = [...test.tested.episodes, ...(test.against?.episodes ?? [])];
  for (const { rule, asset } of all) keys.set(`${rule}|${asset}`, { rule, asset });
  const events = test.scoredBy === 'truth' ? (test.score?.leads ?? []).map(({ event }) => event) : [];
  const isOf = (key: { rule: string; asset: string }) => (one: Episode) =>
    one.rule === key.rule && one.asset === key.asset;
  return [...keys.values()]
    .map((key) => ({
      ...key,
      tested: test.tested.episodes.filter(isOf(key)),
      against: (test.against?.episodes ?? []).filter(isOf(key)),
      truth: events.filter((event) => event.asset === key.asset && answers({ rule: key.rule, condition: '' }, event)),
    }))
    .sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.asset < b.asset ? -1 : 1));
}

/** How high a level is, for the highest of a lane. */
const rankOf = (lane: Lane) =>
  Math.max(0, ...[...lane.tested, ...lane.against].map(({ peak }) => LEVEL_FACTS[peak].rank + 1));

export function timelineSvg(test: BackTest, assetNames: ReadonlyMap<string, string>): string {
  const lanes = [...lanesOf(test)]
    .map((lane, index) => ({ lane, index }))
    .sort((a, b) => rankOf(b.lane) - rankOf(a.lane) || b.lane.tested.length - a.lane.tested.length)
    .slice(0, LANES_MAX)
    .sort((a, b) => a.index - b.index)
    .map(({ lane }) => lane);
  const height = PLOT.top + lanes.length * LANE + PLOT.bottom;
  const x = plotX(test.fromMs, test.toMs);
  const body = lanes.map((lane, index) => laneSvg(lane, PLOT.top + index * LANE, x, test, assetNames)).join('\n');
  return `<svg viewBox="0 0 ${PLOT.width} ${height}" role="img" aria-label="alarms over time">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--truth)" opacity=".45"/><line x1="0" y1="0" x2="0" y2="6" stroke="var(--text-low)" stroke-width="1.2" opacity=".7"/></pattern></defs>
${timeAxis(test.fromMs, test.toMs, PLOT.top, height - PLOT.bottom)}
${body}
</svg>`;
}

type Scale = (ms: number) => number;

function laneSvg(lane: Lane, top: number, x: Scale, test: BackTest, names: ReadonlyMap<string, string>): string {
  const middle = top + LANE / 2;
  const truth = lane.truth.map(({ fromMs, toMs }) => {
    const [a, b] = [x(fromMs), x(toMs)];
    return `<rect x="${a.toFixed(1)}" y="${top + 2}" width="${Math.max(BAR_MIN, b - a).toFixed(1)}" height="${LANE - 4}" fill="url(#hatch)"/>`;
  });
  const isCompared = test.against !== null;
  const tested = lane.tested.map((one) =>
    episodeSvg(one, isCompared ? top + 6 : top + 9, isCompared ? 10 : 14, x, test.toMs),
  );
  const against = lane.against.map((one) => episodeSvg(one, top + 20, 5, x, test.toMs, 0.6));
  const glyphs = glyphsSvg(lane.tested, isCompared ? top + 11 : top + 16, x);
  return `<g><line x1="0" x2="${PLOT.width}" y1="${top + LANE}" y2="${top + LANE}" class="rule-line"/>
<text x="0" y="${middle - 1}" class="lane">${escapeText(names.get(lane.asset) ?? lane.asset)}</text>
<text x="0" y="${middle + 12}" class="lane-low">${escapeText(lane.rule)} · ${lane.tested.length}${isCompared ? ` / ${lane.against.length}` : ''}</text>
${truth.join('')}${against.join('')}${tested.join('')}${glyphs}</g>`;
}

function episodeSvg(episode: Episode, y: number, height: number, x: Scale, toMs: number, opacity = 1): string {
  const endMs = Math.min(episode.clearedAt ?? toMs, toMs);
  const parts = episode.levels.map(({ at, level }, index) => {
    const untilMs = episode.levels[index + 1]?.at ?? endMs;
    const [a, b] = [x(at), x(untilMs)];
    return `<rect x="${a.toFixed(1)}" y="${y}" width="${Math.max(BAR_MIN, b - a).toFixed(1)}" height="${height}" fill="var(--level-${level}-fill)" stroke="var(--level-${level}-outline)" stroke-width=".6"/>`;
  });
  return `<g opacity="${opacity}"><title>${escapeText(`${episode.title.zh} / ${episode.title.en}`)}</title>${parts.join('')}</g>`;
}

/** Where beginnings stand too close, one glyph speaks for them. */
function glyphsSvg(episodes: readonly Episode[], y: number, x: Scale): string {
  let last = Number.NEGATIVE_INFINITY;
  return episodes
    .flatMap((episode) => {
      const at = x(episode.raisedAt);
      if (at - last < GLYPH_ROOM) return [];
      last = at;
      return [glyphSvg(episode.peak, at, y, 5)];
    })
    .join('');
}

export function glyphSvg(level: Level, x: number, y: number, r: number): string {
  const look = `fill="var(--level-${level}-fill)" stroke="var(--surface)" stroke-width="1.5"`;
  switch (LEVEL_FACTS[level].shape) {
    case 'ring':
      return `<circle cx="${x.toFixed(1)}" cy="${y}" r="${r}" fill="var(--surface)" stroke="var(--level-${level}-fill)" stroke-width="3"/>`;
    case 'triangle':
      return `<path d="M${x.toFixed(1)} ${y - r - 1}l${r + 1} ${2 * r}h-${2 * r + 2}z" ${look}/>`;
    case 'diamond':
      return `<path d="M${x.toFixed(1)} ${y - r - 1}l${r + 1} ${r + 1}l-${r + 1} ${r + 1}l-${r + 1} -${r + 1}z" ${look}/>`;
    case 'square':
      return `<rect x="${(x - r).toFixed(1)}" y="${y - r}" width="${2 * r}" height="${2 * r}" ${look}/>`;
  }
}
