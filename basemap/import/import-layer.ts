/**
 * Brings a foreign file into a map as one layer, or as one layer for each role
 * where the format itself says what things are. Invariant: the map changes only
 * at the end and by renaming, so that whatever goes wrong the old map stays.
 */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { AppError } from '@chengyun/platform/service/service.ts';
import { misplacement, type SamplePoint, signatureProblem } from '../check/datum-check.ts';
import { createFindings, type Finding } from '../check/report.ts';
import { datumHelp, datumNamed } from '../datum/datum.ts';
import type { Feature } from '../geojson.ts';
import { partsOf, pointsOf } from '../geometry-parts.ts';
import { isRole, type LayerEntry, manifestName, ROLES, type Role, readManifest } from '../manifest.ts';
import { knownPoints } from './known-points.ts';
import { createSpan, type Span } from './layer-span.ts';
import { createLayerWriter, type LayerWriter } from './layer-writer.ts';
import { openSource } from './open-source.ts';
import { shapeFeature } from './shape-feature.ts';
import { FEATURES_MAX, type OnBytes } from './source.ts';
import { withLayers } from './write-manifest.ts';

export interface ImportOptions {
  readonly file: string;
  /** Folder of the map; made if it is not there. */
  readonly map: string;
  readonly layer: string;
  readonly role?: string;
  readonly datum?: string;
  readonly source: string;
  readonly licence: string;
  readonly heightKey?: string;
  /** Leaves out features that are found wanting instead of refusing the layer. */
  readonly skipBad?: boolean;
  /** Takes the datum as it was said, though the layer does not fit the map. */
  readonly trustDatum?: boolean;
}

export interface ImportReport {
  readonly format: string;
  readonly datum: string;
  readonly layers: readonly { readonly id: string; readonly role: Role; readonly features: number }[];
  readonly read: number;
  readonly findings: readonly Finding[];
  /** Why nothing was changed; null when the layer is in the map. */
  readonly refused: string | null;
}

const SAMPLES_MAX = 2000;
/** With --skip-bad: beyond this share the file is broken, not its features. */
const badShareMax = 0.1;

export async function importLayer(options: ImportOptions, onBytes: OnBytes): Promise<ImportReport> {
  const map = resolve(options.map);
  if (!/^[a-z0-9-]{1,40}$/.test(options.layer)) {
    throw new AppError('USAGE', `The layer "${options.layer}" must be named in lower case letters, digits and -.`);
  }
  if (options.role !== undefined && !isRole(options.role)) {
    throw new AppError('USAGE', `There is no role ${options.role}; roles are ${ROLES.join(', ')}.`);
  }
  const file = basename(options.file);
  const source = await openSource(options.file, onBytes);
  const datumName = options.datum ?? source.declaredDatum;
  if (datumName === null) {
    throw new AppError(
      'MAP_DATUM',
      `${file} does not say its datum, so it is refused: name it with --datum (${datumHelp}).`,
    );
  }
  const datum = datumNamed(datumName);
  const findings = createFindings();
  const samples: SamplePoint[] = [];
  const outputs = new Map<Role, { id: string; writer: LayerWriter; span: Span }>();
  let read = 0;
  let signature: string | null = null;

  const outputFor = (role: Role) => {
    const id = options.role === undefined ? `${options.layer}-${role}` : options.layer;
    const found = outputs.get(role) ?? {
      id,
      span: createSpan(),
      writer: createLayerWriter(join(map, 'layers', `${id}.geojson`), {
        layer: id,
        datum: 'WGS84',
        fromDatum: datum.id,
        source: options.source,
        licence: options.licence,
        confidence: 'B',
      }),
    };
    outputs.set(role, found);
    return found;
  };
  const discard = (): void => {
    for (const { writer } of outputs.values()) writer.discard();
  };

  try {
    for await (const item of source.features()) {
      read++;
      if (read > FEATURES_MAX) throw new AppError('MAP_FILE_SIZE', `${file} has more than ${FEATURES_MAX} features.`);
      const number = `feature ${read}`;
      if ('unreadable' in item) {
        findings.add(number, { kind: 'unreadable', says: item.unreadable });
        continue;
      }
      const role = (options.role as Role | undefined) ?? item.role;
      if (role === undefined)
        throw new AppError('USAGE', `${file} does not say what its features are: name it with --role.`);
      signature ??= signatureProblem(item.properties, datum);
      sample(samples, item.geometry, item.properties, read);
      const { id, writer, span } = outputFor(role);
      const shaped = shapeFeature(item, item.id ?? `${id}-${read}`, {
        datum,
        role,
        ...(options.heightKey === undefined ? {} : { heightKey: options.heightKey }),
      });
      if (shaped.problem) findings.add(item.id === undefined ? number : `feature ${item.id}`, shaped.problem);
      for (const feature of shaped.features) {
        span.add(feature.geometry);
        writer.write(unique(feature, span));
      }
    }
    for (const { writer } of outputs.values()) writer.end();
  } catch (cause) {
    discard();
    throw cause;
  }

  const trusted = options.trustDatum === true;
  const known = knownPoints(map, options.layer, options.role as Role | undefined);
  const misplaced = misplacement(samples, { datum, known: trusted ? [] : known.points, middle: known.middle });
  const refused = misplaced ?? (trusted ? null : signature) ?? tooBad(findings.total, read, options.skipBad === true);
  for (const [role, { writer }] of outputs) {
    if (writer.count > 0) continue;
    writer.discard();
    outputs.delete(role);
  }
  const report = {
    format: source.format,
    datum: datum.name,
    layers: [...outputs].map(([role, { id, writer }]) => ({ id, role, features: writer.count })),
    read,
    findings: findings.list(),
  };
  if (refused !== null) {
    discard();
    return { ...report, refused: `${file} was not imported and the map is as it was: ${refused}.` };
  }
  const entries = [...outputs].map(
    ([role, { id, span }]): LayerEntry => ({
      id,
      file: `layers/${id}.geojson`,
      role,
      ...(isLight(role) ? {} : { isChunked: true }),
      ...span.entry(),
    }),
  );
  const before = existsSync(join(map, manifestName)) ? readManifest(map) : null;
  for (const { writer } of outputs.values()) writer.commit();
  withLayers(map, before, entries, source.credit ?? creditOf(options));
  return { ...report, refused: null };
}

/** Few and named: read by every page. All else may be large and comes in chunks. */
const isLight = (role: Role): boolean =>
  ['district', 'boundaries', 'metro-stations', 'hospitals', 'venues', 'service-halls', 'places', 'overlay'].includes(
    role,
  );

const creditOf = ({ source, licence }: ImportOptions): string => `${source} (${licence})`;

const unique = (feature: Feature, span: Span): Feature => {
  const id = span.name(feature.properties.id);
  return id === feature.properties.id ? feature : { ...feature, properties: { ...feature.properties, id } };
};

function sample(
  into: SamplePoint[],
  geometry: Parameters<typeof partsOf>[0],
  properties: Readonly<Record<string, unknown>>,
  n: number,
): void {
  if (into.length >= SAMPLES_MAX && n % 97 !== 0) return;
  const points = (partsOf(geometry) ?? []).flatMap(pointsOf);
  const name = String(properties.nameZh ?? properties.name ?? '');
  // Of a long outline every few corners are enough.
  const step = Math.max(1, Math.floor(points.length / 50));
  for (let i = 0; i < points.length; i += step) {
    into[into.length < SAMPLES_MAX ? into.length : (n * 31 + i) % SAMPLES_MAX] = { raw: points[i]!, name };
  }
}

function tooBad(bad: number, read: number, skipBad: boolean): string | null {
  if (bad === 0) return null;
  if (!skipBad) return `${bad} of ${read} features are faulty; mend them, or leave them out with --skip-bad`;
  return bad > read * badShareMax ? `${bad} of ${read} features are faulty, more than a tenth` : null;
}
