/** One input of a rule at one moment: its value, or why it has none. Reads copies, so that nothing of the engine moves. */
import type { Bilingual, InputExplanation } from '@chengyun/contracts';
import type { RuleInput } from '../rules/rule.ts';
import type { Binding } from './binding.ts';
import { createFeed, type Feed } from './feed.ts';
import type { Wiring } from './wiring.ts';

const MS_PER_S = 1_000;

interface SourceReading {
  readonly asset: string;
  readonly value: number;
  readonly lastAtMs: number;
  readonly isOld: boolean;
  readonly note: Bilingual | null;
}

/** `value` is what the rule itself would read, in the binding's own way of combining sources. */
export function explainInput(
  binding: Binding,
  index: number,
  value: number,
  wiring: Wiring,
  nowMs: number,
): InputExplanation {
  const input = binding.rule.inputs[index]!;
  const sources = binding.watched.sources[index] ?? [];
  const feeds = binding.feeds[index] ?? [];
  const readings = sources.map((asset, i) => readSource(input, asset, feeds[i]!, wiring, nowMs));
  const lastAtMs = Math.max(Number.NEGATIVE_INFINITY, ...readings.map((each) => each.lastAtMs).filter(Number.isFinite));
  const hasOwn = readings.some((each) => Number.isFinite(each.value) && !each.isOld);
  return {
    name: input.name,
    what: `${input.metric} ${input.aggregate}${input.windowMs > 0 ? ` over ${durationText(input.windowMs)}` : ''}${input.delayMs > 0 ? `, ${durationText(input.delayMs)} ago` : ''}`,
    from: sources,
    value: Number.isFinite(value) ? value : null,
    unit: input.name === binding.rule.valueName ? binding.rule.unit : '',
    lastAt: Number.isFinite(lastAtMs) ? lastAtMs : null,
    ageS: Number.isFinite(lastAtMs) ? (nowMs - lastAtMs) / MS_PER_S : null,
    note: hasOwn ? null : noteOf(input, readings),
  };
}

function noteOf(input: RuleInput, readings: readonly SourceReading[]): Bilingual {
  const why = readings.find((each) => each.note !== null)?.note ?? {
    zh: '附近没有可读取的对象',
    en: 'there is no neighbour to read it from',
  };
  if (input.fallback === null) return why;
  return { zh: `${why.zh}；以默认值 ${input.fallback} 代替`, en: `${why.en}; the default ${input.fallback} stands in` };
}

function readSource(input: RuleInput, asset: string, feed: Feed, wiring: Wiring, nowMs: number): SourceReading {
  const copy = createFeed(input);
  copy.load(feed.save());
  const value = copy.read(nowMs);
  const { lastAtMs } = copy;
  const isOld = nowMs - lastAtMs > input.maxAgeMs;
  const newestAtMs = wiring.find(asset, input.metric)?.newestAtMs ?? -1;
  return { asset, value, lastAtMs, isOld, note: whyNone() };

  function whyNone(): Bilingual | null {
    const about = { zh: `${asset} 的 ${input.metric} `, en: `${input.metric} of ${asset} ` };
    const say = (zh: string, en: string) => ({ zh: about.zh + zh, en: about.en + en });
    if (Number.isNaN(lastAtMs)) {
      if (newestAtMs > 0) return say('的读数都因质量不被接受', 'has only readings whose quality is refused');
      return say('从未有过读数', 'was never read');
    }
    if (isOld) {
      const age = durationText(nowMs - lastAtMs);
      const limit = durationText(input.maxAgeMs);
      if (newestAtMs > lastAtMs) {
        return say(
          `最近读数因质量不被接受，可用的已有 ${age}`,
          `has newer readings of refused quality; the last good one is ${age} old`,
        );
      }
      return say(`最近读数已有 ${age}，超过 ${limit}`, `was last read ${age} ago, which is more than ${limit}`);
    }
    if (Number.isNaN(value)) {
      return say(
        `窗口内样本不足 ${input.minSamples} 个`,
        `has fewer than ${input.minSamples} usable samples in its window, or none that old`,
      );
    }
    return null;
  }
}

/** 90 s, 12 min, 24.8 h: whatever reads shortest. */
export function durationText(ms: number): string {
  if (!Number.isFinite(ms)) return '∞';
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 2 * 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 360_000) / 10} h`;
}
