/**
 * Where a team is while it works on a task: the newest place alone, in the store and never in the log, so that there is
 * no track. Without an open task, and off duty, a place is refused; when the task or the
 * duty ends the place goes, and so it does when its team takes it back.
 */
import type { Clock } from '@chengyun/platform/service/clock.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { errorBody, signedIn } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';

const PositionSchema = Type.Object(
  { lonDeg: Type.Number({ minimum: -180, maximum: 180 }), latDeg: Type.Number({ minimum: -90, maximum: 90 }) },
  { additionalProperties: false },
);
const OPEN = new Set(['accepted', 'on-scene']);

export interface PositionsDeps {
  readonly store: Store;
  readonly state: Pick<LiveState, 'timelines'>;
  readonly clock: Clock;
  readonly isOnDuty: (account: string) => boolean;
  /** Whom to send is decided by where teams are now. */
  readonly onMoved: () => Promise<void>;
}

type Working = Pick<PositionsDeps, 'state' | 'isOnDuty'>;

/** Accounts on duty with a task that they took and have not ended, in any timeline. */
function working({ state, isOnDuty }: Working): ReadonlySet<string> {
  const tasks = state.timelines().flatMap((timeline) => timeline.incidents().flatMap(({ tasks: own }) => own));
  return new Set(tasks.filter((task) => OPEN.has(task.state) && isOnDuty(task.officer)).map(({ officer }) => officer));
}

/** Takes away the places of who works on nothing any more. */
export async function forgetIdlePositions(deps: Omit<PositionsDeps, 'clock'>): Promise<number> {
  const { rowCount } = await deps.store.query('DELETE FROM officer_positions WHERE NOT account = ANY($1)', [
    [...working(deps)],
  ]);
  if (rowCount) await deps.onMoved();
  return rowCount ?? 0;
}

export function positionRoutes(app: FastifyInstance, { store, state, clock, isOnDuty, onMoved }: PositionsDeps): void {
  app.post(
    '/api/position',
    signedIn(async ({ account }, request, reply) => {
      if (!Check(PositionSchema, request.body))
        return reply.code(400).send(errorBody('schema', 'Asked are lonDeg and latDeg.'));
      if (!working({ state, isOnDuty }).has(account)) {
        return reply
          .code(409)
          .send(errorBody('no-task', '没有进行中的任务，不记录位置。 Without an open task no place is kept.'));
      }
      const { lonDeg, latDeg } = request.body;
      await store.query(
        `INSERT INTO officer_positions (account, lon_deg, lat_deg, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account) DO UPDATE SET lon_deg = EXCLUDED.lon_deg, lat_deg = EXCLUDED.lat_deg, at = EXCLUDED.at`,
        [account, lonDeg, latDeg, new Date(clock.nowMs())],
      );
      await onMoved();
      return { ok: true };
    }),
  );

  app.delete(
    '/api/position',
    signedIn(async ({ account }) => {
      await store.query('DELETE FROM officer_positions WHERE account = $1', [account]);
      await onMoved();
      return { ok: true };
    }),
  );
}
