/** Runs one case on the real engine: samples, ticks, forecasts and people at the case's interval, checks at the times it names. */
import type { AlarmRecord, FactBody, FactRecord, ForecastRecord, TelemetryRecord } from '@chengyun/contracts';
import { createEngine } from '../engine/engine.ts';
import { msFromDuration } from '../rules/duration.ts';
import type { Rule } from '../rules/rule.ts';
import type { ExpectedAlarm, RuleCase } from './case-schema.ts';
import { samplesFromNotation } from './notation.ts';

/** 2026-09-16T00:00:00+08:00; any fixed time would do. */
const START_MS = Date.UTC(2026, 8, 15, 16);
const TIMELINE = 'exercise:case';

/** Sentences about what was not as expected; none when the case passes. */
export function runCase(ruleCase: RuleCase, rules: readonly Rule[]): readonly string[] {
  const wanted = ruleCase.rules ? rules.filter((rule) => ruleCase.rules?.includes(rule.id)) : rules;
  const unknown = ruleCase.rules?.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown) return [`unknown rule ${unknown}`];

  const intervalMs = msFromDuration(ruleCase.interval);
  const series = Object.entries(ruleCase.series).map(([key, text]) => ({ key, samples: samplesFromNotation(text) }));
  const checks = ruleCase.expect.map((each) => ({ ...each, atMs: msFromDuration(each.at) }));
  const people = (ruleCase.people ?? []).map((each) => ({ ...each, atMs: msFromDuration(each.at) }));
  const forecasts = (ruleCase.forecasts ?? []).map((each) => ({ ...each, atMs: msFromDuration(each.at) }));
  const engine = createEngine({ timeline: TIMELINE, rules: wanted });
  const failures: string[] = [];
  const lastMs = Math.max(...checks.map((check) => check.atMs));

  for (let step = 0; step * intervalMs <= lastMs; step++) {
    const [fromMs, toMs] = [step * intervalMs, (step + 1) * intervalMs];
    const at = START_MS + fromMs;
    for (const record of recordsAt(series, step, at)) engine.push(record);
    const facts = people
      .filter((each) => each.atMs >= fromMs && each.atMs < toMs)
      .flatMap((each, i) => factFrom(each, engine.activeAlarms(), at, step * 100 + i));
    const foreseen = forecasts.filter((each) => each.atMs >= fromMs && each.atMs < toMs).map(forecastFrom);
    engine.tick({ k: 'tick', tl: TIMELINE, n: step + 1, at, facts: 0 }, facts, foreseen);
    for (const check of checks.filter((each) => each.atMs >= fromMs && each.atMs < toMs)) {
      failures.push(...compare(check.alarms, engine.activeAlarms()).map((sentence) => `at ${check.at}: ${sentence}`));
    }
  }
  return failures;
}

type NotedSeries = { readonly key: string; readonly samples: ReturnType<typeof samplesFromNotation> };

function recordsAt(series: readonly NotedSeries[], step: number, at: number): TelemetryRecord[] {
  return series.flatMap(({ key, samples }) => {
    const sample = samples[step];
    if (!sample) return [];
    const [asset, metric] = key.split('|') as [string, string];
    const item = { asset, metric, at, value: sample.value, quality: sample.quality };
    const envelope = { tl: TIMELINE, device: 'case', epoch: '1-0000000000000000', seq: step + 1, sentAt: at, rxAt: at };
    return [{ k: 'obs' as const, ...envelope, items: [item] }];
  });
}

function forecastFrom(noted: NonNullable<RuleCase['forecasts']>[number] & { readonly atMs: number }): ForecastRecord {
  const [asset, metric] = noted.of.split('|') as [string, string];
  const valuesOf = (text: string) => samplesFromNotation(text).map((sample) => sample?.value ?? Number.NaN);
  const [p10, p50, p90] = [noted.p10, noted.p50, noted.p90].map(valuesOf) as [number[], number[], number[]];
  if (p10.length !== p50.length || p90.length !== p50.length || p50.some(Number.isNaN)) {
    throw new Error(`the bands of the forecast of ${noted.of} at ${noted.at} must be equally long and without gaps`);
  }
  return {
    ...{ k: 'forecast', tl: TIMELINE, model: 'case', version: 1, asset, metric, last: p50[0]!, p10, p50, p90 },
    ...{ issuedAt: START_MS + noted.atMs, stepMs: msFromDuration(noted.step), skilled: noted.skilled ?? true },
  };
}

function factFrom(
  act: NonNullable<RuleCase['people']>[number],
  active: readonly AlarmRecord[],
  at: number,
  seq: number,
): FactRecord[] {
  const alarm = active.find((each) => each.rule === act.rule && each.asset === act.asset);
  if (!alarm) return [];
  const body: FactBody =
    act.does === 'shelve'
      ? { kind: 'shelve', alarm: alarm.id, minutes: act.minutes ?? 60, reason: 'case' }
      : { kind: act.does, alarm: alarm.id };
  const id = `case/${seq}`;
  const epoch = '0000000000000000';
  return [{ k: 'fact', tl: TIMELINE, id, actor: 'operator', role: 'operator', epoch, seq, at, rxAt: at, body }];
}

function compare(expected: readonly ExpectedAlarm[], active: readonly AlarmRecord[]): string[] {
  const left = [...active];
  const failures: string[] = [];
  for (const want of expected) {
    const index = left.findIndex((alarm) => matches(want, alarm));
    if (index >= 0) left.splice(index, 1);
    else failures.push(`missing ${want.level} ${want.rule} on ${want.asset}`);
  }
  for (const alarm of left) {
    failures.push(`unexpected ${alarm.level} ${alarm.rule} on ${alarm.asset} (${alarm.state}, ${alarm.title.en})`);
  }
  return failures;
}

function matches(want: ExpectedAlarm, alarm: AlarmRecord): boolean {
  return (
    want.rule === alarm.rule &&
    want.asset === alarm.asset &&
    want.level === alarm.level &&
    (want.state === undefined || want.state === alarm.state) &&
    (want.condition === undefined || want.condition === alarm.condition) &&
    (want.title === undefined || want.title === alarm.title.en)
  );
}
