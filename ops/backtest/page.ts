/** A back-test as one page that needs nothing else: drawings, tables, both languages, both themes. */
import type { BackTest, SetResult } from '@chengyun/analytics/backtest/back-test.ts';
import { LEVEL_FACTS, LEVELS } from '@chengyun/contracts';
import { DOMAINS } from '@chengyun/domains/index.ts';
import { loadSvg } from './load-svg.ts';
import { pageShell } from './page-shell.ts';
import { escapeText } from './svg.ts';
import { glyphSvg, LANES_MAX, lanesOf, timelineSvg } from './timeline-svg.ts';
import { cityTime } from './words.ts';

const CHANGES_MAX = 300;
const percent = (share: number | null) => (share === null ? '–' : `${(share * 100).toFixed(1)}%`);

export function pageOf(test: BackTest): string {
  const names = new Map(DOMAINS.flatMap(({ assets }) => assets).map(({ id, name }) => [id, `${name.zh} ${name.en}`]));
  const lanes = lanesOf(test).length;
  const rest = lanes > LANES_MAX ? `<p class="low">${lanes - LANES_MAX} more lanes are not drawn.</p>` : '';
  return pageShell({
    title: `Back-test ${test.timeline}`,
    heading: '回测 Back-test',
    under: `${test.timeline} · ${cityTime(test.fromMs)} – ${cityTime(test.toMs)} (UTC+8)`,
    body: `${tiles(test)}
<section><h2>报警 Alarms</h2>${legend(test)}${timelineSvg(test, names)}${rest}</section>
<section><h2>值班负荷 Operator load</h2>${loadSvg(test)}</section>
<section class="columns"><div><h2>规则 Rules</h2>${rulesTable(test.tested, test.against)}</div>
${test.score && test.scoredBy === 'truth' ? `<div><h2>事件 Events</h2>${eventsTable(test)}</div>` : ''}</section>
${test.diff ? `<section><h2>变化 Changes</h2>${changesTable(test)}</section>` : ''}`,
    foot: `${test.observations} observations of ${test.series} series, ${test.ticks.count} ticks ${test.ticks.are === 'stored' ? 'of that time' : `made every ${(test.ticks.stepMs ?? 0) / 1000} s (none are stored)`}, windows filled from ${cityTime(test.warmUpFromMs)}. ${test.seconds.toFixed(1)} s: ${Math.round(test.timesRealTime)} × real time, ${Math.round(test.observationsPerS)} observations/s.`,
  });
}

function tiles({ tested, against, score, scoredBy, againstScore }: BackTest): string {
  const tile = (label: string, value: string, note = '') =>
    `<div><b>${value}</b><span>${label}</span><i>${escapeText(note)}</i></div>`;
  const was = (pick: (set: SetResult) => string) => (against ? `现行 now ${pick(against)}` : '');
  const by = scoredBy === 'truth' ? '对照事实 by the truth' : '对照现行 by the other set';
  return `<div class="tiles">${[
    tile(
      '触发 fires',
      String(tested.fires),
      was((set) => String(set.fires)),
    ),
    tile(
      '呼叫 calls',
      String(tested.load.calls),
      was((set) => String(set.load.calls)),
    ),
    ...(score
      ? [
          tile('检出率 POD', percent(score.pod), againstScore ? `现行 now ${percent(againstScore.pod)}` : by),
          tile('误报率 FAR', percent(score.far), againstScore ? `现行 now ${percent(againstScore.far)}` : by),
          tile('提前量 lead, median', score.leadMinP50 === null ? '–' : `${score.leadMinP50.toFixed(0)} min`),
        ]
      : []),
    tile(
      '10 分钟均值 avg/10 min',
      tested.load.avg.toFixed(2),
      was((set) => set.load.avg.toFixed(2)),
    ),
    tile(
      '10 分钟峰值 peak/10 min',
      String(tested.load.peak),
      was((set) => String(set.load.peak)),
    ),
    tile('泛滥时窗 flood windows', `${tested.load.floodWindows}`, `of ${tested.load.windows}`),
  ].join('')}</div>`;
}

function legend(test: BackTest): string {
  const levels = LEVELS.map(
    (level) =>
      `<span><svg viewBox="0 0 16 16" width="16" height="16">${glyphSvg(level, 8, 8, 5)}</svg>${LEVEL_FACTS[level].numeral} ${LEVEL_FACTS[level].zh} ${level}</span>`,
  );
  const truth = test.scoredBy === 'truth' ? '<span><em class="hatched"></em>事实 what happened</span>' : '';
  const thin = test.against ? '<span><em class="thin"></em>细条：现行规则 thin: the other set</span>' : '';
  return `<p class="legend">${levels.join('')}${truth}${thin}</p>`;
}

function rulesTable(tested: SetResult, against: SetResult | null): string {
  const before = new Map(against?.rules.map((one) => [one.rule, one]));
  const rows = tested.rules.map((one) => {
    const old = before.get(one.rule);
    const levels = LEVELS.map((level) => `<td class="n">${one.byPeak[level] || ''}</td>`).join('');
    return `<tr><td>${escapeText(one.rule)}</td><td class="n">${one.version}</td><td class="n">${one.fires}${against ? ` <i>${old?.fires ?? '–'}</i>` : ''}</td><td class="n">${one.calls}</td>${levels}<td class="n">${one.standingMin}</td></tr>`;
  });
  const heads = LEVELS.map((level) => `<th class="n">${LEVEL_FACTS[level].numeral}</th>`).join('');
  return `<table><tr><th>规则 rule</th><th class="n">v</th><th class="n">触发 fires</th><th class="n">呼叫 calls</th>${heads}<th class="n">min</th></tr>${rows.join('')}</table>`;
}

function eventsTable({ score }: BackTest): string {
  const rows = (score?.leads ?? []).slice(0, CHANGES_MAX).map(({ event, leadMin, rule }) => {
    const lead = leadMin === null ? '<b>漏报 missed</b>' : `${leadMin.toFixed(0)} min`;
    return `<tr><td>${cityTime(event.fromMs)}</td><td>${escapeText(event.asset)}</td><td>${escapeText(event.kind ?? rule ?? '')}</td><td class="n">${lead}</td></tr>`;
  });
  return `<table><tr><th>开始 from</th><th>对象 asset</th><th>类别 kind</th><th class="n">提前 lead</th></tr>${rows.join('')}</table>`;
}

const CHANGE_WORDS = {
  added: '新增 added',
  gone: '消失 gone',
  earlier: '提前 earlier',
  later: '推迟 later',
  level: '级别 level',
};

function changesTable({ diff }: BackTest): string {
  const { same, added, gone, earlier, later, levelChanged, changes } = diff!;
  const rows = changes.slice(0, CHANGES_MAX).map((one) => {
    const moved = one.movedS === 0 ? '' : `${one.movedS > 0 ? '+' : ''}${(one.movedS / 60).toFixed(1)} min`;
    return `<tr><td>${CHANGE_WORDS[one.change]}</td><td>${cityTime(one.at)}</td><td>${escapeText(one.rule)}</td><td>${escapeText(one.asset)}</td><td>${one.before ?? '–'} → ${one.now ?? '–'}</td><td class="n">${moved}</td></tr>`;
  });
  const more =
    changes.length > CHANGES_MAX ? `<p class="low">${changes.length - CHANGES_MAX} more are in --json.</p>` : '';
  return `<p>${same} 相同 the same · ${added} 新增 added · ${gone} 消失 gone · ${earlier} 提前 earlier · ${later} 推迟 later · ${levelChanged} 级别不同 at another level</p>
<table><tr><th>变化 change</th><th>时间 at</th><th>规则 rule</th><th>对象 asset</th><th>级别 level</th><th class="n">移动 moved</th></tr>${rows.join('')}</table>${more}`;
}
