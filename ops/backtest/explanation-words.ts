/** An explanation in lines for the terminal, in both languages. */
import type { PastExplanation } from '@chengyun/analytics/backtest/explain-at.ts';
import type { Verdict } from '@chengyun/contracts';
import { cityTime } from './words.ts';

const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  alarm: '告警 in alarm',
  hushed: '静默 hushed',
  pending: '待定 pending',
  calm: '正常 calm',
  'no-value': '无值 no value',
  'not-watched': '不监视 not watched',
};

const number = (value: number | null) => (value === null ? '–' : String(Math.round(value * 1e4) / 1e4));

export function explanationLines({ explanation: one, ticks, fromMs, observations, facts }: PastExplanation): string[] {
  const width = Math.max(6, ...one.inputs.map(({ name }) => name.length), ...one.lets.map(({ name }) => name.length));
  const alarm = [one.alarm, one.silence].flatMap((record) => record ?? []);
  return [
    `${one.rule} v${one.ruleVersion ?? '–'}${one.inShadow ? ' (影子 in shadow)' : ''} on ${one.asset} at ${cityTime(one.at)} (${one.timeline}): ${VERDICT_WORDS[one.verdict]}`,
    ...one.reasons.flatMap(({ zh, en }) => (zh === en ? [`  ${en}`] : [`  ${zh}`, `    ${en}`])),
    ...alarm.map(
      (record) =>
        `  alarm ${record.id}  ${record.condition} ${record.level} ${record.state}, raised ${cityTime(record.raisedAt)}`,
    ),
    ...(one.inputs.length > 0 ? ['inputs'] : []),
    ...one.inputs.map((input) => {
      const age = input.lastAt === null ? '' : `  read ${cityTime(input.lastAt)}, ${Math.round(input.ageS ?? 0)} s old`;
      const from =
        input.from.length === 1 && input.from[0] === one.asset ? '' : `  from ${input.from.length} neighbours`;
      const note = input.note ? `  (${input.note.en})` : '';
      return `  ${input.name.padEnd(width)} ${number(input.value).padStart(10)} ${input.unit}  ${input.what}${from}${age}${note}`;
    }),
    ...one.lets.map((each) => `  ${each.name.padEnd(width)} ${number(each.value).padStart(10)}  = ${each.text}`),
    ...(one.levels.length > 0 ? ['levels'] : []),
    ...one.levels.map((level) => {
      const holds = level.holds === null ? 'cannot be said' : level.holds ? 'holds' : 'does not hold';
      const state = `${level.isOn ? 'on' : 'off'}${level.remainingS === null ? '' : `, ${Math.round(level.remainingS)} s of its delay left`}`;
      const threshold = level.threshold === null ? '' : `  threshold ${number(level.threshold)}`;
      return `  ${level.level.padEnd(7)} ${holds}: ${level.whenWithValues}  [${state}]${threshold}`;
    }),
    ...facts.map((fact) => `people  ${cityTime(fact.at)}  ${fact.actor}: ${fact.body.kind}`),
    ...(one.source.en ? [`source  ${one.source.en}`] : []),
    ...(one.file ? [`file    ${one.file}`] : []),
    ...(ticks === null
      ? []
      : [
          `replayed from ${cityTime(fromMs)}, ${observations} observations, ${ticks === 'stored' ? 'with the ticks of that time' : 'with ticks made every 60 s'}`,
        ]),
  ];
}
