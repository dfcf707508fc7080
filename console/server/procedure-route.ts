/** GET /api/procedures: the steps of every procedure by rule, for desk and phone, which keeps them for the cellar. */
import { type Domain, type Procedure, REPORTED_PROCEDURE, REPORTED_RULE } from '@chengyun/contracts';
import type { FastifyInstance } from 'fastify';
import { signedIn } from './http-session.ts';

export function procedureRoute(app: FastifyInstance, domains: readonly Pick<Domain, 'plans'>[]): void {
  const all: Readonly<Record<string, Procedure>> = Object.assign(
    { [REPORTED_RULE]: REPORTED_PROCEDURE },
    ...domains.map(({ plans }) => plans),
  );
  app.get(
    '/api/procedures',
    signedIn(async () => all),
  );
}
