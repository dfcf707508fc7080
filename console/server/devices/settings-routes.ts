/** What a sensor measures by, over HTTP: everybody at a desk sees it with the sensor's answer, engineers change it, with a reason. */
import { type Device, type SensorSettingsView, type SensorTuning, SensorTuningSchema } from '@chengyun/contracts';
import { metricStandards } from '@chengyun/domains/index.ts';
import type { Clock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { Check, Errors } from 'typebox/value';
import { errorBody, signedIn } from '../http-session.ts';
import type { Registry } from '../registry.ts';
import { faultOfSettings, readSensorView, tuneSensor } from './tune-sensor.ts';

const SaveSchema = Type.Object(
  {
    reason: Type.String({ minLength: 4, maxLength: 200, pattern: '\\S' }),
    /** Version that was looked at, 0 when there was none. */
    base: Type.Integer({ minimum: 0 }),
    tuning: SensorTuningSchema,
  },
  { additionalProperties: false },
);

export interface SettingsRoutesDeps {
  readonly store: Store;
  readonly registry: Pick<Registry, 'devices'>;
  readonly clock: Clock;
}

export function settingsRoutes(app: FastifyInstance, { store, registry, clock }: SettingsRoutesDeps): void {
  const sensorOf = (params: unknown): Device | null => {
    const { device } = params as { device: string };
    const found = registry.devices().find(({ id }) => id === device);
    return found?.kind === 'sensor' && found.revokedAtMs === null ? found : null;
  };
  const unknown = (reply: FastifyReply) =>
    reply.code(404).send(errorBody('unknown-sensor', 'There is no such sensor, or it was revoked.'));

  app.get(
    '/api/devices/:device/settings',
    signedIn(async (_session, request, reply) => {
      const sensor = sensorOf(request.params);
      return sensor === null ? unknown(reply) : ((await readSensorView(store, sensor)) satisfies SensorSettingsView);
    }),
  );

  app.post(
    '/api/devices/:device/settings',
    signedIn(async ({ account: author }, request, reply) => {
      const sensor = sensorOf(request.params);
      if (sensor === null) return unknown(reply);
      const { body } = request;
      if (!Check(SaveSchema, body)) return reply.code(400).send(errorBody('schema', misfitOf(body)));
      const fault = faultOfSettings(body.tuning, metricStandards());
      if (fault !== null) return reply.code(422).send(errorBody('settings', `${sensor.id}: ${fault}`));
      try {
        return { version: await tuneSensor(store, sensor, { ...body, author, atMs: clock.nowMs() }) };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return reply.code(409).send(errorBody('changed', error.message));
      }
    }),
  );
}

/** Names the field: a form of twenty numbers must say which one it is. */
function misfitOf(body: unknown): string {
  const tuning = (body as { readonly tuning?: SensorTuning } | null)?.tuning;
  const [error] = Errors(SensorTuningSchema, tuning);
  if (error === undefined) return 'Asked are a reason of at least 4 letters, base and tuning.';
  return `The settings at ${error.instancePath || '/'} ${error.message}.`;
}
