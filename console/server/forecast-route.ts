/** GET /api/forecasts?timeline&asset[&metric]: the newest forecast of each series, with its figures and persistence. */
import { forecastScores, latestForecasts } from '@chengyun/platform/store/forecasts.ts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { errorBody, signedIn } from './http-session.ts';

const ForecastQuery = Type.Object({
  timeline: Type.String({ maxLength: 60 }),
  asset: Type.String({ maxLength: 64 }),
  metric: Type.Optional(Type.String({ maxLength: 64 })),
});

export function forecastRoute(app: FastifyInstance, store: Queryable): void {
  app.get(
    '/api/forecasts',
    signedIn(async (_session, request, reply) => {
      const { query } = request;
      if (!Check(ForecastQuery, query)) {
        return reply.code(400).send(errorBody('schema', 'Asked are timeline, asset and perhaps metric.'));
      }
      const [newest, scores] = [await latestForecasts(store, query), await forecastScores(store, query)];
      return {
        forecasts: newest.map(({ record: { k: _k, tl: timeline, last, ...forecast } }) => ({
          ...{ timeline, ...forecast },
          // Against which it is always shown: the value stays as it is.
          persistence: last,
          score: scores.find(({ asset, metric }) => asset === forecast.asset && metric === forecast.metric) ?? null,
        })),
      };
    }),
  );
}
