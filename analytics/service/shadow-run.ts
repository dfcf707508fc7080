/**
 * Rules in shadow: the same engine over the same ticks in an instance of its own, so that nothing of it can reach an
 * alarm that people see. What it raises is counted and told to nobody.
 */
import {
  type Bilingual,
  type Explanation,
  type FactRecord,
  type ForecastRecord,
  isStandingState,
  type ShadowCounts,
  type TelemetryRecord,
  type TickRecord,
} from '@chengyun/contracts';
import { createEngine } from '../engine/engine.ts';
import type { Rule } from '../rules/rule.ts';

export const IN_SHADOW: Bilingual = {
  zh: '该版本在影子运行：只计数，不通知任何人',
  en: 'This version runs in shadow: it counts and tells nobody',
};

export interface ShadowRun {
  /** Those in shadow, without what they read. */
  readonly rules: readonly Rule[];
  /** Those, and the rules that they read. */
  readonly all: readonly Rule[];
  push(record: TelemetryRecord): void;
  /** The counts, when they changed. */
  tick(tick: TickRecord, facts: readonly FactRecord[], forecasts: readonly ForecastRecord[]): ShadowCounts | null;
  /** As of the last tick; null unless the rule is in shadow and watches the asset. */
  explain(rule: string, asset: string): Explanation | null;
  save(): SavedShadow;
}

export interface SavedShadow {
  readonly engine: string;
  /** Alarms raised since the version came into shadow, by `rule@version`. */
  readonly raised: Readonly<Record<string, number>>;
}

/** `all`: the rules in shadow and those that they read; `ids`: which of them are counted. */
export function createShadowRun(
  timeline: string,
  all: readonly Rule[],
  ids: ReadonlySet<string>,
  saved: SavedShadow | null,
): ShadowRun {
  const engine = createEngine({ timeline, rules: all });
  const rules = all.filter(({ id }) => ids.has(id));
  const nameOf = new Map(rules.map(({ id, version }) => [id, `${id}@${version}`]));
  const names = new Set(nameOf.values());
  const raised = new Map(Object.entries(saved?.raised ?? {}).filter(([name]) => names.has(name)));
  if (saved) engine.restore(new TextEncoder().encode(saved.engine));
  let said = saved ? countsText() : '';

  function counts(): ShadowCounts['rules'] {
    const standing = engine.activeAlarms().filter(({ state }) => isStandingState(state));
    return rules.map(({ id, version }) => ({
      rule: id,
      version,
      raised: raised.get(`${id}@${version}`) ?? 0,
      standing: standing.filter((alarm) => alarm.rule === id).length,
    }));
  }
  function countsText(): string {
    return JSON.stringify(counts());
  }

  return {
    rules,
    all,
    push: engine.push,
    tick: (tick, facts, forecasts) => {
      for (const { rule, transition } of engine.tick(tick, facts, forecasts)) {
        const name = nameOf.get(rule);
        if (transition === 'raise' && name) raised.set(name, (raised.get(name) ?? 0) + 1);
      }
      const text = countsText();
      if (text === said) return null;
      said = text;
      return { k: 'shadow', tl: tick.tl, n: tick.n, at: tick.at, rules: counts() };
    },
    explain: (rule, asset) => {
      const found = ids.has(rule) ? engine.explain(rule, asset) : null;
      return found && { ...found, inShadow: true, reasons: [IN_SHADOW, ...found.reasons] };
    },
    save: () => ({ engine: new TextDecoder().decode(engine.snapshot()), raised: Object.fromEntries(raised) }),
  };
}
