import { isTimelineId, type Timeline } from '@chengyun/contracts';
import { AppError } from '../service/service.ts';
import { announce } from './registry.ts';
import type { Queryable, Store } from './store.ts';

interface TimelineRow {
  id: string;
  kind: Timeline['kind'];
  clock: Timeline['clock'];
  pace: number;
  anchor_wall_ms: number;
  anchor_timeline_ms: number;
  conductor: string | null;
  label: string;
  ended_at_ms: number | null;
}

function timelineFromRow(row: TimelineRow): Timeline {
  return {
    id: row.id,
    kind: row.kind,
    clock: row.clock,
    pace: row.pace,
    anchorWallMs: row.anchor_wall_ms,
    anchorTimelineMs: row.anchor_timeline_ms,
    conductor: row.conductor,
    label: row.label,
    endedAtMs: row.ended_at_ms,
  };
}

/** Creates the timeline or replaces it: a new pace, a new label, a fresh start. */
export async function putTimeline(store: Store, timeline: Timeline): Promise<void> {
  if (!isTimelineId(timeline.id)) {
    throw new AppError('TIMELINE_ID', `"${timeline.id}" is not a timeline: use live, exercise:<id> or replay:<id>.`);
  }
  const { id, kind, clock, pace, anchorWallMs, anchorTimelineMs, conductor, label, endedAtMs } = timeline;
  await store.tx(async (client) => {
    await client.query(
      `INSERT INTO timelines (id, kind, clock, pace, anchor_wall_ms, anchor_timeline_ms, conductor, label, ended_at_ms)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (id) DO UPDATE SET kind = EXCLUDED.kind, clock = EXCLUDED.clock, pace = EXCLUDED.pace,
         anchor_wall_ms = EXCLUDED.anchor_wall_ms, anchor_timeline_ms = EXCLUDED.anchor_timeline_ms,
         conductor = EXCLUDED.conductor, label = EXCLUDED.label, ended_at_ms = EXCLUDED.ended_at_ms`,
      [id, kind, clock, pace, Math.round(anchorWallMs), Math.round(anchorTimelineMs), conductor, label, endedAtMs],
    );
    await announce(client, 'timelines');
  });
}

/** All timelines, ended ones included. */
export async function listTimelines(client: Queryable): Promise<readonly Timeline[]> {
  const { rows } = await client.query<TimelineRow>('SELECT * FROM timelines ORDER BY id');
  return rows.map(timelineFromRow);
}

/** `atMs` is the wall time of the end. Throws AppError NO_TIMELINE for an unknown id. */
export async function endTimeline(store: Store, id: string, atMs: number): Promise<void> {
  await store.tx(async (client) => {
    const { rowCount } = await client.query('UPDATE timelines SET ended_at_ms = $2 WHERE id = $1', [
      id,
      Math.round(atMs),
    ]);
    if (rowCount === 0) throw new AppError('NO_TIMELINE', `There is no timeline ${id}.`);
    await announce(client, 'timelines');
  });
}
