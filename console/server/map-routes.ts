/** The parts of the map that pages fetch by name: tiles, and layers that are shown only when asked for. */
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { chunkFolder, chunkIndexName } from '@chengyun/basemap/chunks/chunk-index.ts';
import { mapFacts } from '@chengyun/basemap/layer-facts.ts';
import { roleShapes } from '@chengyun/basemap/layer-shapes.ts';
import { isRole, readManifest } from '@chengyun/basemap/manifest.ts';
import { createRoadAt, type RoadAt } from '@chengyun/basemap/road-at.ts';
import type { Domain, MapLayerView } from '@chengyun/contracts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
import { Check, Convert } from 'typebox/value';
import { errorBody, signedIn } from './http-session.ts';

/** Names as the build of chunks gives them; anything else, above all a path, is not looked for. */
const chunkName = /^(?:index\.json|features\.[0-9a-f]{12}\.(?:json|tree)|\d_-?\d+_-?\d+\.[0-9a-f]{12}\.bin)$/;
const types: Readonly<Record<string, string>> = { json: 'application/json', bin: 'application/octet-stream' };

const PlaceQuery = Type.Object({
  lonDeg: Type.Number({ minimum: -180, maximum: 180 }),
  latDeg: Type.Number({ minimum: -90, maximum: 90 }),
});

export function mapRoutes(app: FastifyInstance, folder: string, domains: readonly Domain[]): void {
  const send = (reply: FastifyReply, path: string, caching: string): FastifyReply => {
    if (!existsSync(path)) return reply.code(404).send(errorBody('not-found', 'The map has no such part.'));
    const type = types[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    return reply.type(type).header('cache-control', caching).send(createReadStream(path));
  };

  app.get(
    '/api/basemap/chunks/:file',
    signedIn(async (_session, request, reply) => {
      const { file } = request.params as { file: string };
      if (!chunkName.test(file)) return reply.code(404).send(errorBody('not-found', 'The map has no such part.'));
      // Names carry a hash of what they hold; only the index changes.
      const caching = file === chunkIndexName ? 'private, no-cache' : 'private, max-age=31536000, immutable';
      return send(reply, join(folder, chunkFolder, file), caching);
    }),
  );

  // A hundred thousand buildings have a table of megabytes: it is read when somebody asks, and then kept as it is sent.
  let facts: string | null = null;
  app.get(
    '/api/basemap/facts',
    signedIn(async (_session, _request, reply) => {
      facts ??= JSON.stringify(mapFacts(folder));
      return reply.type('application/json').header('cache-control', 'private, max-age=600').send(facts);
    }),
  );

  const layers = domains.flatMap((domain) =>
    domain.layers.map((layer): MapLayerView => ({ ...layer, domain: domain.id })),
  );
  const shapes = new Map<string, string>();
  app.get(
    '/api/map-layers',
    signedIn(async () => layers),
  );
  app.get(
    '/api/map-layers/:id/shapes',
    signedIn(async (_session, request, reply) => {
      const { id } = request.params as { id: string };
      const things = layers.find((layer) => layer.id === id)?.of;
      if (!things || !('role' in things) || !isRole(things.role)) {
        return reply.code(404).send(errorBody('not-found', `There is no layer ${id.slice(0, 40)} of map features.`));
      }
      const text = shapes.get(id) ?? JSON.stringify(roleShapes(folder, things.role, things.kinds));
      shapes.set(id, text);
      return reply.type('application/json').header('cache-control', 'private, max-age=600').send(text);
    }),
  );

  let roadAt: RoadAt | null = null;
  app.get(
    '/api/basemap/road',
    signedIn(async (_session, request, reply) => {
      const query = Convert(PlaceQuery, request.query);
      if (!Check(PlaceQuery, query)) return reply.code(400).send(errorBody('schema', 'Asked are lonDeg and latDeg.'));
      roadAt ??= createRoadAt(folder);
      return { road: roadAt(query.lonDeg, query.latDeg) };
    }),
  );

  app.get(
    '/api/basemap/layers/:id',
    signedIn(async (_session, request, reply) => {
      const { id } = request.params as { id: string };
      const layer = readManifest(folder).layers.find((entry) => entry.id === id);
      if (!layer) return reply.code(404).send(errorBody('not-found', `The map has no layer ${id.slice(0, 40)}.`));
      return send(reply.type('application/geo+json'), join(folder, layer.file), 'private, max-age=3600');
    }),
  );
}
