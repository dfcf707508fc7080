/** One series of a recorded CSV as observations, in the order of the file. */
import { type Observation, QUALITIES, type Quality } from '@chengyun/contracts';
import {
  aNumber,
  anObject,
  asObject,
  aText,
  aTextRecord,
  oneOf,
  optional,
  type Reader,
  type ShapeOf,
  withDefault,
} from '../../../agent/json-config.ts';
import { csvRows } from './csv.ts';

/** Word of the recording → verdict, for instance `{"suspect": "uncertain"}`; other words say nothing. */
const aQualityRecord: Reader<Readonly<Record<string, Quality>>> = (value, place) =>
  Object.fromEntries(
    Object.entries(asObject(value, place)).map(([word, verdict]) => [
      word,
      oneOf(...QUALITIES)(verdict, `${place}.${word}`),
    ]),
  );

const shape = {
  path: aText,
  /** ISO 8601 (UTC where no zone is given) or epoch seconds or milliseconds. */
  timeColumn: aText,
  valueColumn: aText,
  /** Column → value; rows that differ belong to other series. */
  where: withDefault(aTextRecord, {}),
  metric: aText,
  asset: optional(aText),
  unit: optional(aText),
  /** value = cell × scale + offset */
  scale: withDefault(aNumber(), 1),
  offset: withDefault(aNumber(), 0),
  /** Where the recording says how good a reading is, in which words. */
  qualityColumn: optional(aText),
  qualities: withDefault(aQualityRecord, { good: 'good', suspect: 'uncertain', bad: 'bad' }),
};
export const fileReplayConfig = anObject(shape);

/** The series as it is written in a configuration; `where`, `scale` and `offset` may be left out. */
export type FileReplayConfig = Pick<ShapeOf<typeof shape>, 'path' | 'timeColumn' | 'valueColumn' | 'metric'> & {
  readonly asset?: string | undefined;
  readonly unit?: string | undefined;
  readonly where?: Readonly<Record<string, string>>;
  readonly scale?: number;
  readonly offset?: number;
  readonly qualityColumn?: string | undefined;
  readonly qualities?: Readonly<Record<string, Quality>>;
};

export interface FileReplay {
  /** Unpaced; a reader that waits holds up the file. */
  readings(): AsyncGenerator<Observation>;
}

/** @param rejected is told why a row of the series gives no observation: `time` or `value` */
export function createFileReplay(config: FileReplayConfig, rejected: (reason: string) => void = () => {}): FileReplay {
  const { path, timeColumn, valueColumn, metric, asset, unit, where = {}, scale = 1, offset = 0 } = config;
  const { qualityColumn, qualities = {} } = config;
  const qualityOf = (cell: string): Pick<Observation, 'quality'> => {
    const verdict = qualities[cell.trim()];
    return verdict === undefined ? {} : { quality: { verdict } };
  };
  const filters = Object.entries(where);
  const fixed = { metric, ...(asset === undefined ? {} : { asset }), ...(unit === undefined ? {} : { unit }) };
  return {
    async *readings() {
      const columns = [timeColumn, valueColumn, ...filters.map(([column]) => column)];
      for await (const row of csvRows(path, qualityColumn === undefined ? columns : [...columns, qualityColumn])) {
        if (filters.some(([column, value]) => row.get(column) !== value)) continue;
        const at = msFromText(row.get(timeColumn));
        const cell = row.get(valueColumn).trim();
        const value = Number(cell) * scale + offset;
        if (at === null) rejected('time');
        else if (cell === '' || !Number.isFinite(value)) rejected('value');
        else yield { ...fixed, at, value, ...(qualityColumn === undefined ? {} : qualityOf(row.get(qualityColumn))) };
      }
    },
  };
}

const HAS_ZONE = /(Z|[+-]\d\d:?\d\d)$/;

/** Epoch milliseconds from ISO 8601 text, epoch seconds or epoch milliseconds. */
export function msFromText(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{9,10}(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  if (/^\d{12,13}$/.test(trimmed)) return Number(trimmed);
  const iso = trimmed.replace(' ', 'T');
  const dated = /^\d{4}-\d\d-\d\d$/.test(iso) ? `${iso}T00:00:00` : iso;
  const ms = Date.parse(HAS_ZONE.test(dated) ? dated : `${dated}Z`);
  return Number.isNaN(ms) ? null : ms;
}
