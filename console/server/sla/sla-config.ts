/**
 * `sla.json` of the data folder: how long each hop may take by level, who is next when it takes longer, and how often a
 * team on site reports that it is well. What the file leaves out is as below. Seconds are those of the timeline.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Level } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import Type, { type Static } from 'typebox';
import Value from 'typebox/value';

export const SLA_HOPS = ['acknowledged', 'dispatched', 'delivered', 'accepted', 'onScene', 'resolved'] as const;
export type SlaHop = (typeof SLA_HOPS)[number];
/** Seconds until a hop must be reached, from the one before it; null: it is not waited for. */
export type HopLimits = Readonly<Record<SlaHop, number | null>>;

export interface SlaConfig {
  readonly levels: Readonly<Record<Level, HopLimits>>;
  /** Accounts that are told one after the other when the desk is late; then the wall. */
  readonly desk: readonly string[];
  /** A team that has accepted reports within this time, or shows in another way that it is there. */
  readonly checkInS: number;
  /** How much later it is before the dispatcher is alarmed. */
  readonly checkInGraceS: number;
}

const limits = (
  ...[acknowledged, dispatched, delivered, accepted, onScene, resolved]: (number | null)[]
): HopLimits => ({
  acknowledged: acknowledged ?? null,
  dispatched: dispatched ?? null,
  delivered: delivered ?? null,
  accepted: accepted ?? null,
  onScene: onScene ?? null,
  resolved: resolved ?? null,
});

/** Response targets of the levels, and what a crew in a city needs to reach a place. To be confirmed by the city. */
export const SLA_DEFAULT: SlaConfig = {
  levels: {
    red: limits(60, 120, 20, 60, 1200, 7200),
    orange: limits(180, 300, 30, 60, 1800, 10_800),
    yellow: limits(600, 900, 60, 180, 3600, 21_600),
    blue: limits(1800, null, 120, 600, null, null),
  },
  desk: [],
  checkInS: 900,
  checkInGraceS: 120,
};

const seconds = Type.Union([Type.Number({ minimum: 1, maximum: 604_800 }), Type.Null()]);
const strict = { additionalProperties: false } as const;
const LimitsSchema = Type.Partial(
  Type.Object({
    ...{ acknowledged: seconds, dispatched: seconds, delivered: seconds },
    ...{ accepted: seconds, onScene: seconds, resolved: seconds },
  }),
  strict,
);
const LevelsSchema = Type.Partial(
  Type.Object({ red: LimitsSchema, orange: LimitsSchema, yellow: LimitsSchema, blue: LimitsSchema }),
  strict,
);
const FileSchema = Type.Partial(
  Type.Object({
    levels: LevelsSchema,
    desk: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: 20 }),
    checkInS: Type.Number({ minimum: 30, maximum: 86_400 }),
    checkInGraceS: Type.Number({ minimum: 0, maximum: 86_400 }),
  }),
  strict,
);

export const SLA_FILE = 'sla.json';

/** Throws AppError SLA with one sentence that names the file and the field. */
export async function readSlaConfig(dataDir: string): Promise<SlaConfig> {
  const path = join(dataDir, SLA_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new AppError('SLA', `${path} cannot be read: ${error.message}.`, { cause: error });
  });
  return text === null ? SLA_DEFAULT : slaConfigFrom(path, text);
}

export function slaConfigFrom(path: string, text: string): SlaConfig {
  const file = parsed(path, text);
  if (!Value.Check(FileSchema, file)) {
    const [first] = [...Value.Errors(FileSchema, file)];
    const field = first?.instancePath.slice(1).replaceAll('/', '.') || 'the file';
    throw new AppError('SLA', `${path}: ${field} ${first?.message ?? 'is wrong'}.`);
  }
  const { levels = {}, ...rest } = file as Static<typeof FileSchema>;
  const { red, orange, yellow, blue } = SLA_DEFAULT.levels;
  return {
    ...SLA_DEFAULT,
    ...rest,
    levels: {
      red: { ...red, ...levels.red },
      orange: { ...orange, ...levels.orange },
      yellow: { ...yellow, ...levels.yellow },
      blue: { ...blue, ...levels.blue },
    },
  };
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('SLA', `${path} is not valid JSON: ${(cause as Error).message}.`, { cause });
  }
}
