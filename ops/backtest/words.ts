/** A back-test in lines for the terminal. */
import type { BackTest, SetResult } from '@chengyun/analytics/backtest/back-test.ts';
import type { Score } from '@chengyun/analytics/backtest/score.ts';
import { cityTime } from '@chengyun/analytics/backtest/summary.ts';
import { LEVELS } from '@chengyun/contracts';
import { sparkline } from './sparkline.ts';

const CHANGES_SHOWN = 20;
const SIGNS = { added: '+', gone: '-', earlier: '<', later: '>', level: '~' } as const;

const percent = (share: number | null) => (share === null ? 'nothing to judge' : `${(share * 100).toFixed(1)} %`);
const minutes = (value: number | null) => (value === null ? '–' : `${value.toFixed(0)} min`);

export function linesOf(test: BackTest): string[] {
  const { tested, against, diff, score, ticks } = test;
  const hours = (test.toMs - test.fromMs) / 3_600_000;
  return [
    `${test.timeline}  ${cityTime(test.fromMs)} to ${cityTime(test.toMs)} (${hours.toFixed(1)} h), windows filled from ${cityTime(test.warmUpFromMs)}`,
    `read       ${test.observations} observations of ${test.series} series, ${ticks.count} ticks ${ticks.are === 'stored' ? 'of that time' : `made every ${(ticks.stepMs ?? 0) / 1000} s, because none are stored`}`,
    `speed      ${test.seconds.toFixed(1)} s: ${Math.round(test.timesRealTime)} x real time, ${Math.round(test.observationsPerS)} observations/s`,
    ...test.withoutForecasts.map(
      (rule) => `note       ${rule} reads forecasts, which cannot be given behind made ticks: they had no value`,
    ),
    '',
    ...setLines('tested', tested),
    ...(against ? setLines('against', against) : []),
    ...(score ? scoreLines(test.scoredBy === 'truth' ? 'truth' : 'the other set', score) : []),
    ...(test.againstScore ? scoreLines('truth, other set', test.againstScore) : []),
    ...(diff ? diffLines(diff) : []),
  ];
}

function setLines(name: string, { rules, fires, load }: SetResult): string[] {
  const width = Math.max(...rules.map(({ rule }) => rule.length), 4);
  return [
    `${name.padEnd(10)} ${fires} fires, ${load.calls} calls`,
    ...rules.map((one) => {
      const peaks = LEVELS.filter((level) => one.byPeak[level] > 0).map((level) => `${level} ${one.byPeak[level]}`);
      return `  ${one.rule.padEnd(width)} v${one.version}  ${String(one.fires).padStart(5)}  ${peaks.join(', ')}`;
    }),
    `  load per operator and 10 min: avg ${load.avg.toFixed(2)}, peak ${load.peak}${load.peakAt === null ? '' : ` at ${cityTime(load.peakAt)}`}, flood windows ${load.floodWindows} of ${load.windows}`,
    `  calls  ${sparkline(load.perWindow)}`,
    '',
  ];
}

function scoreLines(against: string, score: Score): string[] {
  return [
    `score against ${against}: POD ${percent(score.pod)} (${score.hits} of ${score.events}), FAR ${percent(score.far)} (${score.falseAlarms} of ${score.alarms})`,
    `  lead time  p10 ${minutes(score.leadMinP10)}, median ${minutes(score.leadMinP50)}, p90 ${minutes(score.leadMinP90)}`,
    ...(score.unjudged > 0 ? [`  ${score.unjudged} alarms answer for no kind of event in the truth`] : []),
  ];
}

function diffLines(diff: NonNullable<BackTest['diff']>): string[] {
  const { same, added, gone, earlier, later, levelChanged, changes } = diff;
  return [
    `diff       ${same} the same, ${added} added, ${gone} gone, ${earlier} earlier, ${later} later, ${levelChanged} at another level`,
    ...changes.slice(0, CHANGES_SHOWN).map((one) => {
      const moved = one.movedS === 0 ? '' : `  ${one.movedS > 0 ? '+' : ''}${(one.movedS / 60).toFixed(1)} min`;
      const level = one.before === one.now ? (one.now ?? '') : [one.before, one.now].filter(Boolean).join(' to ');
      return `  ${SIGNS[one.change]} ${cityTime(one.at)}  ${one.rule} ${one.asset} ${level}${moved}`;
    }),
    ...(changes.length > CHANGES_SHOWN ? [`  ... and ${changes.length - CHANGES_SHOWN} more (--json, --html)`] : []),
  ];
}

export { cityTime };
