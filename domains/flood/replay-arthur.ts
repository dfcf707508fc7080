/**
 * How to replay the sea at four gauges under hurricane Arthur (US Carolinas, 2014-06-30 to 07-07): which rows of
 * `sea_level.csv` belong to which asset. The data itself is not part of the product. Levels are metres relative to each
 * series' own zero, so no published line applies to them: the rule `flood.surge` compares with the tides before.
 */
import type { Asset } from '@chengyun/contracts';

export interface CsvReplay {
  readonly id: string;
  readonly label: string;
  /** Header names of the columns. */
  readonly columns: {
    readonly station: string;
    readonly series: string;
    readonly time: string;
    readonly value: string;
  };
  /** Only rows of this series are observations; the others are model runs. */
  readonly series: string;
  readonly metric: string;
  readonly assets: readonly { readonly station: string; readonly asset: Asset }[];
}

type Point = readonly [lonDeg: number, latDeg: number];

function noaaGauge(station: string, zh: string, en: string, [lonDeg, latDeg]: Point): CsvReplay['assets'][number] {
  const asset: Asset = {
    id: `gauge-noaa-${station}`,
    domain: 'flood',
    kind: 'tide-gauge',
    name: { zh, en },
    lonDeg,
    latDeg,
    attributes: {},
    datum: 'station-zero',
    owner: 'hydrology-desk',
  };
  return { station, asset };
}

export const ARTHUR_REPLAY: CsvReplay = {
  id: 'arthur',
  label: 'Hurricane Arthur 2014',
  columns: { station: 'station', series: 'series', time: 'time_utc', value: 'sea_surface_height_m' },
  series: 'OBS_DATA',
  metric: 'water.level',
  assets: [
    noaaGauge('8651370', '达克', 'Duck', [-75.7467, 36.1833]),
    noaaGauge('8658163', '赖茨维尔海滩', 'Wrightsville Beach', [-77.7867, 34.2133]),
    noaaGauge('8661070', '默特尔比奇', 'Springmaid Pier', [-78.9183, 33.655]),
    noaaGauge('8665530', '查尔斯顿', 'Charleston', [-79.925, 32.7817]),
  ],
};
