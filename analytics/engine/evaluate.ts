/**
 * The evaluation of one rule on one asset at one moment, readable top to bottom: inputs → conditions → latches → level →
 * transition. Time is a parameter. Missing data never raises and never clears: silence is its own alarm.
 */
import { type AlarmRecord, type AlarmTransition, compareLevels, type Level } from '@chengyun/contracts';
import type { Rule } from '../rules/rule.ts';
import { type AlarmContent, type Moment, moveAlarm, raiseAlarm } from './alarm-record.ts';
import { type AlarmSlot, type Binding, primaryAtMs, readInputs } from './binding.ts';
import { conditionContent, SILENCE, silenceContent } from './content.ts';
import { createLatch, moveLatch } from './latch.ts';

export type Emit = (record: AlarmRecord, slot: AlarmSlot) => void;

/** An alarm whose words change says so at most this often (timeline ms). */
const UPDATE_EVERY_MS = 60_000;
/** Ages grow without data: rules that read one are looked at this often (timeline ms). */
const AGE_STEP_MS = 30_000;

/**
 * Returns when the binding wants to be looked at again. `resumedAtMs`: silence is counted from here at the earliest,
 * because ingest itself had been away.
 */
export function evaluateBinding(
  binding: Binding,
  observedAt: number,
  moment: Moment,
  resumedAtMs: number,
  emit: Emit,
): number {
  const nowMs = moment.atMs;
  const { rule } = binding;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  if (readInputs(binding, nowMs)) {
    if (binding.latches !== null || isAnyOn(binding)) wakeAtMs = moveLatches(binding, nowMs);
    if (binding.latches !== null || binding.alarm !== null) settleCondition(binding, observedAt, moment, emit);
  } else {
    forgetPending(binding);
  }
  for (const input of binding.derived) wakeAtMs = Math.min(wakeAtMs, input.wakeAtMs(nowMs));
  if (rule.hasAge) wakeAtMs = Math.min(wakeAtMs, nowMs + AGE_STEP_MS);
  if (rule.noData === null) return wakeAtMs;
  return Math.min(wakeAtMs, settleSilence(binding, rule.noData, observedAt, moment, resumedAtMs, emit));
}

function isAnyOn({ levels, program, attributes }: Binding): boolean {
  return levels.isAnyOn(program.slots, attributes) === true;
}

function moveLatches(binding: Binding, nowMs: number): number {
  const { attributes } = binding;
  const { when, clear } = binding.levels;
  const { slots } = binding.program;
  const { levels } = binding.watched;
  let wakeAtMs = Number.POSITIVE_INFINITY;
  let isIdle = true;
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i]!;
    const latch = binding.latches?.[i];
    const isOn = latch?.on ?? false;
    const ends = isOn ? clear[i] : null;
    const wantsChange = ends ? ends(slots, attributes) === true : (when[i]!(slots, attributes) === true) !== isOn;
    if (latch === undefined && !wantsChange) continue;
    binding.latches ??= levels.map(createLatch);
    const moved = binding.latches[i]!;
    wakeAtMs = Math.min(wakeAtMs, moveLatch(moved, level, wantsChange, nowMs));
    if (moved.on || moved.sinceMs !== null) isIdle = false;
  }
  if (isIdle) binding.latches = null;
  return wakeAtMs;
}

function forgetPending(binding: Binding): void {
  for (const latch of binding.latches ?? []) latch.sinceMs = null;
}

/** Index of the highest level that holds, -1 for none. */
function topLatch({ latches }: Binding): number {
  for (let i = (latches?.length ?? 0) - 1; i >= 0; i--) if (latches![i]!.on) return i;
  return -1;
}

function settleCondition(binding: Binding, observedAt: number, moment: Moment, emit: Emit): void {
  const top = topLatch(binding);
  if (top < 0 && binding.alarm === null) return;
  binding.alarm ??= { record: null, spokeAtMs: 0 };
  const slot = binding.alarm;
  const level = top < 0 ? null : binding.watched.levels[top]!.level;
  const isFading = top >= 0 && binding.latches![top]!.sinceMs !== null;
  const say = (): AlarmContent => {
    const { record } = slot;
    const content = conditionContent(binding, level ?? record!.level, observedAt, moment.atMs);
    // An alarm on its way out keeps the words of when it held.
    const isOver = level === null || isFading;
    return record && isOver ? { ...content, title: record.title, why: record.why } : content;
  };
  settle(binding, slot, binding.rule.condition, level, say, moment, emit);
}

/** Returns when the silence would become an alarm. */
function settleSilence(
  binding: Binding,
  noData: NonNullable<Rule['noData']>,
  observedAt: number,
  moment: Moment,
  resumedAtMs: number,
  emit: Emit,
): number {
  const silentFromMs = Math.max(primaryAtMs(binding), resumedAtMs);
  const isSilent = moment.atMs - silentFromMs >= noData.afterMs;
  if (!isSilent && !Number.isNaN(silentFromMs)) binding.isHeard = true;
  if (!binding.isHeard) return Number.POSITIVE_INFINITY;
  if (isSilent || binding.silence !== null) {
    binding.silence ??= { record: null, spokeAtMs: 0 };
    const say = () => silenceContent(binding, noData.level, observedAt, moment.atMs);
    settle(binding, binding.silence, SILENCE, isSilent ? noData.level : null, say, moment, emit);
  }
  return isSilent ? Number.POSITIVE_INFINITY : silentFromMs + noData.afterMs;
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
