/** The city's own map: bring layers in, look them over, cut them into tiles. */
import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { checkMap } from '@chengyun/basemap/check/check-map.ts';
import { findingLines } from '@chengyun/basemap/check/report.ts';
import { buildChunks } from '@chengyun/basemap/chunks/build-chunks.ts';
import { writeChunks } from '@chengyun/basemap/chunks/write-chunks.ts';
import { importLayer } from '@chengyun/basemap/import/import-layer.ts';
import { createProgressBar } from '@chengyun/basemap/import/progress-bar.ts';
import { loadMap, shippedMap } from '@chengyun/basemap/layers.ts';
import { ROLES } from '@chengyun/basemap/manifest.ts';
import { systemClock } from '@chengyun/platform/service/clock.ts';
import { AppError } from '@chengyun/platform/service/service.ts';
import { type Command, type CommandContext, EXIT } from '../command.ts';

const mapOption = {
  type: 'string',
  value: 'folder',
  summary: 'the map: a folder with a map.json (the one that is shipped)',
} as const;
const textOf = (options: CommandContext['options'], key: string): string | undefined => {
  const value = options[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};
const mapOf = (options: CommandContext['options']): string => resolve(textOf(options, 'map') ?? shippedMap);

export const basemapImport: Command = {
  name: 'basemap import',
  usage: '<file>',
  summary: 'bring GeoJSON, CityJSON, an OSM extract, a Shapefile or 3D Tiles into a map as a layer',
  options: {
    map: { type: 'string', value: 'folder', summary: 'the map; made if it is not there' },
    layer: { type: 'string', value: 'id', summary: 'name of the layer; one that is there is replaced' },
    datum: {
      type: 'string',
      value: 'name',
      summary: 'wgs84, cgcs2000, gcj02, bd09 or epsg:NNNN, unless the file says it',
    },
    role: { type: 'string', value: 'role', summary: `what it is, unless the file says it: ${ROLES.join(', ')}` },
    source: { type: 'string', value: 'text', summary: 'where it comes from; shown with the map' },
    licence: { type: 'string', value: 'text', summary: 'its licence; shown with the map' },
    height: { type: 'string', value: 'key', summary: 'attribute with the height in metres, if it is called otherwise' },
    'skip-bad': { type: 'boolean', summary: 'leave faulty features out, up to a tenth, instead of refusing the layer' },
    'trust-datum': { type: 'boolean', summary: 'take the datum as it was said though the layer does not fit the map' },
  },
  async run({ args, options, print, json }) {
    const [file] = args;
    const need = (key: string): string => {
      const value = textOf(options, key);
      if (value === undefined)
        throw new AppError('USAGE', `--${key} is needed: a layer says where it is, what it is and whose it is.`);
      return value;
    };
    if (file === undefined)
      throw new AppError('USAGE', 'Which file? chengyun basemap import <file> --map <folder> --layer <id>.');
    const role = textOf(options, 'role');
    const datum = textOf(options, 'datum');
    const heightKey = textOf(options, 'height');
    const map = resolve(need('map'));
    const layer = need('layer');
    const source = need('source');
    const licence = need('licence');
    mkdirSync(map, { recursive: true });
    const bar = createProgressBar(basename(file), process.stderr, systemClock);
    const report = await importLayer(
      {
        ...{ file, map, layer, source, licence },
        ...(role === undefined ? {} : { role }),
        ...(datum === undefined ? {} : { datum }),
        ...(heightKey === undefined ? {} : { heightKey }),
        ...{ skipBad: options['skip-bad'] === true, trustDatum: options['trust-datum'] === true },
      },
      bar.onBytes,
    ).finally(bar.end);
    print(`${report.format} in ${report.datum}, ${report.read.toLocaleString('en')} features read`);
    for (const line of findingLines(report.findings)) print(line);
    if (report.refused === null) {
      for (const one of report.layers) print(`  ${one.id.padEnd(24)} ${one.role.padEnd(16)} ${one.features}`);
      print(`Written to ${map}; chengyun basemap build --map ${textOf(options, 'map')} cuts its tiles.`);
    } else print(report.refused);
    json(report);
    return report.refused === null ? EXIT.ok : EXIT.no;
  },
};

export const basemapCheck: Command = {
  name: 'basemap check',
  usage: '',
  summary: 'look a map over: datum, licence, shapes, heights, places',
  options: { map: mapOption },
  async run({ options, print, json }) {
    const report = checkMap(mapOf(options));
    for (const layer of report.layers) {
      const about = `${layer.datum}, ${layer.licence}, confidence ${layer.confidence}${layer.schematic ? ', schematic' : ''}`;
      print(`${layer.id.padEnd(24)} ${layer.role.padEnd(16)} ${String(layer.features).padStart(7)}  ${about}`);
      if (layer.fault !== null) print(`  ${layer.fault}`);
      for (const line of findingLines(layer.findings)) print(`  ${line}`);
    }
    print(report.isSound ? 'Nothing is wrong with this map.' : 'This map has faults.');
    json(report);
    return report.isSound ? EXIT.ok : EXIT.no;
  },
};

export const basemapBuild: Command = {
  name: 'basemap build',
  usage: '',
  summary: 'cut a map into tiles with levels of detail, and build its spatial index',
  options: {
    map: mapOption,
    out: { type: 'string', value: 'folder', summary: 'write the tiles below this folder (the map itself)' },
  },
  async run({ options, print, json }) {
    const folder = mapOf(options);
    const startedMs = systemClock.monotonicMs();
    const built = buildChunks(loadMap(folder, true));
    writeChunks(resolve(textOf(options, 'out') ?? folder), built);
    const tookMs = Math.round(systemClock.monotonicMs() - startedMs);
    const { index } = built;
    const bytes = [...built.files.values()].reduce((sum, { length }) => sum + length, 0);
    print(
      `${index.features.toLocaleString('en')} features, ${index.buildings.toLocaleString('en')} buildings, version ${index.version}`,
    );
    for (const level of [0, 1, 2]) {
      const of = index.chunks.filter((chunk) => chunk.level === level);
      const size = of.reduce((sum, chunk) => sum + chunk.bytes, 0);
      print(
        `  level ${level}: ${String(of.length).padStart(5)} tiles of ${500 * 2 ** level} m, ${(size / 1e6).toFixed(2)} MB`,
      );
    }
    json({
      features: index.features,
      buildings: index.buildings,
      version: index.version,
      tiles: index.chunks.length,
      bytes,
      tookMs,
    });
    return EXIT.ok;
  },
};
