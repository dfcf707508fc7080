/** An input that is made of other rules, sequences, schedules or forecasts, in words. Leaves what it remembers untouched. */
import type { InputExplanation } from '@chengyun/contracts';
import type { DerivedInput } from '../rules/rule.ts';
import type { Binding } from './binding.ts';
import type { Derived } from './derived.ts';
import { durationText } from './explain-input.ts';

/** The slots of the program hold the inputs before this one. */
export function explainDerived(binding: Binding, index: number, nowMs: number): InputExplanation {
  const input = binding.rule.derived[index]!;
  const value = peek(binding, binding.derived[index]!, nowMs);
  const isKnown = Number.isFinite(value);
  return {
    name: input.name,
    what: wordsOf(input),
    from: binding.watched.derivedSources[index] ?? [],
    value: isKnown ? value : null,
    unit: input.of === 'forecast' ? '' : '1',
    lastAt: null,
    ageS: null,
    note: isKnown
      ? null
      : input.of === 'each'
        ? { zh: '没有对象给出数值', en: 'none of the assets gives a value' }
        : {
            zh: '没有覆盖此刻、且仍有技巧的预报',
            en: 'there is no forecast that reaches over this moment and still has skill',
          },
  };
}

/** Reading may move a sequence on; afterwards it stands where it stood. */
function peek({ program, attributes }: Binding, input: Derived, nowMs: number): number {
  const state = input.save?.();
  const value = input.read(nowMs, program.slots, attributes);
  if (state) input.load?.(state);
  return value;
}

function wordsOf(input: DerivedInput): string {
  switch (input.of) {
    case 'rule':
      return `rule ${input.rule} ${input.gives}`;
    case 'schedule':
      return `schedule ${input.schedule.id}`;
    case 'forecast': {
      const asked =
        input.ask.kind === 'at' ? `in ${durationText(input.ask.aheadMs)}` : `until ${input.ask.threshold.text}`;
      return `forecast of ${input.metric} ${input.band} ${asked}`;
    }
    case 'clock':
      return 'seconds since 1970';
    case 'each':
      return `${input.from.combine} of ${input.give.text}${input.where ? ` where ${input.where.text}` : ''}`;
    case 'sequence': {
      const joint = input.isFollowed ? 'then' : 'without';
      return `${input.first.text} ${joint} ${input.second.text} within ${durationText(input.withinMs)}`;
    }
  }
}
