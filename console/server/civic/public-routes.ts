/**
 * What is open to everybody: state of the city, what it stores, and the report of a hazard with its progress. Reports
 * carry no identity; the token that a browser made is the only way to its answer and never stands in an address.
 */
import type { BasemapData } from '@chengyun/basemap/data.ts';
import { REPORT_KINDS, type ReportKind } from '@chengyun/contracts';
import type { PrivacyBudget } from '@chengyun/platform/privacy/privacy-file.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import type { Places } from '../access/scope.ts';
import { errorBody } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';
import type { CitizenReports } from './citizen-reports.ts';
import { createPhotoPress, PHOTO_FAULTS } from './photo.ts';
import { publicStatus } from './public-status.ts';

/** A photo of the largest size in base64, and some more, so that one too large is told so. */
const BODY_BYTES_MAX = 6_000_000;
const strict = { additionalProperties: false } as const;
const aToken = Type.String({ pattern: '^[A-Za-z0-9_-]{22,64}$' });
const ReportSchema = Type.Object(
  {
    token: aToken,
    kind: Type.Unsafe<ReportKind>(Type.Union(REPORT_KINDS.map((kind) => Type.Literal(kind)))),
    text: Type.String({ maxLength: 300 }),
    lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
    latDeg: Type.Number({ minimum: -90, maximum: 90 }),
    /** Base64 of the file as the phone has it. */
    photo: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$', maxLength: BODY_BYTES_MAX })),
  },
  strict,
);
const ProgressSchema = Type.Object({ token: aToken }, strict);
const DAY_MS = 24 * 3_600_000;
/** A report must lie in the city or near it. */
const FAR_DEG = 0.3;

export interface PublicRoutesDeps {
  readonly reports: CitizenReports;
  readonly privacy: PrivacyBudget;
  readonly state: LiveState;
  readonly places: Places;
  readonly map: () => BasemapData | null;
  readonly defaultTimeline: () => string;
  readonly nowMs: () => number;
}

export function publicRoutes(app: FastifyInstance, deps: PublicRoutesDeps): void {
  const { reports, privacy, state, places, map, defaultTimeline, nowMs } = deps;
  const press = createPhotoPress();
  const unready = (reply: FastifyReply) => reply.code(503).send(errorBody('unavailable', 'The city is not known yet.'));

  app.get('/api/public/privacy', async () => ({ entries: privacy.published() }));

  app.get('/api/public/status', async (_request, reply) => {
    const timeline = state.timeline(defaultTimeline());
    const data = map();
    if (!timeline || !data) return unready(reply);
    const districts = data.units.map(({ id, nameZh, nameEn, lonDeg, latDeg }) => ({
      ...{ id, name: { zh: nameZh, en: nameEn }, lonDeg, latDeg },
    }));
    const counts = await reports.countsByDistrict(nowMs() - DAY_MS);
    reply.header('cache-control', 'public, max-age=15');
    return publicStatus(timeline, districts, places, counts);
  });

  app.post('/api/public/reports', { bodyLimit: BODY_BYTES_MAX }, async (request, reply) => {
    if (!Check(ReportSchema, request.body)) {
      const message =
        '请填写险情种类和地点。 Asked are the kind of hazard, the place, and perhaps a sentence and a photo.';
      return reply.code(400).send(errorBody('schema', message));
    }
    const { photo: encoded, ...report } = request.body;
    const unit = map() ? places.nearestUnit(report.lonDeg, report.latDeg) : null;
    if (!unit || Math.max(Math.abs(unit.lonDeg - report.lonDeg), Math.abs(unit.latDeg - report.latDeg)) > FAR_DEG) {
      return reply.code(422).send(errorBody('far-off', '该地点不在本市。 This place is not in the city.'));
    }
    const pressed = encoded === undefined || encoded === '' ? null : await press.press(Buffer.from(encoded, 'base64'));
    if (pressed && 'fault' in pressed) {
      const status = pressed.fault === 'busy' ? 503 : 422;
      return reply.code(status).send(errorBody(pressed.fault, PHOTO_FAULTS[pressed.fault]));
    }
    const isTaken = await reports.take({ ...report, district: unit.id, photo: pressed?.jpeg ?? null });
    if (!isTaken)
      return reply.code(503).send(errorBody('full', '上报过多，请拨打热线。 Too many reports wait; please call.'));
    return { ok: true };
  });

  // By POST, so that the token stands in no address, no history and no log of a proxy.
  app.post('/api/public/reports/progress', async (request, reply) => {
    if (!Check(ProgressSchema, request.body)) return reply.code(400).send(errorBody('schema', 'Asked is the token.'));
    reply.header('cache-control', 'no-store');
    const steps = await reports.steps(request.body.token);
    return steps
      ? { steps }
      : reply.code(404).send(errorBody('unknown-report', '没有这条上报。 There is no such report.'));
  });
}
