/** A drill as one page that needs nothing else: figures against their marks, drawings, and what was missed or cried. */
import { FLOOD_CALLS, LOAD_WINDOW_MS } from '@chengyun/analytics/backtest/load.ts';
import { pageShell } from '../backtest/page-shell.ts';
import { escapeText } from '../backtest/svg.ts';
import type { HopFigures } from './live/hops.ts';
import { barsSvg, sharesSvg, stepOf } from './plots.ts';
import type { ScoredDrill } from './run-seeds.ts';
import type { DrillCalls, DrillCase, Mark } from './set-score.ts';

const CASES_MAX = 400;
const BINS = 40;
const WINDOW_MIN = LOAD_WINDOW_MS / 60_000;
const OUTCOMES: Readonly<Record<DrillCase['outcome'], string>> = {
  found: '发现 found',
  missed: '漏报 missed',
  false: '误报 false alarm',
  'near-miss': '险情未成 near miss',
};

/** `hops`: of a live run. */
export function drillPage(
  { report, marks, missed, score, seeds }: ScoredDrill,
  hops: readonly HopFigures[] = [],
): string {
  const { drill, commit, changed, machine, figures } = report;
  const span = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]}..${seeds.at(-1)}`;
  const verdict = missed.length === 0 ? '达标 every mark holds' : `未达标 ${missed.length} missed`;
  return pageShell({
    title: `Drill ${drill}`,
    heading: '演练 Drill',
    under: `${drill} · ${span} · ${verdict}`,
    body: `<section><h2>指标 Figures</h2>${figuresTable(figures, marks)}</section>
${hops.length === 0 ? '' : `<section><h2>逐跳耗时 Time per hop</h2>${hopsTable(hops)}</section>`}
<section><h2>提前量 Lead times</h2>${leadsSvg(score.leadsMin)}</section>
<section><h2>检出与误报 POD and FAR over the seeds</h2>${ratesSvg(score.cases, seeds)}</section>
<section><h2>值班负荷 Operator load</h2>${callsSvg(score.calls, seeds.length)}</section>
<section><h2>漏报与误报 Misses and false alarms</h2>${casesTable(score.cases)}</section>`,
    foot: `Commit ${commit}${changed ? ' with changes' : ''}, ${machine.cpu}, ${machine.cores} cores, ${report.runs} runs.`,
  });
}

function figuresTable(figures: ScoredDrill['report']['figures'], marks: Readonly<Record<string, Mark>>): string {
  const names = [...Object.keys(marks), ...Object.keys(figures).filter((name) => !(name in marks))];
  const rows = names.map((name) => {
    const value = figures[name];
    const { atLeast, atMost } = marks[name] ?? {};
    const wanted = [atLeast === undefined ? '' : `≥ ${atLeast}`, atMost === undefined ? '' : `≤ ${atMost}`].join(' ');
    const holds = value !== undefined && value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity);
    const said = marks[name] === undefined ? '' : holds ? '达标 holds' : '<span class="bad">未达标 missed</span>';
    return `<tr><td>${escapeText(name)}</td><td class="n">${value ?? '未测 not measured'}</td><td class="n">${wanted}</td><td>${said}</td></tr>`;
  });
  return `<table><tr><th>指标 figure</th><th class="n">值 value</th><th class="n">标准 mark</th><th></th></tr>${rows.join('')}</table>`;
}

function leadsSvg(leadsMin: readonly number[]): string {
  if (leadsMin.length === 0) return '<p class="low">没有提前量 No hazard was warned of.</p>';
  const least = leadsMin.reduce((a, b) => Math.min(a, b), 0);
  const most = leadsMin.reduce((a, b) => Math.max(a, b), 1);
  const step = stepOf({ from: 0, to: ((most - least) * 8) / BINS });
  const first = Math.floor(least / step);
  const bars = Array.from({ length: Math.floor(most / step) - first + 1 }, (_, i) => {
    const from = (first + i) * step;
    const value = leadsMin.filter((lead) => Math.floor(lead / step) === first + i).length;
    return { from, to: from + step, value, isWarm: from < 0 };
  });
  const axis = { from: first * step, to: (bars.at(-1)?.to ?? most) as number, unit: 'min' };
  const note = `${leadsMin.length} hazards, bins of ${Number(step.toPrecision(3))} min`;
  return barsSvg({ axis, name: '预警提前 min before', note, bars });
}

/** Rates over all seeds so far: where the lines have come to rest, more seeds would change little. */
function ratesSvg(cases: readonly DrillCase[], seeds: readonly number[]): string {
  const bySeed = new Map<number, DrillCase[]>();
  for (const one of cases) bySeed.set(one.seed, [...(bySeed.get(one.seed) ?? []), one]);
  let [found, missed, cried] = [0, 0, 0];
  const pod: [number, number][] = [];
  const far: [number, number][] = [];
  for (const [index, seed] of seeds.entries()) {
    for (const { outcome } of bySeed.get(seed) ?? []) {
      if (outcome === 'found') found += 1;
      if (outcome === 'missed') missed += 1;
      if (outcome === 'false') cried += 1;
    }
    if (found + missed > 0) pod.push([index + 1, found / (found + missed)]);
    if (found + cried > 0) far.push([index + 1, cried / (found + cried)]);
  }
  const lines = [
    { name: 'POD', points: pod },
    { name: 'FAR', points: far },
  ];
  const axis = { from: 0, to: seeds.length, unit: '' };
  return sharesSvg({ axis, name: '累计 cumulative', note: 'all kinds of hazard together', lines });
}

function callsSvg({ atMin, runMin, operators }: DrillCalls, runs: number): string {
  const windows = Math.max(1, Math.ceil(runMin / WINDOW_MIN));
  const counts = new Array<number>(windows).fill(0);
  for (const minute of atMin) {
    const window = Math.floor(minute / WINDOW_MIN);
    if (window >= 0 && window < windows) counts[window]! += 1;
  }
  const bars = counts.map((count, i) => ({
    ...{ from: (i * WINDOW_MIN) / 60, to: ((i + 1) * WINDOW_MIN) / 60, value: count / runs / operators },
    isWarm: count / runs / operators > 1,
  }));
  return barsSvg({
    axis: { from: 0, to: (windows * WINDOW_MIN) / 60, unit: 'h' },
    name: '每 10 分钟 calls in 10 min',
    note: `mean of ${runs} runs, ${operators} operator`,
    bars,
    limit: { value: FLOOD_CALLS, name: `${FLOOD_CALLS} · EEMUA 191` },
  });
}

function casesTable(cases: readonly DrillCase[]): string {
  const wrong = cases.filter(({ outcome }) => outcome !== 'found');
  if (wrong.length === 0) return '<p>没有 None.</p>';
  const rows = wrong.slice(0, CASES_MAX).map(({ seed, outcome, kind, asset, atMin }) => {
    const cells = `<td class="n">${seed}</td><td>${OUTCOMES[outcome]}</td><td>${escapeText(kind)}</td><td>${escapeText(asset)}</td>`;
    return `<tr>${cells}<td class="n">${atMin.toFixed(1)} min</td></tr>`;
  });
  const rest = wrong.length > CASES_MAX ? `<p class="low">${wrong.length - CASES_MAX} more are not shown.</p>` : '';
  return `<table><tr><th class="n">种子 seed</th><th>结果 outcome</th><th>类别 kind</th><th>对象 asset</th><th class="n">时刻 at</th></tr>${rows.join('')}</table>${rest}`;
}

/** Each hop with its middle and its 95th of a hundred as a bar, on one scale. */
function hopsTable(hops: readonly HopFigures[]): string {
  const most = Math.max(...hops.map(({ p95 }) => p95), 1);
  const rows = hops.map(({ hop, count, p50, p95, max }) => {
    const bar = (ms: number, look: string) =>
      `<rect x="0" y="2" width="${Math.max(1, (300 * ms) / most).toFixed(1)}" height="10" class="${look}"/>`;
    const drawn = `<svg viewBox="0 0 300 14" width="300" role="img" aria-label="${p50} to ${p95} ms"><g opacity="0.4">${bar(p95, 'calls')}</g>${bar(p50, 'calls')}</svg>`;
    return `<tr><td>${hop.replaceAll('_', ' ').replace(' to ', ' → ')}</td><td class="n">${count}</td><td class="n">${p50}</td><td class="n">${p95}</td><td class="n">${max}</td><td>${drawn}</td></tr>`;
  });
  return `<table><tr><th>跳 hop</th><th class="n">次数 count</th><th class="n">p50 ms</th><th class="n">p95 ms</th><th class="n">max ms</th><th></th></tr>${rows.join('')}</table>`;
}
