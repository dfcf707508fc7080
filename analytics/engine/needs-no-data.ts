import type { DerivedInput, Rule } from '../rules/rule.ts';

/** Every input has a value from the beginning, and time alone brings the rule back. */
export function needsNoData({ hasAge, inputs, derived }: Rule): boolean {
  return hasAge && inputs.every(({ fallback }) => fallback !== null) && derived.every(hasDefault);
}

function hasDefault(input: DerivedInput): boolean {
  return input.of === 'each' || input.of === 'forecast' ? input.fallback !== null : true;
}
