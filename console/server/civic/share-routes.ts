/** Sharing data between departments over HTTP: asking, deciding, ending, and the read of who holds a token. */

import type { Asset } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { Check, Convert } from 'typebox/value';
import type { Places } from '../access/scope.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { DataShares } from './data-shares.ts';

const strict = { additionalProperties: false } as const;
const words = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 50 });
const WishSchema = Type.Object(
  {
    department: Type.String({ minLength: 2, maxLength: 80 }),
    purpose: Type.String({ minLength: 8, maxLength: 500 }),
    metrics: words,
    districts: Type.Union([words, Type.Null()]),
    fromMs: Type.Integer({ minimum: 0, maximum: 8e15 }),
    toMs: Type.Integer({ minimum: 0, maximum: 8e15 }),
    expiresMs: Type.Integer({ minimum: 0, maximum: 8e15 }),
  },
  strict,
);
const RefuseSchema = Type.Object({ reason: Type.String({ minLength: 4, maxLength: 500 }) }, strict);
const ReadQuery = Type.Object({
  metric: Type.String({ maxLength: 64 }),
  from: Type.Optional(Type.Number({ minimum: 0, maximum: 8e15 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
});
const ROWS_DEFAULT = 1000;

export interface ShareRoutesDeps {
  readonly shares: DataShares;
  readonly places: Places;
  readonly assets: () => readonly Asset[];
}

export function shareRoutes(app: FastifyInstance, { shares, places, assets }: ShareRoutesDeps): void {
  const idOf = (params: unknown) => (params as { id: string }).id;
  const orRefuse = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.code === 'SHARE')
        return reply.code(409).send(errorBody('share', error.message));
      throw error;
    }
  };

  app.get(
    '/api/shares',
    signedIn(async () => ({ shares: await shares.list() })),
  );
  app.post(
    '/api/shares',
    signedIn(async ({ account }, request, reply) => {
      const wish = request.body;
      if (!Check(WishSchema, wish)) {
        return reply
          .code(400)
          .send(errorBody('schema', 'Asked are department, purpose, metrics, districts, fromMs, toMs and expiresMs.'));
      }
      return orRefuse(reply, async () => ({ id: await shares.ask(wish, account) }));
    }),
  );
  app.post(
    '/api/shares/:id/approve',
    signedIn(async ({ account }, request, reply) => {
      reply.header('cache-control', 'no-store');
      return orRefuse(reply, async () => ({ token: await shares.approve(idOf(request.params), account) }));
    }),
  );
  app.post(
    '/api/shares/:id/refuse',
    signedIn(async ({ account }, request, reply) => {
      const { body } = request;
      if (!Check(RefuseSchema, body)) return reply.code(400).send(errorBody('schema', 'Asked is a reason.'));
      return orRefuse(reply, async () => {
        await shares.refuse(idOf(request.params), body.reason, account);
        return { ok: true };
      });
    }),
  );
  app.post(
    '/api/shares/:id/end',
    signedIn(async ({ account }, request, reply) =>
      orRefuse(reply, async () => {
        await shares.end(idOf(request.params), account);
        return { ok: true };
      }),
    ),
  );

  app.get('/api/shared/readings', async (request, reply) => {
    const { share } = request;
    if (!share) return reply.code(401).send(errorBody('signed-out', 'Send the token of the share.'));
    const query = Convert(ReadQuery, request.query);
    if (!Check(ReadQuery, query))
      return reply.code(400).send(errorBody('schema', 'Asked are metric and perhaps from and limit.'));
    const { metric, from = 0, limit = ROWS_DEFAULT } = query;
    if (!share.metrics.includes(metric))
      return reply.code(403).send(errorBody('forbidden', `${metric.slice(0, 64)} is not in this share.`));
    const { districts } = share;
    const inside = assets()
      .map(({ id }) => id)
      .filter((id) => districts === null || places.sees({ districts, domains: null }, id));
    reply.header('cache-control', 'no-store');
    return {
      department: share.department,
      expiresMs: share.expiresMs,
      readings: await shares.read(share, { metric, fromMs: from, limit }, inside),
    };
  });
}
