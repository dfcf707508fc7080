/**
 * Zones and masks of cameras over HTTP: who may look and change, why, and what the camera said to it. Every still and
 * every change is a row of the audit trail with its reason, in the transaction of the thing itself.
 */
import { createHash } from 'node:crypto';
import {
  type CameraList,
  type CameraMask,
  type CameraShapes,
  CameraShapesSchema,
  type CameraZones,
  type Device,
  faultOfShapes,
  type StoredConfig,
} from '@chengyun/contracts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { putDeviceConfig, readConfigAnswer, readDeviceConfig } from '@chengyun/platform/store/downlink.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import { appendAuditIn } from '../audit/audit.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';
import type { Registry } from '../registry.ts';
import type { Session } from '../sessions.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import type { Stills } from './stills.ts';

const strict = { additionalProperties: false } as const;
const reason = Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' });
const AskSchema = Type.Object({ reason }, strict);
const SaveSchema = Type.Object(
  {
    reason,
    /** Version that was looked at, 0 when the centre has none. */
    base: Type.Integer({ minimum: 0 }),
    /** Version that the camera said is in force. */
    inForce: Type.Integer({ minimum: 0 }),
    shapes: CameraShapesSchema,
    /** Detector by its id; null: that of the camera's own file again; left out: as before. */
    model: Type.Optional(Type.Union([Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,47}$' }), Type.Null()])),
  },
  strict,
);
type Save = Static<typeof SaveSchema>;

export interface CameraRoutesDeps {
  readonly store: Store;
  readonly state: LiveState;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly stills: Stills;
  readonly defaultTimeline: () => string;
}

export function cameraRoutes(app: FastifyInstance, deps: CameraRoutesDeps): void {
  const { store, state, registry, clock, stills, defaultTimeline } = deps;
  evidenceRoutes(app, { state, registry, clock, stills });
  const cameraOf = (params: unknown): Device | null => {
    const { device } = params as { device: string };
    const found = registry.devices().find(({ id }) => id === device);
    return found?.kind === 'camera' && found.revokedAtMs === null ? found : null;
  };
  const unknown = (reply: FastifyReply) =>
    reply.code(404).send(errorBody('unknown-camera', 'There is no such camera, or it was revoked.'));

  app.get(
    '/api/cameras',
    signedIn(async (_session, request): Promise<CameraList> => {
      const { timeline = defaultTimeline() } = request.query as { timeline?: string };
      const view = state.timeline(timeline);
      const cameras = registry
        .devices()
        .filter((device) => device.kind === 'camera' && device.timeline === timeline && device.revokedAtMs === null)
        .map(({ id, assets }) => ({ id, assets, isOnline: view?.devices.isOnline(id, clock.nowMs()) ?? false }));
      return { timeline, cameras };
    }),
  );

  app.get(
    '/api/cameras/:device/zones',
    signedIn(async (_session, request, reply) => {
      const camera = cameraOf(request.params);
      if (camera === null) return unknown(reply);
      const stored = await readDeviceConfig(store, camera.id);
      const answer = await readConfigAnswer(store, camera.id, camera.timeline);
      return { stored, answer } satisfies CameraZones;
    }),
  );

  app.post(
    '/api/cameras/:device/zones',
    signedIn(async (session, request, reply) => {
      const camera = cameraOf(request.params);
      if (camera === null) return unknown(reply);
      if (!Check(SaveSchema, request.body)) {
        return reply
          .code(400)
          .send(errorBody('schema', 'Asked are a reason of at least 4 letters, base, inForce, zones and masks.'));
      }
      const refusal = refusalOf(session, request.body, camera, await readDeviceConfig(store, camera.id));
      if (refusal) return reply.code(refusal.status).send(errorBody(refusal.code, refusal.message));
      try {
        return { version: await save(session, camera.id, request.body) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return reply.code(409).send(errorBody('changed', error.message));
      }
    }),
  );

  async function save({ account: author }: Session, device: string, asked: Save): Promise<number> {
    return store.tx(async (client) => {
      const config = await putDeviceConfig(client, { device, author, atMs: clock.nowMs(), ...asked });
      const { version, zones, masks, lines = [] } = config;
      const sha256 = createHash('sha256').update(JSON.stringify({ zones, masks, lines })).digest('hex');
      const idsOf = (shapes: readonly { readonly id: string }[]) => shapes.map(({ id }) => id);
      const drawn = { zones: idsOf(zones), masks: idsOf(masks), lines: idsOf(lines), sha256 };
      const model = asked.model === undefined ? {} : { model: asked.model };
      const details = { version, base: asked.base, reason: asked.reason, ...drawn, ...model };
      await appendAuditIn(client, { actor: author, action: 'zones.change', subject: device, details });
      return version;
    });
  }

  app.post(
    '/api/cameras/:device/still',
    signedIn(async (session, request, reply) => {
      const camera = cameraOf(request.params);
      if (camera === null) return unknown(reply);
      if (!Check(AskSchema, request.body)) {
        return reply.code(400).send(errorBody('schema', 'A still needs a reason of at least 4 letters.'));
      }
      return { id: await stills.ask(session, camera.id, request.body.reason) };
    }),
  );

  app.get(
    '/api/stills/:id',
    signedIn(async (session, request, reply) => {
      const found = await stills.read(session, (request.params as { id: string }).id);
      reply.header('cache-control', 'no-store');
      return found ?? reply.code(404).send(errorBody('gone', 'This still is gone; ask for another.'));
    }),
  );
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

function refusalOf({ role }: Session, asked: Save, camera: Device, stored: StoredConfig | null): Refusal | null {
  const measuring = [...asked.shapes.zones, ...(asked.shapes.lines ?? [])];
  const foreign = measuring.find(({ asset }) => asset !== undefined && !camera.assets.includes(asset));
  if (foreign) return unusable(`${foreign.id} measures ${foreign.asset}, which ${camera.id} does not serve.`);
  const fault = faultOfShapes(withAssets(asked.shapes, camera));
  if (fault !== null) return unusable(fault);
  if (role !== 'engineer' && asked.model !== undefined) {
    const message = `The role ${role} may draw zones; the model is changed by engineers.`;
    return { status: 403, code: 'forbidden', message };
  }
  if (role === 'engineer' || isSameMasks(asked.shapes.masks, stored?.config.masks ?? [])) return null;
  return {
    status: 403,
    code: 'forbidden',
    message: `The role ${role} may draw zones; masks are changed by engineers.`,
  };
}

const unusable = (message: string): Refusal => ({ status: 422, code: 'shapes', message });

/** A zone without an asset counts for the first one. */
function withAssets(shapes: CameraShapes, { assets }: Device): CameraShapes {
  return { ...shapes, zones: shapes.zones.map((zone) => ({ asset: assets[0] ?? '', ...zone })) };
}

function isSameMasks(a: readonly CameraMask[], b: readonly CameraMask[]): boolean {
  const said = (masks: readonly CameraMask[]) =>
    JSON.stringify(masks.map(({ id, label, polygon }) => [id, label, polygon]));
  return said(a) === said(b);
}
