/**
 * The evaluation of one rule on one asset at one moment, readable top to bottom: inputs → conditions → latches → level →
 * transition. Time is a parameter. Missing data never raises and never clears: silence is its own alarm.
 */
import { type AlarmRecord, type AlarmTransition, compareLevels, type Level } from '@chengyun/contracts';
import { type AlarmContent, type Moment, moveAlarm, raiseAlarm } from './alarm-record.ts';
import { type AlarmSlot, type Binding, primaryAtMs, readInputs } from './binding.ts';
import { conditionContent, SILENCE, silenceContent } from './content.ts';
import { moveLatch } from './latch.ts';

export type Emit = (record: AlarmRecord, slot: AlarmSlot) => void;

/** An alarm whose words change says so at most this often (timeline ms). */
const UPDATE_EVERY_MS = 60_000;
/** Ages grow without data: rules that read one are looked at this often (timeline ms). */
const AGE_STEP_MS = 30_000;

/** `resumedAtMs`: silence is counted from here at the earliest, because ingest itself had been away. */
export function evaluateBinding(binding: Binding, moment: Moment, resumedAtMs: number, emit: Emit): void {
  const nowMs = moment.atMs;
  const isKnown = readInputs(binding, nowMs);
  let wakeAtMs = isKnown ? moveLatches(binding, nowMs) : forgetPending(binding);
  if (binding.hasAge) wakeAtMs = Math.min(wakeAtMs, nowMs + AGE_STEP_MS);

  const top = topLatch(binding);
  const level = top < 0 ? null : binding.watched.levels[top]!.level.level;
  const isFading = top >= 0 && binding.latches[top]!.sinceMs !== null;
  const say = (): AlarmContent => {
    const { record } = binding.alarm;
    const content = conditionContent(binding, level ?? record!.level, nowMs);
    // An alarm on its way out keeps the words of when it held.
    const isOver = level === null || isFading;
    return record && isOver ? { ...content, title: record.title, why: record.why } : content;
  };
  if (isKnown) settle(binding, binding.alarm, binding.rule.condition, level, say, moment, emit);

  const { noData } = binding.rule;
  if (noData) {
    const silentFromMs = Math.max(primaryAtMs(binding), resumedAtMs);
    if (nowMs - silentFromMs < noData.afterMs) binding.isHeard = true;
    const isSilent = binding.isHeard && nowMs - silentFromMs >= noData.afterMs;
    const sayNothingCame = () => silenceContent(binding, noData.level, nowMs);
    const silence = isSilent ? noData.level : null;
    settle(binding, binding.silence, SILENCE, silence, sayNothingCame, moment, emit);
    if (!isSilent && binding.isHeard) wakeAtMs = Math.min(wakeAtMs, silentFromMs + noData.afterMs);
  }
  binding.wakeAtMs = wakeAtMs;
}

function moveLatches(binding: Binding, nowMs: number): number {
  const { latches, watched, context } = binding;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  for (let i = 0; i < latches.length; i++) {
    const latch = latches[i]!;
    const { level } = watched.levels[i]!;
    const wantsChange =
      latch.on && level.clear
        ? level.clear.evaluate(context) === true
        : (level.when.evaluate(context) === true) !== latch.on;
    // Nothing pending and nothing wished: by far the most frequent case.
    if (!wantsChange && latch.sinceMs === null) continue;
    wakeAtMs = Math.min(wakeAtMs, moveLatch(latch, level, wantsChange, nowMs));
  }
  return wakeAtMs;
}

function forgetPending(binding: Binding): number {
  for (const latch of binding.latches) latch.sinceMs = null;
  return Number.POSITIVE_INFINITY;
}

/** Index of the highest level that holds, -1 for none. */
function topLatch({ latches }: Binding): number {
  for (let i = latches.length - 1; i >= 0; i--) if (latches[i]!.on) return i;
  return -1;
}

/** Brings one alarm in line with the level that now holds (null: none) and says what changed, if anything did. */
function settle(
  binding: Binding,
  slot: AlarmSlot,
  condition: string,
  level: Level | null,
  say: () => AlarmContent,
  moment: Moment,
  emit: Emit,
): void {
  const { record } = slot;
  if (record === null) {
    if (level !== null) speak(slot, raiseAlarm(moment, binding.rule, binding.watched, condition, say()), emit);
    return;
  }
  const transition = transitionTo(record, level);
  if (transition) {
    const clearedAt = transition === 'clear' ? moment.atMs : null;
    speak(slot, moveAlarm(record, moment, transition, { ...say(), clearedAt }), emit);
  } else if (level !== null && moment.atMs - slot.spokeAtMs >= UPDATE_EVERY_MS) {
    const content = say();
    if (content.title.en === record.title.en && content.title.zh === record.title.zh) return;
    speak(slot, moveAlarm(record, moment, 'update', content), emit);
  }
}

function transitionTo(record: AlarmRecord, level: Level | null): AlarmTransition | null {
  const isCleared = record.state === 'cleared-unacknowledged';
  if (level === null) return isCleared ? null : 'clear';
  if (isCleared) return 'raise';
  const change = compareLevels(level, record.level);
  if (change === 0) return null;
  return change > 0 ? 'escalate' : 'ease';
}

function speak(slot: AlarmSlot, record: AlarmRecord, emit: Emit): void {
  slot.record = record.state === 'normal' ? null : record;
  slot.spokeAtMs = record.at;
  emit(record, slot);
}
