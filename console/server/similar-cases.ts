/**
 * How like another alarm of the same rule one is, and what people did about it. Likeness is a weighted sum of three
 * things a person would compare first: where it was, how bad it got, how high the value stood. Pure.
 */

import { type AlarmRecord, type FactRecord, LEVEL_FACTS, LEVELS } from '@chengyun/contracts';
import { distanceM } from '@chengyun/contracts/distance.ts';

export interface PastCase {
  readonly alarm: string;
  readonly timeline: string;
  readonly asset: string;
  readonly raisedAt: number;
  /** How long it stood; null while it stands. */
  readonly tookMs: number | null;
  readonly peak: AlarmRecord['peak'];
  /** 0 to 1. */
  readonly likeness: number;
  readonly isSameAsset: boolean;
  readonly distanceM: number;
  /** What was done, in order, each kind once; notes in their own words. */
  readonly did: readonly string[];
  readonly notes: readonly string[];
}

const WEIGHTS = { place: 0.5, level: 0.3, value: 0.2 } as const;
/** Two stations this far apart are about a third as alike as one and the same. */
const PLACE_SCALE_M = 2000;
const NOTES_MAX = 3;
const DID = ['ack', 'dispatch', 'done', 'resolve', 'shelve'] as const;

export function likeness(now: AlarmRecord, past: AlarmRecord): number {
  const place = now.asset === past.asset ? 1 : Math.exp(-distanceM(now, past) / PLACE_SCALE_M);
  const ranks = LEVEL_FACTS[now.peak].rank - LEVEL_FACTS[past.peak].rank;
  const level = 1 - Math.abs(ranks) / (LEVELS.length - 1);
  const scale = Math.max(Math.abs(now.threshold ?? 0), Math.abs(now.value ?? 0), 1e-9);
  const apart = now.value === null || past.value === null ? 1 : Math.abs(now.value - past.value) / scale;
  const value = Math.max(0, 1 - apart);
  return Math.round((WEIGHTS.place * place + WEIGHTS.level * level + WEIGHTS.value * value) * 100) / 100;
}

/** The most alike first. `facts` are those about any of the past alarms. */
export function similarCases(
  now: AlarmRecord,
  past: readonly { readonly body: AlarmRecord; readonly timeline: string }[],
  facts: readonly FactRecord[],
  limit: number,
): readonly PastCase[] {
  return past
    .filter(({ body }) => body.id !== now.id)
    .map(({ body, timeline }) => ({ body, timeline, like: likeness(now, body) }))
    .sort((a, b) => b.like - a.like || b.body.raisedAt - a.body.raisedAt)
    .slice(0, limit)
    .map(({ body, timeline, like }) => {
      const own = factsOf(body.id, facts);
      const kinds = new Set<string>(own.map((fact) => fact.body.kind));
      return {
        ...{ alarm: body.id, timeline, asset: body.asset, raisedAt: body.raisedAt, peak: body.peak, likeness: like },
        tookMs: body.clearedAt === null ? null : body.clearedAt - body.raisedAt,
        isSameAsset: body.asset === now.asset,
        distanceM: Math.round(distanceM(now, body)),
        did: DID.filter((kind) => kinds.has(kind)),
        notes: own.flatMap((fact) => (fact.body.kind === 'note' ? [fact.body.text] : [])).slice(0, NOTES_MAX),
      };
    });
}

function factsOf(alarm: string, facts: readonly FactRecord[]): readonly FactRecord[] {
  const named = facts.filter(({ body }) => 'alarm' in body && body.alarm === alarm);
  const sent = named.filter(({ body }) => body.kind === 'dispatch' || body.kind === 'escalate');
  const tasks = new Set(sent.map(({ id }) => id));
  return [...named, ...facts.filter(({ body }) => 'task' in body && !('alarm' in body) && tasks.has(body.task))];
}
