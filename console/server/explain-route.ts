/** GET /api/explain: the answer of analytics, for people who are signed in. */
import { portOf } from '@chengyun/contracts';
import type { FastifyInstance } from 'fastify';
import { errorBody, signedIn } from './http-session.ts';

/** A replay of some days takes seconds. */
const ANSWER_MS_MAX = 60_000;
const NAMES = ['timeline', 'rule', 'asset', 'version', 'at'] as const;

export function explainRoute(app: FastifyInstance, basePort: number): void {
  app.get(
    '/api/explain',
    signedIn(async (_session, request, reply) => {
      const asked = request.query as Partial<Record<(typeof NAMES)[number], string>>;
      const query = new URLSearchParams(NAMES.flatMap((name) => (asked[name] ? [[name, String(asked[name])]] : [])));
      const url = `http://127.0.0.1:${portOf('analytics', basePort)}/explain?${query}`;
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
        return await reply
          .code(answer.status)
          .type('application/json')
          .send(await answer.text());
      } catch {
        return reply.code(503).send(errorBody('unavailable', 'Analytics does not answer at the moment.'));
      }
    }),
  );
}
