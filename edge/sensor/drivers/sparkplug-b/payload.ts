/** The payload of Sparkplug B (Eclipse Sparkplug 3.0, 6.4): metrics with a name or an alias, a time and a value. */
import { encodeBytesField, encodeDoubleField, encodeVarintField, type Field, fieldsOf } from './protobuf.ts';

export interface Metric {
  readonly name: string | null;
  readonly alias: bigint | null;
  /** Epoch milliseconds. */
  readonly at: number | null;
  /** Null when a data message leaves it to the birth. */
  readonly datatype: number | null;
  readonly isNull: boolean;
  /** The number as it stands: signs come with the datatype. Null for texts, bytes, data sets and templates. */
  readonly raw: number | bigint | boolean | null;
  /** 192 good, 0 bad, 500 stale; null when it is not said. */
  readonly qualityCode: number | null;
}

export interface Payload {
  readonly at: number | null;
  readonly seq: number | null;
  readonly metrics: readonly Metric[];
}

/** Numbers of the datatypes that are signed, with their width in bits. */
const SIGNED_BITS: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 4: 64 };

/** Null for bytes that are no payload. */
export function decodePayload(bytes: Buffer): Payload | null {
  const fields = fieldsOf(bytes);
  if (fields === null) return null;
  const metrics: Metric[] = [];
  let at: number | null = null;
  let seq: number | null = null;
  for (const { number, value } of fields) {
    if (number === 1) at = wholeFrom(value);
    else if (number === 3) seq = wholeFrom(value);
    else if (number === 2) {
      const metric = Buffer.isBuffer(value) ? metricFrom(value) : null;
      if (metric === null) return null;
      metrics.push(metric);
    }
  }
  return { at, seq, metrics };
}

function metricFrom(bytes: Buffer): Metric | null {
  const fields = fieldsOf(bytes);
  if (fields === null) return null;
  const metric = { name: null, alias: null, at: null, datatype: null, isNull: false, raw: null, qualityCode: null };
  return fields.reduce<Metric>(withField, metric);
}

function withField(metric: Metric, { number, value }: Field): Metric {
  const bytes = Buffer.isBuffer(value) ? value : null;
  switch (number) {
    case 1:
      return { ...metric, name: bytes === null ? null : bytes.toString('utf8') };
    case 2:
      return { ...metric, alias: typeof value === 'bigint' ? value : null };
    case 3:
      return { ...metric, at: wholeFrom(value) };
    case 4:
      return { ...metric, datatype: wholeFrom(value) };
    case 7:
      return { ...metric, isNull: value !== 0n };
    case 9:
      return { ...metric, qualityCode: bytes === null ? null : qualityFrom(bytes) };
    case 10:
    case 11:
      return { ...metric, raw: typeof value === 'bigint' ? value : null };
    case 12:
      return { ...metric, raw: bytes?.length === 4 ? bytes.readFloatLE() : null };
    case 13:
      return { ...metric, raw: bytes?.length === 8 ? bytes.readDoubleLE() : null };
    case 14:
      return { ...metric, raw: typeof value === 'bigint' ? value !== 0n : null };
    default:
      return metric;
  }
}

/** The property `Quality` of a property set. */
function qualityFrom(bytes: Buffer): number | null {
  const fields = fieldsOf(bytes) ?? [];
  const keys = fields.filter(({ number }) => number === 1).map(({ value }) => String(value));
  const values = fields.filter(({ number }) => number === 2).map(({ value }) => value);
  const value = values[keys.indexOf('Quality')];
  const inside = Buffer.isBuffer(value) ? fieldsOf(value) : null;
  const code = inside?.find(({ number }) => number === 3 || number === 4)?.value;
  return code === undefined ? null : wholeFrom(code);
}

function wholeFrom(value: bigint | Buffer): number | null {
  return typeof value === 'bigint' && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

/** @returns NaN for what is no number */
export function numberFrom(raw: Metric['raw'], datatype: number | null): number {
  if (raw === null) return Number.NaN;
  if (typeof raw !== 'bigint') return Number(raw);
  const bits = SIGNED_BITS[datatype ?? 0];
  return Number(bits === undefined ? raw : BigInt.asIntN(bits, raw));
}

export interface MetricText {
  readonly name?: string;
  readonly alias?: number;
  readonly at?: number;
  readonly datatype?: number;
  readonly value: number | bigint | boolean | null;
  readonly qualityCode?: number;
}

/** Writes numbers as doubles, whole ones given as bigint as 64 bits, and switches. */
export function encodePayload({
  at,
  seq,
  metrics,
}: {
  at: number;
  seq?: number;
  metrics: readonly MetricText[];
}): Buffer {
  return Buffer.concat([
    encodeVarintField(1, BigInt(at)),
    ...metrics.map((metric) => encodeBytesField(2, encodeMetric(metric))),
    ...(seq === undefined ? [] : [encodeVarintField(3, BigInt(seq))]),
  ]);
}

function encodeMetric({ name, alias, at, datatype, value, qualityCode }: MetricText): Buffer {
  const fields: Buffer[] = [];
  if (name !== undefined) fields.push(encodeBytesField(1, Buffer.from(name)));
  if (alias !== undefined) fields.push(encodeVarintField(2, BigInt(alias)));
  if (at !== undefined) fields.push(encodeVarintField(3, BigInt(at)));
  if (datatype !== undefined) fields.push(encodeVarintField(4, BigInt(datatype)));
  if (value === null) fields.push(encodeVarintField(7, 1n));
  if (qualityCode !== undefined) {
    const property = Buffer.concat([encodeVarintField(1, 3n), encodeVarintField(3, BigInt(qualityCode))]);
    const set = [encodeBytesField(1, Buffer.from('Quality')), encodeBytesField(2, property)];
    fields.push(encodeBytesField(9, Buffer.concat(set)));
  }
  if (typeof value === 'boolean') fields.push(encodeVarintField(14, value ? 1n : 0n));
  else if (typeof value === 'bigint') fields.push(encodeVarintField(11, value));
  else if (value !== null) fields.push(encodeDoubleField(13, value));
  return Buffer.concat(fields);
}
