/**
 * POST /api/field-evidence: a phone hands in the bytes that its fact will name; the same bytes again change nothing.
 * GET /api/field-evidence/:blob: somebody at a desk looks at them, which is a row of the audit.
 */
import { createHash } from 'node:crypto';
import { EVIDENCE_BYTES_MAX } from '@chengyun/contracts';
import { AppError } from '@chengyun/platform/service/service.ts';
import type { Store } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance } from 'fastify';
import type { AuditEntry } from '../audit/audit.ts';
import { errorBody, signedIn } from '../http-session.ts';
import type { LiveState } from '../live-state.ts';
import { mediaOf } from './clean-media.ts';
import { soundTypeOf } from './sound-only.ts';

const TYPES = ['image/jpeg', 'audio/webm', 'audio/mp4', 'audio/ogg'];

export interface EvidenceRoutesDeps {
  readonly store: Store;
  readonly audit: (entry: AuditEntry) => Promise<void>;
  readonly state: Pick<LiveState, 'timelines'>;
}

export function evidenceRoutes(app: FastifyInstance, { store, audit, state }: EvidenceRoutesDeps): void {
  app.addContentTypeParser(TYPES, { parseAs: 'buffer', bodyLimit: EVIDENCE_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  app.post(
    '/api/field-evidence',
    { bodyLimit: EVIDENCE_BYTES_MAX },
    signedIn(async (session, request, reply) => {
      const { body } = request;
      if (!Buffer.isBuffer(body)) return reply.code(400).send(errorBody('schema', 'Asked is a picture or recording.'));
      try {
        const media = mediaOf(body);
        const blob = createHash('sha256').update(body).digest('hex');
        await store.query(
          'INSERT INTO evidence_blobs (sha256, account, media, bytes) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [blob, session.account, media, body],
        );
        return { blob, media, bytes: body.length };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return reply.code(400).send(errorBody('evidence', error.message));
      }
    }),
  );

  app.get(
    '/api/field-evidence/:blob',
    signedIn(async (session, request, reply) => {
      const { blob } = request.params as { blob: string };
      const { rows } = await store.query<{ media: 'photo' | 'voice'; bytes: Buffer }>(
        'SELECT media, bytes FROM evidence_blobs WHERE sha256 = $1',
        [blob],
      );
      const [row] = rows;
      if (!row) return reply.code(404).send(errorBody('not-found', 'There is no such evidence, or its days are over.'));
      // Why it was looked at: the incidents that it belongs to, and how they stood.
      const details = { media: row.media, incidents: incidentsOf(state, blob) };
      await audit({ actor: session.account, action: 'evidence.seen', subject: blob, details });
      return reply
        .type(soundTypeOf(row.bytes) ?? 'image/jpeg')
        .header('cache-control', 'private, no-store')
        .send(row.bytes);
    }),
  );
}

function incidentsOf(state: Pick<LiveState, 'timelines'>, blob: string) {
  const all = state.timelines().flatMap(({ fold }) => fold.incidents());
  return all
    .filter(({ evidence }) => evidence.some((one) => one.blob === blob))
    .map(({ tl, alarm, state: stood }) => ({ tl, alarm, state: stood }));
}
