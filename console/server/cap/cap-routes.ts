/**
 * GET /api/cap: an Atom feed of the newest messages; GET /api/cap/<id>: one as CAP 1.2. For signed-in people, and for
 * other systems with the token `capToken` of secrets.json. Every answer is signed: Ed25519 over its bytes, base64 in
 * `x-chengyun-signature`; the public key is at /api/cap/key.
 */
import { sign } from 'node:crypto';
import { type AlarmRecord, type Asset, LIVE_TIMELINE, type Timeline } from '@chengyun/contracts';
import type { Queryable } from '@chengyun/platform/store/store.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { errorBody } from '../http-session.ts';
import { type SigningKey, signingKey } from '../signing-key.ts';
import { CAP_NAMESPACE, capMessage, capTime, escapeXml, wallMsOf } from './cap-message.ts';

export interface CapRoutesDeps {
  readonly store: Queryable;
  readonly dataDir: string;
  readonly timeline: (id: string) => Timeline | null;
  readonly assets: () => readonly Asset[];
  /** Public address of the console, which names the sender; null: this machine only. */
  readonly origin: string | null;
}

interface Row {
  log_offset: number;
  body: AlarmRecord;
  raised_offset: number;
  raised_at: number;
}

const FEED_MAX = 100;
const TYPES = ['raise', 'escalate', 'ease', 'update', 'clear'];
/** Each record with the newest raise of the same alarm that is not later than itself. */
const SELECT = `SELECT t.log_offset, t.body, r.log_offset AS raised_offset, (r.body ->> 'at')::float8 AS raised_at
  FROM alarm_transitions t CROSS JOIN LATERAL (
    SELECT log_offset, body FROM alarm_transitions
    WHERE alarm = t.alarm AND log_offset <= t.log_offset AND body ->> 'transition' = 'raise'
    ORDER BY log_offset DESC LIMIT 1
  ) r WHERE t.body ->> 'transition' = ANY($1)`;

export function capRoutes(app: FastifyInstance, deps: CapRoutesDeps): void {
  const { store, dataDir, timeline, assets, origin } = deps;
  const sender = origin ?? 'https://localhost';
  // Made at the first question.
  let loaded: Promise<SigningKey> | null = null;
  const keys = (): Promise<SigningKey> => {
    loaded ??= signingKey(dataDir, 'capKey');
    return loaded;
  };
  const idOf = (alarm: string, offset: number): string => `${alarm}-${offset}`;

  const answer = async (reply: FastifyReply, type: string, text: string): Promise<FastifyReply> => {
    const signature = sign(null, Buffer.from(text), (await keys()).key).toString('base64');
    return reply.type(type).header('x-chengyun-signature', signature).send(text);
  };
  const messageOf = ({ log_offset, body, raised_offset, raised_at }: Row, line: Timeline): string =>
    capMessage({
      ...{
        alarm: body,
        identifier: idOf(body.id, log_offset),
        sentMs: wallMsOf(line, body.at),
        kind: line.kind,
        sender,
      },
      raised: { identifier: idOf(body.id, raised_offset), sentMs: wallMsOf(line, raised_at) },
      asset: assets().find(({ id }) => id === body.asset),
    });

  app.get('/api/cap', async (request, reply) => {
    const { timeline: wanted = LIVE_TIMELINE } = request.query as { timeline?: string };
    const { rows } = await store.query<Row>(
      `${SELECT} AND t.timeline = $2 ORDER BY t.log_offset DESC LIMIT ${FEED_MAX}`,
      [TYPES, wanted],
    );
    const line = timeline(wanted);
    const sent = line === null ? [] : rows.map((row) => ({ ...row, sentMs: wallMsOf(line, row.body.at) }));
    const entries = sent.map(({ body, log_offset, sentMs }) =>
      entryOf(idOf(body.id, log_offset), body.title.zh, sentMs),
    );
    const newestMs = sent[0]?.sentMs ?? 0;
    const feed = [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<feed xmlns="http://www.w3.org/2005/Atom">',
      `<id>${escapeXml(`${sender}/api/cap?timeline=${wanted}`)}</id><title>Chengyun 城运</title>`,
      `<updated>${capTime(newestMs)}</updated><author><name>${escapeXml(sender)}</name></author>`,
      ...entries,
      '</feed>',
    ];
    return answer(reply, 'application/atom+xml; charset=utf-8', `${feed.join('\n')}\n`);
  });

  app.get('/api/cap/key', async (_request, reply) =>
    reply.type('application/x-pem-file').send((await keys()).publicKey),
  );

  app.get('/api/cap/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const [, alarm, offset] = /^([0-9a-f]{1,64})-(\d{1,15})$/.exec(id) ?? [];
    const { rows } = await store.query<Row>(`${SELECT} AND t.alarm = $2 AND t.log_offset = $3`, [
      ...[TYPES, alarm ?? '', offset ?? -1],
    ]);
    const [row] = rows;
    const line = row ? timeline(row.body.tl) : null;
    if (!row || !line) return reply.code(404).send(errorBody('not-found', `There is no message ${id.slice(0, 80)}.`));
    return answer(reply, 'application/cap+xml; charset=utf-8', messageOf(row, line));
  });
}

function entryOf(id: string, title: string, sentMs: number): string {
  return (
    `<entry><id>${id}</id><title>${escapeXml(title)}</title><updated>${capTime(sentMs)}</updated>` +
    `<link rel="alternate" type="application/cap+xml" href="/api/cap/${id}"/><category term="${CAP_NAMESPACE}"/></entry>`
  );
}
