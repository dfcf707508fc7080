/**
 * What really happened, to score alarms against: a YAML or JSON list of events. `kind` names what should have spoken: a
 * rule id, the part of one after the dot, or a condition; left out, any rule on the asset may.
 */
import { LEVELS, type Level } from '@chengyun/contracts';
import Type from 'typebox';
import { RuleError } from '../rules/rule-error.ts';
import { readYaml } from '../rules/yaml-source.ts';

export interface TruthEvent {
  readonly asset: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: string | null;
  /** Lowest level that counts as having said it. */
  readonly level: Level;
}

/** What an alarm must be able to answer. */
export interface Answering {
  readonly rule: string;
  readonly condition: string;
}

const Moment = Type.Union([Type.String(), Type.Number()], { description: 'ISO 8601 with zone, or epoch milliseconds' });
const TruthSchema = Type.Array(
  Type.Object(
    {
      asset: Type.String(),
      from: Moment,
      to: Moment,
      kind: Type.Optional(Type.String()),
      level: Type.Optional(Type.Union(LEVELS.map((level) => Type.Literal(level)))),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100_000 },
);

/** Throws RuleError with the place of what is wrong: an unknown asset, an end before its beginning, no time. */
export function readTruth(file: string, text: string, assets: ReadonlySet<string>): readonly TruthEvent[] {
  const { value, placeOf } = readYaml(file, text, TruthSchema);
  return value.map((event, index) => {
    const fail = (key: string, message: string): never => {
      throw new RuleError(placeOf([index, key]), message);
    };
    if (!assets.has(event.asset)) fail('asset', `unknown asset ${event.asset}`);
    const fromMs = momentFrom(event.from) ?? fail('from', `${event.from} is no time`);
    const toMs = momentFrom(event.to) ?? fail('to', `${event.to} is no time`);
    if (toMs < fromMs) fail('to', `the event ends before it begins`);
    return { asset: event.asset, fromMs, toMs, kind: event.kind ?? null, level: event.level ?? 'blue' };
  });
}

/** Epoch milliseconds of `2026-09-16T08:00+08:00`, `2026-09-16` (UTC) or a number; null for anything else. */
export function momentFrom(value: string | number): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const ms = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isFinite(ms) ? ms : null;
}

export function answers({ rule, condition }: Answering, { kind }: Pick<TruthEvent, 'kind'>): boolean {
  return kind === null || kind === rule || rule.endsWith(`.${kind}`) || kind === condition;
}
