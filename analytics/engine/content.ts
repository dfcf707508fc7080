/** What an alarm says: texts with the values of this moment, for the condition and for silence. */
import type { Level } from '@chengyun/contracts';
import type { AlarmContent } from './alarm-record.ts';
import { type Binding, primaryAtMs } from './binding.ts';

const MS_PER_MIN = 60_000;
const DECIMALS = 1e6;

/** Condition name of the alarm about missing data. */
export const SILENCE = 'no-data';

export function conditionContent(binding: Binding, level: Level, observedAt: number, nowMs: number): AlarmContent {
  const { rule, watched, program } = binding;
  const inputs: Record<string, number> = {};
  const numbers: Record<string, number | null> = {};
  for (const [place, name] of program.names.names.entries()) {
    const value = program.slots[place]!;
    if (!Number.isFinite(value)) continue;
    inputs[name] = round(value);
    numbers[name] = value;
  }
  for (const [name, value] of Object.entries(watched.attributes)) numbers[`asset.${name}`] = value;
  const place = watched.levels.findIndex((each) => each.level === level);
  const threshold = watched.thresholds[place] ?? null;
  const title = watched.levels[place]?.title ?? rule.title;
  const raisedAt = binding.alarm?.record?.raisedAt ?? nowMs;
  Object.assign(numbers, {
    value: numbers[rule.valueName] ?? null,
    threshold,
    held: Math.floor((nowMs - raisedAt) / MS_PER_MIN),
  });
  const zh = { numbers, asset: watched.asset.name.zh };
  const en = { numbers, asset: watched.asset.name.en };
  return {
    level,
    title: { zh: title.zh(zh), en: title.en(en) },
    why: { zh: rule.why.zh(zh), en: rule.why.en(en) },
    action: rule.action,
    value: inputs[rule.valueName] ?? null,
    threshold,
    inputs,
    observedAt,
  };
}

export function silenceContent(binding: Binding, level: Level, observedAt: number, nowMs: number): AlarmContent {
  const { name } = binding.watched.asset;
  const minutes = Math.floor((nowMs - primaryAtMs(binding)) / MS_PER_MIN);
  return {
    level,
    title: { zh: `${name.zh} 无数据`, en: `${name.en}: no data` },
    why: { zh: `已 ${minutes} 分钟没有可用读数`, en: `No usable reading for ${minutes} min` },
    action: {
      zh: '检查设备供电、通信和最近一次检修；恢复前改用邻近站点或人工观测。',
      en: 'Check power, link and the last maintenance; use a neighbour or a person on site until it is back.',
    },
    value: null,
    threshold: null,
    inputs: { silentMin: minutes },
    observedAt,
  };
}

function round(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
