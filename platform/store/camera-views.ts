/** What cameras said last of their view: offline, frozen, dark, moved, blurred or well. */
import type { CameraView } from '@chengyun/contracts';
import type { Queryable } from './store.ts';

/** By device; those that never spoke are missing. */
export async function readCameraViews(client: Queryable, timeline: string): Promise<ReadonlyMap<string, CameraView>> {
  const { rows } = await client.query<{ device: string; state: CameraView['state']; at_ms: number }>(
    `SELECT cameras.id AS device, said.body->>'state' AS state, (extract(epoch FROM said.at) * 1000)::float8 AS at_ms
     FROM devices cameras CROSS JOIN LATERAL (
       SELECT body, at FROM device_events
       WHERE device = cameras.id AND timeline = $1 AND event = 'camera.health'
       ORDER BY at DESC, log_offset DESC, item DESC LIMIT 1
     ) said WHERE cameras.timeline = $1`,
    [timeline],
  );
  return new Map(rows.map(({ device, state, at_ms }) => [device, { state, atMs: Math.round(at_ms) }]));
}
