/**
 * Why an alarm stands, or why it does not. Reads the state of a binding without changing it: feeds are copied before
 * they are read, expressions are evaluated in a context of their own.
 */
import type { AlarmRecord, Bilingual, Explanation, Level, LevelExplanation, Verdict } from '@chengyun/contracts';
import { LEVEL_FACTS } from '@chengyun/contracts/levels.ts';
import type { CelContext, CelExpression } from '../rules/cel.ts';
import type { RuleLevel } from '../rules/rule.ts';
import { type Binding, inputValue } from './binding.ts';
import { explainDerived } from './explain-derived.ts';
import { durationText, explainInput } from './explain-input.ts';
import { createFeed } from './feed.ts';
import type { Wiring } from './wiring.ts';

export function explainBinding(binding: Binding, wiring: Wiring, timeline: string, nowMs: number): Explanation {
  const { rule, watched } = binding;
  const context: CelContext = { asset: watched.attributes };
  const metrics = rule.inputs.map((input, index) => {
    const copies = (binding.feeds[index] ?? []).map((feed) => {
      const copy = createFeed(input);
      copy.load(feed.save());
      return copy;
    });
    const value = inputValue(input, copies, nowMs);
    context[input.name] = value;
    binding.program.slots[index] = value;
    return explainInput(binding, index, value, wiring, nowMs);
  });
  const derived = metrics.some(({ value }) => value === null)
    ? []
    : rule.derived.map((input, index) => {
        const explained = explainDerived(binding, index, nowMs);
        context[input.name] = explained.value ?? Number.NaN;
        binding.program.slots[metrics.length + index] = context[input.name] as number;
        return explained;
      });
  const inputs = [...metrics, ...derived];
  let hasAll = inputs.every(({ value }) => value !== null);
  const lets = rule.lets.map(({ name, expression }) => {
    const value = hasAll ? Number(expression.evaluate(context)) : Number.NaN;
    context[name] = value;
    if (Number.isNaN(value)) hasAll = false;
    return { name, text: expression.text, value: Number.isNaN(value) ? null : value };
  });
  const levels = watched.levels.map((level, index) =>
    explainLevel(binding, level, index, hasAll ? context : null, nowMs),
  );
  const alarm = binding.alarm?.record ?? null;
  const silence = binding.silence?.record ?? null;
  const missing = inputs.filter(({ value }) => value === null);
  const verdict = verdictOf(alarm?.state ?? null, missing.length > 0 || !hasAll, levels);
  return {
    ...{ timeline, at: nowMs, rule: rule.id, ruleVersion: rule.version, inShadow: false },
    ...{ asset: watched.asset.id, verdict },
    reasons: reasonsOf(
      binding,
      verdict,
      levels,
      missing.flatMap(({ name, note }) => (note ? [{ name, note }] : [])),
      nowMs,
    ),
    ...{ inputs, lets, levels, alarm, silence, source: rule.source, file: rule.file },
  };
}

function explainLevel(
  { latches, watched }: Binding,
  level: RuleLevel,
  index: number,
  context: CelContext | null,
  nowMs: number,
): LevelExplanation {
  const latch = latches?.[index];
  const isOn = latch?.on ?? false;
  const sinceMs = latch?.sinceMs ?? null;
  const delayMs = isOn ? level.offDelayMs : level.onDelayMs;
  const withValues = (expression: CelExpression) => substitute(expression.text, context, watched.attributes);
  return {
    level: level.level,
    when: level.when.text,
    whenWithValues: withValues(level.when),
    holds: context === null ? null : level.when.evaluate(context) === true,
    threshold: watched.thresholds[index] ?? null,
    isOn,
    changingSince: sinceMs,
    remainingS: sinceMs === null ? null : Math.max(0, sinceMs + delayMs - nowMs) / 1000,
    clear: level.clear?.text ?? null,
    clearWithValues: level.clear ? withValues(level.clear) : null,
  };
}

const NAMES = /\basset\.([A-Za-z_]\w*)|(?<![.\w])([A-Za-z_]\w*)\b(?!\s*\()/g;

/** Names that have a value give way to it; the others stay. */
function substitute(text: string, context: CelContext | null, attributes: Readonly<Record<string, number>>): string {
  return text.replace(NAMES, (name, attribute: string | undefined, variable: string | undefined) => {
    const value = attribute === undefined ? context?.[variable ?? ''] : attributes[attribute];
    return typeof value === 'number' && Number.isFinite(value) ? String(Math.round(value * 1e4) / 1e4) : name;
  });
}

function verdictOf(state: string | null, isMissing: boolean, levels: readonly LevelExplanation[]): Verdict {
  if (state === 'shelved' || state === 'suppressed' || state === 'out-of-service') return 'hushed';
  if (levels.some(({ isOn }) => isOn)) return 'alarm';
  if (isMissing) return 'no-value';
  return levels.some(({ holds }) => holds) ? 'pending' : 'calm';
}

function reasonsOf(
  binding: Binding,
  verdict: Verdict,
  levels: readonly LevelExplanation[],
  missing: readonly { readonly name: string; readonly note: Bilingual }[],
  nowMs: number,
): Bilingual[] {
  const reasons: Bilingual[] = [];
  const record = binding.alarm?.record ?? null;
  const on = levels.filter(({ isOn }) => isOn).at(-1);
  if (record && verdict === 'hushed') reasons.push(hushedReason(record, nowMs));
  if (record && on && on.holds !== null) {
    const held = durationText(nowMs - record.raisedAt);
    reasons.push({
      zh: `${levelZh(on.level)}已持续 ${held}：${on.when}，即 ${on.whenWithValues}`,
      en: `${levelEn(on.level)} has stood for ${held}: ${on.when}, that is ${on.whenWithValues}`,
    });
  }
  for (const { name, note } of missing) {
    reasons.push({ zh: `输入 ${name} 没有值：${note.zh}`, en: `Input ${name} has no value: ${note.en}` });
  }
  if (missing.length > 0) {
    reasons.push({
      zh: '缺少输入时既不触发也不解除；无数据另有告警',
      en: 'Without an input nothing is raised and nothing cleared; missing data has an alarm of its own',
    });
  }
  for (const level of levels) {
    if (level.holds === true && !level.isOn && level.remainingS !== null) {
      const left = durationText(level.remainingS * 1000);
      reasons.push({
        zh: `${levelZh(level.level)}的条件成立，延时还剩 ${left}`,
        en: `${levelEn(level.level)} holds, and its delay runs for another ${left}`,
      });
    } else if (level.holds === false && !on) {
      reasons.push({
        zh: `${levelZh(level.level)}不成立：${level.when}，即 ${level.whenWithValues}`,
        en: `${levelEn(level.level)} does not hold: ${level.when}, that is ${level.whenWithValues}`,
      });
    } else if (level.isOn && level.remainingS !== null) {
      const left = durationText(level.remainingS * 1000);
      reasons.push({
        zh: `${levelZh(level.level)}正在解除，还剩 ${left}`,
        en: `${levelEn(level.level)} is clearing, in another ${left}`,
      });
    }
  }
  const silence = binding.silence?.record;
  if (silence) reasons.push({ zh: silence.why.zh, en: silence.why.en });
  return reasons;
}

/** As people say them: `I 级（特别重大）`, `Level I`. */
const levelEn = (level: Level): string => `Level ${LEVEL_FACTS[level].numeral}`;
const levelZh = (level: Level): string => `${LEVEL_FACTS[level].numeral} 级（${LEVEL_FACTS[level].zh}）`;

/** Who or what keeps an alarm quiet whose condition holds. */
function hushedReason(record: AlarmRecord, nowMs: number): Bilingual {
  const by = record.by ? { zh: `（${record.by}）`, en: ` by ${record.by}` } : { zh: '', en: '' };
  const why = record.reason ? { zh: `：${record.reason}`, en: `: ${record.reason}` } : { zh: '', en: '' };
  if (record.state === 'suppressed') {
    return {
      zh: `条件成立，由根因告警 ${record.inhibitedBy} 说明，不再单独呼叫`,
      en: `The condition holds and is explained by the alarm ${record.inhibitedBy}, which calls in its place`,
    };
  }
  if (record.state === 'out-of-service') {
    return {
      zh: `条件成立，但设备停用或检修${by.zh}${why.zh}`,
      en: `The condition holds, and the asset is out of service${by.en}${why.en}`,
    };
  }
  const left = record.shelvedUntil === null ? null : durationText(record.shelvedUntil - nowMs);
  return {
    zh: `条件成立，但告警已搁置${left ? `，还有 ${left}` : ''}${by.zh}${why.zh}`,
    en: `The condition holds, and the alarm is shelved${left ? ` for another ${left}` : ''}${by.en}${why.en}`,
  };
}
