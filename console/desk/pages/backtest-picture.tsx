/**
 * A back-test as lanes over time: one a station, the draft above, what runs now thin below; and the operators' calls. The
 * higher a bar, the worse its level, so that the picture is read without colours.
 */
import type { Level } from '@chengyun/contracts';
import { formatClock, formatDate, formatNumber } from '../../state/format.ts';
import { language } from '../../ui/say.ts';
import { useSize } from '../../ui/use-size.ts';
import { timeTicks } from './station-series.ts';
import { sayPage } from './words/say-page.ts';

export interface Bar {
  readonly asset: string;
  readonly raisedAt: number;
  readonly clearedAt: number | null;
  readonly peak: Level;
}

/** As the server tells it: console/server/bench/bench-job.ts. */
export interface BackTestResult {
  readonly summary: {
    readonly timeline: string;
    readonly fromMs: number;
    readonly toMs: number;
    readonly observations: number;
    readonly sentence: string;
    readonly tested: { readonly fires: number; readonly load: { readonly calls: number } };
    readonly against: { readonly fires: number; readonly load: { readonly calls: number } } | null;
    readonly diff: {
      readonly same: number;
      readonly added: number;
      readonly gone: number;
      readonly earlier: number;
      readonly later: number;
    } | null;
  };
  readonly seconds: number;
  readonly timesRealTime: number;
  readonly tested: readonly Bar[];
  readonly against: readonly Bar[];
}

const [LANE, NAME, FOOT] = [26, 150, 24];
const LANES_MAX = 14;
/** What fits before the bars. */
const NAME_CHARACTERS_MAX = { zh: 11, en: 20 } as const;
const LEVEL_SHARE: Readonly<Record<Level, number>> = { blue: 0.35, yellow: 0.55, orange: 0.78, red: 1 };

export function BackTestPicture({
  result,
  nameOf,
}: {
  readonly result: BackTestResult;
  readonly nameOf: (asset: string) => string;
}) {
  const [ref, { widthPx }] = useSize<HTMLDivElement>();
  const { summary, tested, against, seconds, timesRealTime } = result;
  const { fromMs, toMs, diff } = summary;
  const stations = [...new Set([...tested, ...against].map(({ asset }) => asset))].sort();
  const lanes = stations.slice(0, LANES_MAX);
  const height = Math.max(1, lanes.length) * LANE + FOOT;
  const x = (ms: number) =>
    NAME + ((Math.min(toMs, Math.max(fromMs, ms)) - fromMs) / (toMs - fromMs)) * (widthPx - NAME - 8);
  const bars = (list: readonly Bar[], asset: string, top: number, thick: number) =>
    list
      .filter((bar) => bar.asset === asset)
      .map((bar) => (
        <rect
          key={`${bar.raisedAt}`}
          data-pigment={bar.peak}
          class="bench-bar"
          x={x(bar.raisedAt)}
          y={top + thick * (1 - LEVEL_SHARE[bar.peak])}
          width={Math.max(2, x(bar.clearedAt ?? toMs) - x(bar.raisedAt))}
          height={thick * LEVEL_SHARE[bar.peak]}
        />
      ));
  return (
    <figure class="bench-picture" ref={ref}>
      <dl class="bench-sums">
        <div>
          <dt class="mid">{sayPage('rules.fires')}</dt>
          <dd>
            <b class="number">{summary.tested.fires}</b>{' '}
            <span class="mid">
              {sayPage('rules.now')} {summary.against?.fires ?? '–'}
            </span>
          </dd>
        </div>
        <div>
          <dt class="mid">{sayPage('rules.calls')}</dt>
          <dd>
            <b class="number">{summary.tested.load.calls}</b>{' '}
            <span class="mid">
              {sayPage('rules.now')} {summary.against?.load.calls ?? '–'}
            </span>
          </dd>
        </div>
        <div>
          <dt class="mid">{sayPage('rules.diff')}</dt>
          <dd>
            {diff
              ? sayPage('rules.changes', {
                  same: diff.same,
                  added: diff.added,
                  gone: diff.gone,
                  earlier: diff.earlier,
                  later: diff.later,
                })
              : '–'}
          </dd>
        </div>
      </dl>
      {widthPx > NAME && (
        <svg role="img" aria-label={sayPage('rules.picture')} viewBox={`0 0 ${widthPx} ${height}`} height={height}>
          {timeTicks(fromMs, toMs).map((ms) => (
            <g key={ms}>
              <line class="chart-grid" x1={x(ms)} x2={x(ms)} y1={0} y2={height - FOOT} />
              <text class="chart-text" x={x(ms)} y={height - 6} text-anchor="middle">
                {formatClock(ms, false)}
              </text>
            </g>
          ))}
          {lanes.map((asset, i) => (
            <g key={asset}>
              <text class="chart-text" x={0} y={i * LANE + 16}>
                <title>{nameOf(asset)}</title>
                {shortened(nameOf(asset))}
              </text>
              {bars(tested, asset, i * LANE + 1, 13)}
              {bars(against, asset, i * LANE + 16, 6)}
            </g>
          ))}
        </svg>
      )}
      {stations.length > lanes.length && (
        <p class="mid">{sayPage('rules.lanesLeft', { n: stations.length - lanes.length })}</p>
      )}
      <figcaption class="low number">
        {sayPage('rules.picture')} · {formatDate(fromMs)} {formatClock(fromMs, false)} – {formatClock(toMs, false)} ·{' '}
        {sayPage('station.readings')} {summary.observations} · {formatNumber(seconds, 1)} s (
        {formatNumber(timesRealTime, 0)}×)
      </figcaption>
    </figure>
  );
}

function shortened(name: string): string {
  const most = NAME_CHARACTERS_MAX[language.value];
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}
