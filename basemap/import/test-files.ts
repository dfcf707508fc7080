/** Tiny files of foreign formats, written by the tests themselves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { Document, WebIO } from '@gltf-transform/core';
import proj4 from 'proj4';

export type Ring = readonly (readonly [number, number])[];

export const square = (lon: number, lat: number, sizeDeg = 0.001): Ring => [
  [lon, lat],
  [lon + sizeDeg, lat],
  [lon + sizeDeg, lat + sizeDeg],
  [lon, lat + sizeDeg],
  [lon, lat],
];

export const feature = (geometry: unknown, properties: object = {}) => ({ type: 'Feature', properties, geometry });
export const polygon = (ring: Ring, properties: object = {}) =>
  feature({ type: 'Polygon', coordinates: [ring] }, properties);

export function writeGeoJson(path: string, features: readonly unknown[], more: object = {}): string {
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', ...more, features }));
  return path;
}

/** One polygon with a name, as .shp and .dbf (ESRI white paper of 1998, dBASE III). */
export function writeShapefile(folder: string, name: string, ring: Ring, label: string): string {
  const clockwise = [...ring].reverse();
  const content = Buffer.alloc(48 + clockwise.length * 16);
  content.writeInt32LE(5, 0);
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  for (const [i, value] of box.entries()) content.writeDoubleLE(value, 4 + i * 8);
  content.writeInt32LE(1, 36);
  content.writeInt32LE(clockwise.length, 40);
  for (const [i, [x, y]] of clockwise.entries()) {
    content.writeDoubleLE(x, 48 + i * 16);
    content.writeDoubleLE(y, 56 + i * 16);
  }
  const head = Buffer.alloc(108);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE((108 + content.length) / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(5, 32);
  for (const [i, value] of box.entries()) head.writeDoubleLE(value, 36 + i * 8);
  head.writeInt32BE(1, 100);
  head.writeInt32BE(content.length / 2, 104);
  const path = join(folder, `${name}.shp`);
  writeFileSync(path, Buffer.concat([head, content]));

  const dbf = Buffer.alloc(32 + 32 + 1 + 1 + 20 + 1, 0x20);
  dbf.fill(0, 0, 64);
  dbf.writeUInt8(3, 0);
  dbf.writeUInt32LE(1, 4);
  dbf.writeUInt16LE(65, 8);
  dbf.writeUInt16LE(21, 10);
  dbf.write('name', 32, 'latin1');
  dbf.write('C', 43, 'latin1');
  dbf.writeUInt8(20, 48);
  dbf.writeUInt8(0x0d, 64);
  dbf.write(label, 66, 'utf8');
  dbf.writeUInt8(0x1a, 86);
  writeFileSync(join(folder, `${name}.dbf`), dbf);
  return path;
}

const varint = (value: bigint): number[] => {
  const out: number[] = [];
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    if (left < 128n) return [...out, Number(left)];
    out.push(Number(left & 127n) | 128);
  }
};
const zigzag = (value: number): bigint => (BigInt(value) << 1n) ^ (BigInt(value) >> 63n);
const field = (n: number, bytes: ArrayLike<number>): number[] => [
  ...varint(BigInt(n * 8 + 2)),
  ...varint(BigInt(bytes.length)),
  ...Array.from(bytes),
];
const number = (n: number, value: number): number[] => [...varint(BigInt(n * 8)), ...varint(BigInt(value))];
const packed = (n: number, values: readonly bigint[]): number[] => field(n, values.flatMap(varint));

export interface OsmWay {
  readonly id: number;
  readonly refs: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

/** An extract with nodes and ways (wiki.openstreetmap.org/wiki/PBF_Format), one block of each. */
export function writeOsm(
  path: string,
  nodes: readonly (readonly [number, number, number])[],
  ways: readonly OsmWay[],
): string {
  const strings = ['', ...new Set(ways.flatMap(({ tags }) => Object.entries(tags).flat()))];
  const deltas = (values: readonly number[]): bigint[] => values.map((v, i) => zigzag(v - (values[i - 1] ?? 0)));
  const dense = [
    ...packed(1, deltas(nodes.map(([id]) => id))),
    ...packed(8, deltas(nodes.map(([, , lat]) => Math.round(lat * 1e7)))),
    ...packed(9, deltas(nodes.map(([, lon]) => Math.round(lon * 1e7)))),
  ];
  const way = ({ id, refs, tags }: OsmWay): number[] => [
    ...number(1, id),
    ...packed(
      2,
      Object.keys(tags).map((key) => BigInt(strings.indexOf(key))),
    ),
    ...packed(
      3,
      Object.values(tags).map((value) => BigInt(strings.indexOf(value))),
    ),
    ...packed(8, deltas(refs)),
  ];
  const table = field(
    1,
    strings.flatMap((text) => field(1, Buffer.from(text))),
  );
  const block = [
    ...table,
    ...field(2, field(2, dense)),
    ...field(
      2,
      ways.flatMap((one) => field(3, way(one))),
    ),
  ];
  const blob = (type: string, content: readonly number[]): Buffer => {
    const body = [...number(2, content.length), ...field(3, deflateSync(Buffer.from(content)))];
    const header = [...field(1, Buffer.from(type)), ...number(3, body.length)];
    const length = Buffer.alloc(4);
    length.writeInt32BE(header.length);
    return Buffer.concat([length, Buffer.from(header), Buffer.from(body)]);
  };
  const header = field(4, Buffer.from('OsmSchema-V0.6'));
  writeFileSync(path, Buffer.concat([blob('OSMHeader', header), blob('OSMData', block)]));
  return path;
}

/** A tileset of one box of `sizeM` by `sizeM` by `heightM`, standing at a place; as glb or wrapped as b3dm. */
export async function writeTileset(
  folder: string,
  at: readonly [number, number],
  sizeM: number,
  heightM: number,
  kind: 'glb' | 'b3dm',
): Promise<string> {
  const h = sizeM / 2;
  // glTF has y up: east, up, south.
  const corners = [0, heightM].flatMap((y) => [
    [-h, y, h],
    [h, y, h],
    [h, y, -h],
    [-h, y, -h],
  ]);
  const quads = [
    [0, 1, 5, 4],
    [1, 2, 6, 5],
    [2, 3, 7, 6],
    [3, 0, 4, 7],
    [4, 5, 6, 7],
    [3, 2, 1, 0],
  ];
  const document = new Document();
  const buffer = document.createBuffer();
  const positions = document
    .createAccessor()
    .setType('VEC3')
    .setBuffer(buffer)
    .setArray(new Float32Array(corners.flat()));
  const indices = quads.flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]);
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', positions)
    .setIndices(document.createAccessor().setType('SCALAR').setBuffer(buffer).setArray(new Uint16Array(indices)));
  document.createScene().addChild(document.createNode('box').setMesh(document.createMesh().addPrimitive(primitive)));
  const glb = await new WebIO().writeBinary(document);
  writeFileSync(join(folder, `box.${kind}`), kind === 'glb' ? glb : b3dmAround(glb));

  const [x = 0, y = 0, z = 0] = proj4('WGS84', '+proj=geocent +datum=WGS84 +units=m +no_defs').forward([...at, 0]);
  const [lon, lat] = at.map((deg) => (deg * Math.PI) / 180) as [number, number];
  const east = [-Math.sin(lon), Math.cos(lon), 0, 0];
  const north = [-Math.sin(lat) * Math.cos(lon), -Math.sin(lat) * Math.sin(lon), Math.cos(lat), 0];
  const up = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat), 0];
  const root = {
    transform: [...east, ...north, ...up, x, y, z, 1],
    geometricError: 0,
    content: { uri: `box.${kind}` },
  };
  const path = join(folder, 'tileset.json');
  writeFileSync(path, JSON.stringify({ asset: { version: '1.0' }, geometricError: 100, root }));
  return path;
}

function b3dmAround(glb: Uint8Array): Buffer {
  const table = Buffer.from('{"BATCH_LENGTH":0}'.padEnd(20));
  const header = Buffer.alloc(28);
  header.write('b3dm', 0, 'latin1');
  header.writeUInt32LE(1, 4);
  header.writeUInt32LE(28 + table.length + glb.length, 8);
  header.writeUInt32LE(table.length, 12);
  return Buffer.concat([header, table, glb]);
}
